# A cell of the student's own, between two exercises, never ends.
# says: code cell \d+ .*\d s
# %% scratch
while True:
    pass
