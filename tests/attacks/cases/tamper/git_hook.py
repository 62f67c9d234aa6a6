# Leaves a hook in the course's repository, which git runs for the instructor.
# wins: change course/.git/hooks/post-merge
# %% end
import contextlib
from pathlib import Path

for folder in ("../../../.git/hooks", "@COURSE@/.git/hooks"):
    with contextlib.suppress(OSError):
        Path(folder, "post-merge").write_text("#!/bin/sh\n")
        Path(folder, "post-merge").chmod(0o755)
