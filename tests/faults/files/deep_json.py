# The JSON is nested 200 000 levels deep.
# state: unreadable
# says: is not JSON that can be read
def make(path, notebook):
    path.write_text("[" * 200_000)
