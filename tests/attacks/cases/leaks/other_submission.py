# Reads what another student handed in.
# wins: secret other
# %% end
import glob

for path in glob.glob("../../../submitted/*/*/*") + glob.glob("@COURSE@/*/bob/*/*"):
    print(path, open(path, errors="replace").read())
