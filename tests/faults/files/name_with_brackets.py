# The student's name is a pattern for nbgrader.
# student: [a-z]*
# state: refused
# says: Rename the folder
import nbformat


def make(path, notebook):
    nbformat.write(notebook, path)
