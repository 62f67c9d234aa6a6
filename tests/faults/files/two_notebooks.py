# There are two notebooks, and neither has the right name.
# state: refused
# says: several notebooks
def make(path, notebook):
    for name in ("final", "final2"):
        (path.parent / f"{name}.ipynb").write_text("{}")
