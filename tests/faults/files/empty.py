# The file has 0 bytes.
# state: unreadable
# says: is empty \(0 bytes\)
def make(path, notebook):
    path.write_bytes(b"")
