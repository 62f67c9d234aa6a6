# Hands in under a name that a program could take for an option, or a template for a field.
# wins: nothing, plain nbgrader takes one named student
# folder: --force {student_id}<b>
# %% double
def double(x):
    return 0
