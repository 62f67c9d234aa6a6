# The student's name has spaces, quotes, umlauts and an emoji.
# student: Zoë "O'Neil" 李雷 🙂, Jr.
# state: ready
import nbformat


def make(path, notebook):
    nbformat.write(notebook, path)
