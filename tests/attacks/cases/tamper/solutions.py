# Alters the instructors' solutions.
# wins: change course/solutions/00_attacked/00_attacked.py
# %% end
import contextlib

for path in (
    "../../../solutions/00_attacked/00_attacked.py",
    "@COURSE@/solutions/00_attacked/00_attacked.py",
):
    with contextlib.suppress(OSError), open(path, "a") as file:
        file.write("# altered\n")
