# A notebook gives other meanings to names that the course and Jupyter use.
# %% scratch
check = torch = random = seed = list = sum = print = get_ipython = None
