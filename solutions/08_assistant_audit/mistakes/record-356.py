# Wrong answers to `record-356`. Each cell replaces the solution cell.


# %% share-of-the-time-after says="This divides by the time after"
def saving(before: float, after: float) -> float:
    return 100 * (before - after) / after


a_sixth_of_the_record = False


# %% fraction says="in percent it is a hundred times as much"
def saving(before: float, after: float) -> float:
    return (before - after) / before


a_sixth_of_the_record = False


# %% sign says="The sign is wrong"
def saving(before: float, after: float) -> float:
    return 100 * (after - before) / before


a_sixth_of_the_record = False


# %% what-is-left says="This is what is left"
def saving(before: float, after: float) -> float:
    return 100 * after / before


a_sixth_of_the_record = False


# %% seconds says="These are seconds"
def saving(before: float, after: float) -> float:
    return before - after


a_sixth_of_the_record = False


# %% exchanged says="`before` and `after` are exchanged"
def saving(before: float, after: float) -> float:
    before, after = after, before
    return 100 * (before - after) / before


a_sixth_of_the_record = False


# %% times-as-fast says="how many times as fast"
def saving(before: float, after: float) -> float:
    return before / after


a_sixth_of_the_record = False


# %% rounded says="This is rounded to whole percent"
def saving(before: float, after: float) -> float:
    return round(100 * (1 - after / before))


a_sixth_of_the_record = False


# %% floor says="`//` drops"
def saving(before: float, after: float) -> float:
    return 100 * (before - after) // before


a_sixth_of_the_record = False


# %% no-sign says="leave the sign"
def saving(before: float, after: float) -> float:
    return abs(100 * (before - after) / before)


a_sixth_of_the_record = False


# %% stops-at-zero says="don't stop at 0"
def saving(before: float, after: float) -> float:
    return max(0.0, 100 * (before - after) / before)


a_sixth_of_the_record = False


# %% of-the-mean says="a share of the mean"
def saving(before: float, after: float) -> float:
    return 100 * (before - after) / ((before + after) / 2)


a_sixth_of_the_record = False


# %% reproduction-typed-in says="356 stands in its place"
def saving(before: float, after: float) -> float:
    return 100 * (356 - after) / 356


a_sixth_of_the_record = False


# %% text says="should be a number, got `str`"
def saving(before: float, after: float) -> float:
    return f"{100 * (before - after) / before:.1f} %"


a_sixth_of_the_record = False


# %% believed says="recorded: the claim is true"
def saving(before: float, after: float) -> float:
    return 100 * (before - after) / before


a_sixth_of_the_record = True
