# Spoils what another student handed in.
# wins: change course/submitted/bob/00_attacked/00_attacked.ipynb
# %% end
import contextlib
import glob

for path in glob.glob("../../../submitted/bob/*/*.ipynb") + glob.glob(
    "@COURSE@/submitted/bob/*/*.ipynb"
):
    with contextlib.suppress(OSError), open(path, "a") as file:
        file.write(" ")
