# Hands in under a name that reads as a folder above, with a line of its own for the log.
# wins: nothing, plain nbgrader takes one named student
# folder: ..\n\u001b[2Jbob: graded
# %% double
def double(x):
    return 0
