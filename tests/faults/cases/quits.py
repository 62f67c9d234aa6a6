# A student shuts Python down with quit().
# may: evens
# says: finished|ended Python
# %% scratch
quit()
