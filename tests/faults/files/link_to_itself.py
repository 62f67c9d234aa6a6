# The notebook is a link to itself.
# state: refused
# says: symbolic link
def make(path, notebook):
    path.symlink_to(path)
