# The notebook is a link to a file of the machine.
# state: refused
# says: symbolic link
def make(path, notebook):
    path.symlink_to("/etc/passwd")
