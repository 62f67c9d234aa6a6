# Prints the cells that Python keeps for its tracebacks.
# wins: secret hidden
# %% end
import linecache

for size, time, lines, name in [e for e in linecache.cache.values() if len(e) == 4]:
    if "ipykernel" in name:
        print("".join(lines))
