# Right answers to `needed` in other forms. Each cell replaces the solution cell.

# %% the-other-order
needed = ["SGD", "weight decay"]
choose("needed", needed)

# %% a-set
needed = {"SGD", "weight decay"}
choose("needed", needed)

# %% a-tuple-as-in-code
needed = ("sgd", "weight_decay")
choose("needed", needed)

# %% in-one-string
needed = "Weight Decay and SGD"
choose("needed", needed)

# %% over-several-lines
needed = [
    "weight decay",  # for the two penalties
    "SGD",
]
choose("needed", needed)
