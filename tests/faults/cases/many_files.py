# A cell makes 100 000 empty files.
# may: grow
# says: .
# %% scratch
for number in range(100_000):
    open(f"file{number}", "wb").close()
