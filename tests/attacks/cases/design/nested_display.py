# Displays JSON that is nested so deeply that whoever reads the notebook runs out of stack.
# wins: nothing, plain nbgrader loses only this student
# %% double
from IPython.display import display

deep = []
for _ in range(400):
    deep = [deep]
display({"application/json": deep, "text/plain": "deep"}, raw=True)
