# A student shuts Python down with quit().
# may: evens average
# says: finished|ended Python
# %% scratch
quit()
