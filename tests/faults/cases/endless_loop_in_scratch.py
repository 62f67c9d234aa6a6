# A cell of the student's own, between two exercises, never ends.
# says: code cell \d+ .*2 s
# %% scratch
while True:
    pass
