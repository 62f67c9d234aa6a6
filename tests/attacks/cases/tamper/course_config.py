# Adds a line to the course's configuration, which is Python that nbgrader runs.
# wins: change course/nbgrader_config.py
# %% end
import contextlib

for path in ("../../../nbgrader_config.py", "@COURSE@/nbgrader_config.py"):
    with contextlib.suppress(OSError), open(path, "a") as file:
        file.write("# altered\n")
