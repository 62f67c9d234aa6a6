# Displays 300 things of 50 000 characters each.
# wins: grows 10
# %% double
from IPython.display import HTML, display

for number in range(300):
    display(HTML("z" * 50_000))
