# A cell displays 10 000 objects one by one.
# may: grow
# says: .
# %% scratch
from IPython.display import display

for number in range(10_000):
    display(number)
