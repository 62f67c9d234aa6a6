# Wrong answers to `training-tokens`. Each cell replaces the solution cell.
# The check only records an answer: it is the hidden test that they fail.

# %% shifted says="recorded: a"
training_tokens = "a"
choose("training-tokens", training_tokens)

# %% its-own-words says="recorded: c"
training_tokens = "c"
choose("training-tokens", training_tokens)

# %% its-own-words-shifted says="recorded: d"
training_tokens = "d"
choose("training-tokens", training_tokens)

# %% the-source says="recorded: e"
training_tokens = "e"
choose("training-tokens", training_tokens)

# %% nothing-but-the-start says="recorded: f"
training_tokens = "f"
choose("training-tokens", training_tokens)

# %% two-letters says="2 options are given, and one is asked for"
training_tokens = ["b", "c"]
choose("training-tokens", training_tokens)

# %% the-tokens says="is not one of the options"
training_tokens = ["<sos>", "I", "see", "a", "dog"]
choose("training-tokens", training_tokens)

# %% no-such-letter says="is not one of the options"
training_tokens = "g"
choose("training-tokens", training_tokens)
