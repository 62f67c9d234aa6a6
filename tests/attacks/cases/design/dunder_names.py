# Defines names with two underscores, which the judge's own machinery might look up.
# wins: nothing, the attack is on how the judge finds names
# %% before double
__builtins__ = {"AssertionError": Warning, "range": lambda *a: [], "sum": lambda n: 0}
__import__ = lambda *a, **k: torch
__build_class__ = __debug = __loader__ = __spec__ = None
__name__ = "__attacked__"


# %% fit
def fit(x, y, steps, rate):
    return {"w": x[0] * 0, "losses": [0.0] * steps}


# %% total
def total(numbers):
    return 0
