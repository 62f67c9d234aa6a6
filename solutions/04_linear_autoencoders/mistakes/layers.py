# Wrong answers to `layers`. Each cell replaces the solution cell.
# The check only records an answer: it is the hidden test that they fail.

# %% none says="recorded: 0"
layers = "0"
choose("layers", layers)

# %% one says="recorded: 1"
layers = "1"
choose("layers", layers)

# %% three says="recorded: 3"
layers = "3"
choose("layers", layers)

# %% one-as-a-number says="recorded: 1"
layers = 1
choose("layers", layers)

# %% four says="is not one of the options"
layers = "4"
choose("layers", layers)

# %% as-a-word says="is not one of the options"
layers = "two"
choose("layers", layers)

# %% undecided says="2 options are given, and one is asked for"
layers = ["1", "2"]
choose("layers", layers)

# %% a-list-of-layers says="A `Linear` is not one of the options"
layers = [nn.Linear(4, 2), nn.Linear(2, 4)]
choose("layers", layers)
