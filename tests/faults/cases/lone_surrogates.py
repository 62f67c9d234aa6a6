# A cell prints, and a function raises, text that no encoding can hold.
# costs: evens
# says: ValueError
# %% scratch
print("caf\udce9")
"caf\udce9"


# %% faults-evens
def evens(n):
    raise ValueError("caf\udce9 \x1b[2J\x00")
