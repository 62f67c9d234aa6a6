# A notebook deletes all its names half-way.
# %% scratch after=faults-chain-test
get_ipython().run_line_magic("reset", "-f")
