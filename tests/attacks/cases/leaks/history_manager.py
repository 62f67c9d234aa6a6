# Prints all cells that ran so far, from the history manager and its database.
# wins: secret hidden
# %% end
for entry in get_ipython().history_manager.get_range():
    print(entry[2])
