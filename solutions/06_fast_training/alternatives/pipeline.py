# Right answers to `pipeline` in other styles. Each cell replaces the solution cell.


# %% all-windows-as-a-view
def batches(prepared: Tensor, labels: Tensor, draws, batch_size: int):
    every = prepared.unfold(2, CROP, 1).unfold(3, CROP, 1)  # (n, 1, 9, 9, 28, 28), no copy
    for order, top, left in zip(*(drawn.split(batch_size) for drawn in draws)):
        yield every[order, :, top, left], labels[order]


# %% rows-and-columns
def batches(prepared: Tensor, labels: Tensor, draws, batch_size: int):
    order, top, left = draws
    inside = torch.arange(CROP, device=prepared.device)
    for start in range(0, len(order), batch_size):
        here = slice(start, start + batch_size)
        images = order[here, None, None]  # (b, 1, 1)
        rows = top[here, None, None] + inside[:, None]  # (b, 28, 1)
        columns = left[here, None, None] + inside  # (b, 1, 28)
        yield prepared[images, 0, rows, columns].unsqueeze(1), labels[order[here]]


# %% gather-twice
def batches(prepared: Tensor, labels: Tensor, draws, batch_size: int):
    inside = torch.arange(CROP, device=prepared.device)
    for order, top, left in zip(*[torch.split(drawn, batch_size) for drawn in draws]):
        x = prepared[order]  # (b, 1, 36, 36)
        rows = (top[:, None] + inside)[:, None, :, None].expand(-1, 1, -1, x.shape[3])
        x = x.gather(2, rows)  # (b, 1, 28, 36)
        columns = (left[:, None] + inside)[:, None, None, :].expand(-1, 1, CROP, -1)
        yield x.gather(3, columns), labels[order]


# %% flat-places
def batches(prepared: Tensor, labels: Tensor, draws, batch_size: int):
    order, top, left = draws
    side = prepared.shape[-1]
    inside = torch.arange(CROP, device=prepared.device)
    window = (side * inside[:, None] + inside).flatten()
    first = (order * side + top) * side + left
    y = labels[order]
    for k in range(-(-len(order) // batch_size)):
        here = slice(k * batch_size, (k + 1) * batch_size)
        yield prepared.take(first[here, None] + window).view(-1, 1, CROP, CROP), y[here]


# %% corner-by-corner
def batches(prepared: Tensor, labels: Tensor, draws, batch_size: int):
    order, top, left = draws
    x = prepared.new_empty(len(order), 1, CROP, CROP)
    for i in range(9):
        for j in range(9):
            (here,) = ((top == i) & (left == j)).nonzero(as_tuple=True)
            x[here] = prepared[order[here], :, i : i + CROP, j : j + CROP]
    return list(zip(x.split(batch_size), labels[order].split(batch_size)))


# %% class-with-strides
class Batches:
    def __init__(self, prepared, labels, draws, batch_size):
        n, side = len(prepared), prepared.shape[-1]
        prepared = prepared.contiguous()
        places = side - CROP + 1
        self.windows = prepared.as_strided(
            (n, places, places, 1, CROP, CROP), (side * side, side, 1, 1, side, 1)
        )
        self.labels, self.draws, self.batch_size = labels, draws, batch_size

    def __iter__(self):
        for start in range(0, len(self.labels), self.batch_size):
            order, top, left = (d[start : start + self.batch_size] for d in self.draws)
            yield self.windows[order, top, left], self.labels[order]


def batches(prepared: Tensor, labels: Tensor, draws, batch_size: int):
    return Batches(prepared, labels, draws, batch_size)
