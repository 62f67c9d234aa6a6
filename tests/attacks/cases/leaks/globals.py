# Prints all variables that hidden tests left behind.
# wins: secret hidden
# %% end
print({name: value for name, value in globals().items() if type(value) is str})
