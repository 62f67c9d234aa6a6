# A function returns an object that claims 2**62 items.
# costs: evens
# says: .
# %% faults-evens
class Long:
    def __len__(self):
        return 2**62

    def __getitem__(self, index):
        return 2 * index


def evens(n):
    return Long()
