# The time stamp is a folder, and beside the notebook lie files named like modules.
# state: ready
import nbformat


def make(path, notebook):
    nbformat.write(notebook, path)
    (path.parent / "timestamp.txt").mkdir()
    for name in ("torch", "random", "nbformat", "sitecustomize"):
        (path.parent / f"{name}.py").write_text("raise SystemExit")
