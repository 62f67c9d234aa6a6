# Ends a cell with an object whose text is 20 million characters long.
# wins: grows 15
# %% double
class Huge:
    def __repr__(self):
        return "y" * 20_000_000


Huge()
