# Wrong answers to `loss`. Each cell replaces the solution cell.
# The check only records an answer: it is the hidden test that they fail.

# %% absolute says="recorded: L1Loss"
loss_function = "L1Loss"
choose("loss", loss_function)

# %% entropy says="recorded: CrossEntropyLoss"
loss_function = "CrossEntropyLoss"
choose("loss", loss_function)

# %% entropy-in-other-letters says="recorded: CrossEntropyLoss"
loss_function = "nn.crossentropyloss"
choose("loss", loss_function)

# %% two-of-them says="2 options are given, and one is asked for"
loss_function = ["MSELoss", "L1Loss"]
choose("loss", loss_function)

# %% the-class-itself says="`MSELoss` without quotes is not one of the options"
loss_function = nn.MSELoss
choose("loss", loss_function)

# %% an-object says="A `MSELoss` is not one of the options"
loss_function = nn.MSELoss()
choose("loss", loss_function)

# %% another-loss says="is not one of the options"
loss_function = "HuberLoss"
choose("loss", loss_function)
