# Starts 400 threads that wait.
# wins: words started 400 threads
# %% double
import threading

stop = threading.Event()
try:
    for number in range(400):
        threading.Thread(target=stop.wait, args=(5,), daemon=True).start()
    print("started", number + 1, "threads")
finally:
    stop.set()
