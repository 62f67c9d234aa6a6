# The student has a folder and handed in nothing.
# state: missing
# says: No notebook was handed in
def make(path, notebook):
    (path.parent / "report.pdf").write_bytes(b"%PDF")
