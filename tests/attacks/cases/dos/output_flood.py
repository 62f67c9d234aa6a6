# Prints one line of 20 million characters.
# wins: grows 15
# %% double
print("x" * 20_000_000)
