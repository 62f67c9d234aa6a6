# A forgotten thread goes on computing while the other cells are judged.
# %% scratch
import threading


def spin():
    while True:
        sum(range(1000))


threading.Thread(target=spin, daemon=True).start()
