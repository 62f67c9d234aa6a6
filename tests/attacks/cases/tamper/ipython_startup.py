# Leaves a file in the grader's home that runs whenever IPython starts.
# wins: change home/.ipython/profile_default/startup/00-attack.py
# %% end
import contextlib
from pathlib import Path

for home in (Path("@HOME@"), Path.home()):
    with contextlib.suppress(OSError):
        folder = home / ".ipython" / "profile_default" / "startup"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "00-attack.py").write_text("attacked = True\n")
