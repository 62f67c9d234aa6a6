# Hands in a symbolic link to a file of the grader, which is copied beside the kernel.
# wins: secret home
# link: data.txt @HOME@/notes.txt
# %% end
from pathlib import Path

print(Path("data.txt").read_text())
