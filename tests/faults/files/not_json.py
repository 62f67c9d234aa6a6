# A login page was saved in place of the notebook.
# state: unreadable
# says: is not JSON: line 1
def make(path, notebook):
    path.write_text("<html><title>Please sign in</title></html>")
