# Right answers to `loss` in other forms. Each cell replaces the solution cell.

# %% with-its-module
loss_function = "nn.MSELoss"
choose("loss", loss_function)

# %% as-a-call
loss_function = "torch.nn.MSELoss()"
choose("loss", loss_function)

# %% in-small-letters
loss_function = "mseloss"
choose("loss", loss_function)

# %% by-the-name-of-the-class
loss_function = nn.MSELoss.__name__
choose("loss", loss_function)
