# The upload stopped half-way.
# state: unreadable
# says: breaks off in the middle
import nbformat


def make(path, notebook):
    text = nbformat.writes(notebook)
    path.write_text(text[: len(text) // 2])
