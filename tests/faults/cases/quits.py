# A student shuts Python down with quit().
# may: evens
# %% scratch
quit()
