# Leaves a .pth file beside the packages, which Python reads when it starts.
# wins: change site/attacked.pth
# kernel: cold
# %% end
import contextlib
from pathlib import Path

import course_utils

for folder in (Path(course_utils.__file__).parents[1], Path("@SITE@")):
    with contextlib.suppress(OSError):
        (folder / "attacked.pth").write_text("# nothing\n")
