# Right answers to `evaluation-tokens` in other forms. Each cell replaces the solution cell.

# %% capital
evaluation_tokens = "C"
choose("evaluation-tokens", evaluation_tokens)

# %% in-brackets
evaluation_tokens = " (c) "
choose("evaluation-tokens", evaluation_tokens)

# %% in-a-tuple
evaluation_tokens = ("c",)
choose("evaluation-tokens", evaluation_tokens)
