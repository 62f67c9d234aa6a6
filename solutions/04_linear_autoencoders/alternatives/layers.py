# Right answers to `layers` in other forms. Each cell replaces the solution cell.

# %% as-a-number
layers = 2
choose("layers", layers)

# %% counted
layers = len(["encoder", "decoder"])
choose("layers", layers)

# %% in-a-list
layers = ["2"]
choose("layers", layers)

# %% with-spaces
layers: str = " 2. "
choose("layers", layers)
