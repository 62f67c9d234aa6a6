# The notebook is a folder.
# state: missing
# says: No notebook was handed in
def make(path, notebook):
    path.mkdir()
