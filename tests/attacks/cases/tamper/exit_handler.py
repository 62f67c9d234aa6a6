# Registers a function that acts when the kernel has been told to end.
# wins: change loot/at-exit
# kernel: cold
# %% end
import atexit

atexit.register(lambda: open("@LOOT@/at-exit", "w").write("still here"))
