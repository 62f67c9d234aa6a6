# The last line of a cell is an object whose repr has 100 MB.
# says: output
# %% scratch
class Giant:
    def __repr__(self):
        return "x" * (100 << 20)


Giant()
