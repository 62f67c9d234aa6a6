# Wrong answers to `random-split`. Each cell replaces the solution cell.


# %% places-are-different says="but are the rows?"
def copied_share(rows, test):
    train = [place for place in range(len(rows)) if place not in test]
    return 100 * len(set(train) & set(test)) / len(test)


split_is_clean = False


# %% searches-everywhere says="Leave the test rows out"
def copied_share(rows, test):
    return 100 * sum(rows[place] in rows for place in test) / len(test)


split_is_clean = False


# %% share says="This is a share"
def copied_share(rows, test):
    train = [row for place, row in enumerate(rows) if place not in test]
    held_out = [rows[place] for place in test]
    return sum(row in train for row in held_out) / len(held_out)


split_is_clean = False


# %% number says="This is the number of copied rows"
def copied_share(rows, test):
    train = [row for place, row in enumerate(rows) if place not in test]
    held_out = [rows[place] for place in test]
    return sum(row in train for row in held_out)


split_is_clean = False


# %% different-rows says="among the copies and among the test rows"
def copied_share(rows, test):
    train = [row for place, row in enumerate(rows) if place not in test]
    held_out = [rows[place] for place in test]
    return 100 * len(set(held_out) & set(train)) / len(set(held_out))


split_is_clean = False


# %% different-copies says="and the test rows one by one"
def copied_share(rows, test):
    train = [row for place, row in enumerate(rows) if place not in test]
    held_out = [rows[place] for place in test]
    return 100 * len(set(held_out) & set(train)) / len(held_out)


split_is_clean = False


# %% of-all-rows says="divides by the number of all rows"
def copied_share(rows, test):
    train = [row for place, row in enumerate(rows) if place not in test]
    held_out = [rows[place] for place in test]
    return 100 * sum(row in train for row in held_out) / len(rows)


split_is_clean = False


# %% of-the-training-rows says="divides by the number of rows for training"
def copied_share(rows, test):
    train = [row for place, row in enumerate(rows) if place not in test]
    held_out = [rows[place] for place in test]
    return 100 * sum(row in train for row in held_out) / len(train)


split_is_clean = False


# %% other-way-round says="the other way round"
def copied_share(rows, test):
    train = [row for place, row in enumerate(rows) if place not in test]
    held_out = [rows[place] for place in test]
    return 100 * sum(row in held_out for row in train) / len(train)


split_is_clean = False


# %% any-duplicate says="twice in `test` and nowhere else"
def copied_share(rows, test):
    return 100 * sum(rows.count(rows[place]) > 1 for place in test) / len(test)


split_is_clean = False


# %% every-pair says="counted for every copy"
def copied_share(rows, test):
    train = [row for place, row in enumerate(rows) if place not in test]
    held_out = [rows[place] for place in test]
    return 100 * sum(a == b for a in held_out for b in train) / len(held_out)


split_is_clean = False


# %% names-alone says="Only the names are compared"
def copied_share(rows, test):
    names = [row.split(", ")[0] for row in rows]
    train = {name for place, name in enumerate(names) if place not in test}
    return 100 * sum(names[place] in train for place in test) / len(test)


split_is_clean = False


# %% inside-of-others says="inside of a longer one"
def copied_share(rows, test):
    train = [row for place, row in enumerate(rows) if place not in test]
    held_out = [rows[place] for place in test]
    return 100 * sum(any(row in other for other in train) for row in held_out) / len(held_out)


split_is_clean = False


# %% clean-rows says="that are no copies"
def copied_share(rows, test):
    train = [row for place, row in enumerate(rows) if place not in test]
    held_out = [rows[place] for place in test]
    return 100 * sum(row not in train for row in held_out) / len(held_out)


split_is_clean = False


# %% rounded says="rounded to two digits"
def copied_share(rows, test):
    train = [row for place, row in enumerate(rows) if place not in test]
    held_out = [rows[place] for place in test]
    return round(100 * sum(row in train for row in held_out) / len(held_out), 2)


split_is_clean = False


# %% other-verdict says="recorded: the claim is true."
def copied_share(rows, test):
    train = [row for place, row in enumerate(rows) if place not in test]
    held_out = [rows[place] for place in test]
    return 100 * sum(row in train for row in held_out) / len(held_out)


split_is_clean = True


# %% verdict-in-quotes says="should be True or False (the claim holds"
def copied_share(rows, test):
    train = [row for place, row in enumerate(rows) if place not in test]
    held_out = [rows[place] for place in test]
    return 100 * sum(row in train for row in held_out) / len(held_out)


split_is_clean = "False"
