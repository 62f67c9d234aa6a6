# Leaves a program in the grader's home, where the shell looks for programs.
# wins: change home/.local/bin/nbgrader
# %% end
import contextlib
from pathlib import Path

for home in (Path("@HOME@"), Path.home()):
    with contextlib.suppress(OSError):
        (home / ".local" / "bin").mkdir(parents=True, exist_ok=True)
        (home / ".local" / "bin" / "nbgrader").write_text("#!/bin/sh\n")
