# A function returns a list that holds itself.
# costs: evens
# says: .
# %% faults-evens
def evens(n):
    numbers = [0, 2, 4]
    numbers.append(numbers)
    return numbers
