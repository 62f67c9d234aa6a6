# Right answers to `training-tokens` in other forms. Each cell replaces the solution cell.

# %% capital
training_tokens = "B"
choose("training-tokens", training_tokens)

# %% with-a-bracket
training_tokens = "b)"
choose("training-tokens", training_tokens)

# %% in-a-list
training_tokens = ["b"]
choose("training-tokens", training_tokens)
