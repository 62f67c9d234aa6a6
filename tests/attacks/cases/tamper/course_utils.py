# Alters the library of the course on disk, for all who come after.
# wins: change site/course_utils/checks/core.py
# kernel: cold
# %% end
import contextlib

import course_utils.checks.core

with contextlib.suppress(OSError), open(course_utils.checks.core.__file__, "a") as file:
    file.write("# altered\n")
