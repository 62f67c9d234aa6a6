# Wrong answers to `evaluation-tokens`. Each cell replaces the solution cell.
# The check only records an answer: it is the hidden test that they fail.

# %% teacher-forced says="recorded: b"
evaluation_tokens = "b"
choose("evaluation-tokens", evaluation_tokens)

# %% what-it-writes says="recorded: d"
evaluation_tokens = "d"
choose("evaluation-tokens", evaluation_tokens)

# %% the-target says="recorded: a"
evaluation_tokens = "a"
choose("evaluation-tokens", evaluation_tokens)

# %% the-source says="recorded: e"
evaluation_tokens = "e"
choose("evaluation-tokens", evaluation_tokens)

# %% nothing-but-the-start says="recorded: f"
evaluation_tokens = "f"
choose("evaluation-tokens", evaluation_tokens)

# %% two-letters says="is not one of the options"
evaluation_tokens = "b or c"
choose("evaluation-tokens", evaluation_tokens)

# %% a-number says="3 is not one of the options"
evaluation_tokens = 3
choose("evaluation-tokens", evaluation_tokens)
