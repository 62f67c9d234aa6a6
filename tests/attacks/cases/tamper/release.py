# Alters the notebook that other students will be given.
# wins: change course/notebooks/00_attacked/00_attacked.ipynb
# %% end
import contextlib

for path in (
    "../../../notebooks/00_attacked/00_attacked.ipynb",
    "@COURSE@/notebooks/00_attacked/00_attacked.ipynb",
):
    with contextlib.suppress(OSError), open(path, "a") as file:
        file.write(" ")
