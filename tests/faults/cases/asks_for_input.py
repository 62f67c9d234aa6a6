# A cell and a function ask for input, and a third one starts the debugger.
# costs: evens
# says: [Ii]nput
# %% scratch
name = input("Your name? ")


# %% faults-evens
def evens(n):
    breakpoint()
    return [2 * int(input("Next number? ")) for _ in range(n)]
