# Wrong answers to `needed`. Each cell replaces the solution cell.
# The check only records an answer: it is the hidden test that they fail.

# %% only-the-penalty says="recorded: weight decay"
needed = ["weight decay"]
choose("needed", needed)

# %% only-the-steps says="recorded: SGD"
needed = ["SGD"]
choose("needed", needed)

# %% dropout-too says="recorded: dropout, weight decay, SGD"
needed = ["SGD", "dropout", "weight decay"]
choose("needed", needed)

# %% dropout-for-the-penalty says="recorded: dropout, SGD"
needed = ["dropout", "SGD"]
choose("needed", needed)

# %% a-norm-too says="recorded: batch norm, weight decay, SGD"
needed = ["weight decay", "batch norm", "SGD"]
choose("needed", needed)

# %% both-norms says="recorded: batch norm, layer norm"
needed = {"batch norm", "layer norm"}
choose("needed", needed)

# %% all says="recorded: dropout, batch norm, weight decay, layer norm, SGD"
needed = "dropout, batch norm, weight decay, layer norm, SGD"
choose("needed", needed)

# %% another-optimizer says="is not one of the options"
needed = ["weight decay", "Adam"]
choose("needed", needed)

# %% the-class-itself says="`SGD` without quotes is not one of the options"
needed = ["weight decay", torch.optim.SGD]
choose("needed", needed)
