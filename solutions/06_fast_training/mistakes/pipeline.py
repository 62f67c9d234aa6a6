# Wrong answers to `pipeline`. Each cell replaces the solution cell.


# %% rows-for-columns says="Rows and columns are exchanged"
def batches(prepared: Tensor, labels: Tensor, draws, batch_size: int):
    every = prepared.unfold(2, CROP, 1).unfold(3, CROP, 1)  # (n, 1, 9, 9, 28, 28)
    for order, top, left in zip(*(drawn.split(batch_size) for drawn in draws)):
        yield every[order, :, left, top], labels[order]


# %% corner-of-the-image says="don't look it up with the image's number"
def batches(prepared: Tensor, labels: Tensor, draws, batch_size: int):
    every = prepared.unfold(2, CROP, 1).unfold(3, CROP, 1)  # (n, 1, 9, 9, 28, 28)
    order, top, left = draws
    draws = order, top[order], left[order]
    for order, top, left in zip(*(drawn.split(batch_size) for drawn in draws)):
        yield every[order, :, top, left], labels[order]


# %% nothing-shuffled says="Nothing is shuffled"
def batches(prepared: Tensor, labels: Tensor, draws, batch_size: int):
    every = prepared.unfold(2, CROP, 1).unfold(3, CROP, 1)  # (n, 1, 9, 9, 28, 28)
    order, top, left = draws
    draws = torch.arange(len(order), device=order.device), top, left
    for order, top, left in zip(*(drawn.split(batch_size) for drawn in draws)):
        yield every[order, :, top, left], labels[order]


# %% order-the-wrong-way-round says="read the wrong way round"
def batches(prepared: Tensor, labels: Tensor, draws, batch_size: int):
    every = prepared.unfold(2, CROP, 1).unfold(3, CROP, 1)  # (n, 1, 9, 9, 28, 28)
    order, top, left = draws
    draws = order.argsort(), top, left
    for order, top, left in zip(*(drawn.split(batch_size) for drawn in draws)):
        yield every[order, :, top, left], labels[order]


# %% one-corner-for-a-batch says="the corner of its first one"
def batches(prepared: Tensor, labels: Tensor, draws, batch_size: int):
    for order, top, left in zip(*(drawn.split(batch_size) for drawn in draws)):
        row, column = int(top[0]), int(left[0])
        x = prepared[order, :, row : row + CROP, column : column + CROP]
        yield x, labels[order]


# %% corners-of-the-first-batch says="The corners of the first batch are used in every batch"
def batches(prepared: Tensor, labels: Tensor, draws, batch_size: int):
    every = prepared.unfold(2, CROP, 1).unfold(3, CROP, 1)  # (n, 1, 9, 9, 28, 28)
    order, top, left = draws
    for some in order.split(batch_size):
        b = len(some)
        yield every[some, :, top[:b], left[:b]], labels[some]


# %% always-the-middle says="The window is always the middle"
def batches(prepared: Tensor, labels: Tensor, draws, batch_size: int):
    every = prepared.unfold(2, CROP, 1).unfold(3, CROP, 1)  # (n, 1, 9, 9, 28, 28)
    for order, top, left in zip(*(drawn.split(batch_size) for drawn in draws)):
        yield every[order, :, PAD, PAD], labels[order]


# %% normalised-again says="The images are normalised again"
def batches(prepared: Tensor, labels: Tensor, draws, batch_size: int):
    every = prepared.unfold(2, CROP, 1).unfold(3, CROP, 1)  # (n, 1, 9, 9, 28, 28)
    for order, top, left in zip(*(drawn.split(batch_size) for drawn in draws)):
        yield (every[order, :, top, left] - MEAN) / STD, labels[order]


# %% labels-as-they-were says="The labels are not shuffled"
def batches(prepared: Tensor, labels: Tensor, draws, batch_size: int):
    every = prepared.unfold(2, CROP, 1).unfold(3, CROP, 1)  # (n, 1, 9, 9, 28, 28)
    parts = (given.split(batch_size) for given in (*draws, labels))
    for order, top, left, y in zip(*parts):
        yield every[order, :, top, left], y


# %% numbers-for-labels says="y holds the images' numbers"
def batches(prepared: Tensor, labels: Tensor, draws, batch_size: int):
    every = prepared.unfold(2, CROP, 1).unfold(3, CROP, 1)  # (n, 1, 9, 9, 28, 28)
    for order, top, left in zip(*(drawn.split(batch_size) for drawn in draws)):
        yield every[order, :, top, left], order


# %% last-batch-dropped says="The last, smaller batch is missing"
def batches(prepared: Tensor, labels: Tensor, draws, batch_size: int):
    every = prepared.unfold(2, CROP, 1).unfold(3, CROP, 1)  # (n, 1, 9, 9, 28, 28)
    for k in range(len(labels) // batch_size):
        order, top, left = (d[k * batch_size : (k + 1) * batch_size] for d in draws)
        yield every[order, :, top, left], labels[order]


# %% all-in-one says="All images come in a single batch"
def batches(prepared: Tensor, labels: Tensor, draws, batch_size: int):
    every = prepared.unfold(2, CROP, 1).unfold(3, CROP, 1)  # (n, 1, 9, 9, 28, 28)
    order, top, left = draws
    return [(every[order, :, top, left], labels[order])]


# %% no-channel says="The axis of the channel is missing"
def batches(prepared: Tensor, labels: Tensor, draws, batch_size: int):
    every = prepared.unfold(2, CROP, 1).unfold(3, CROP, 1)  # (n, 1, 9, 9, 28, 28)
    for order, top, left in zip(*(drawn.split(batch_size) for drawn in draws)):
        yield every[order, 0, top, left], labels[order]


# %% shuffled-again says="is it shuffled again"
def batches(prepared: Tensor, labels: Tensor, draws, batch_size: int):
    every = prepared.unfold(2, CROP, 1).unfold(3, CROP, 1)  # (n, 1, 9, 9, 28, 28)
    for order, top, left in zip(*(drawn.split(batch_size) for drawn in draws)):
        order = order[torch.randperm(len(order), device=order.device)]
        yield every[order, :, top, left], labels[order]


# %% image-by-image says="there is a loop over images"
def batches(prepared: Tensor, labels: Tensor, draws, batch_size: int):
    for order, top, left in zip(*(drawn.split(batch_size) for drawn in draws)):
        x = [
            prepared[i, :, row : row + CROP, column : column + CROP]
            for i, row, column in zip(order.tolist(), top.tolist(), left.tolist())
        ]
        yield torch.stack(x), labels[order]


# %% returned-too-early says="a single pair"
def batches(prepared: Tensor, labels: Tensor, draws, batch_size: int):
    every = prepared.unfold(2, CROP, 1).unfold(3, CROP, 1)  # (n, 1, 9, 9, 28, 28)
    for order, top, left in zip(*(drawn.split(batch_size) for drawn in draws)):
        return every[order, :, top, left], labels[order]


# %% nothing-yielded says="Did you forget `yield`"
def batches(prepared: Tensor, labels: Tensor, draws, batch_size: int):
    every = prepared.unfold(2, CROP, 1).unfold(3, CROP, 1)  # (n, 1, 9, 9, 28, 28)
    found = []
    for order, top, left in zip(*(drawn.split(batch_size) for drawn in draws)):
        found.append((every[order, :, top, left], labels[order]))
