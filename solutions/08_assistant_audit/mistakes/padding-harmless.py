# Wrong answers to `padding-harmless`. Each cell replaces the solution cell.


# %% nothing-happens says="is h_T compared with itself"
def drift(W, U, b, x, padding):
    return 0.0


padding_is_harmless = False


# %% no-bias says="b is missing"
def drift(W, U, b, x, padding):
    h = torch.zeros(len(W), dtype=W.dtype)
    for x_t in x:
        h = torch.tanh(W @ h + U @ x_t)
    last = h
    for _ in range(padding):
        h = torch.tanh(W @ h)
    return (h - last).norm()


padding_is_harmless = False


# %% no-bias-for-padding says="b is left out of the steps that read padding"
def drift(W, U, b, x, padding):
    h = torch.zeros(len(W), dtype=W.dtype)
    for x_t in x:
        h = torch.tanh(W @ h + U @ x_t + b)
    last = h
    for _ in range(padding):
        h = torch.tanh(W @ h)
    return (h - last).norm()


padding_is_harmless = False


# %% starts-again says="The state starts again at 0"
def drift(W, U, b, x, padding):
    h = torch.zeros(len(W), dtype=W.dtype)
    for x_t in x:
        h = torch.tanh(W @ h + U @ x_t + b)
    last = h
    if padding:
        h = torch.zeros_like(h)
    for _ in range(padding):
        h = torch.tanh(W @ h + b)
    return (h - last).norm()


padding_is_harmless = False


# %% linear says="tanh is missing"
def drift(W, U, b, x, padding):
    h = torch.zeros(len(W), dtype=W.dtype)
    for x_t in x:
        h = W @ h + U @ x_t + b
    last = h
    for _ in range(padding):
        h = W @ h + b
    return (h - last).norm()


padding_is_harmless = False


# %% transposed says="W is transposed"
def drift(W, U, b, x, padding):
    h = torch.zeros(len(W), dtype=W.dtype)
    for x_t in x:
        h = torch.tanh(h @ W + U @ x_t + b)
    last = h
    for _ in range(padding):
        h = torch.tanh(h @ W + b)
    return (h - last).norm()


padding_is_harmless = False


# %% padded-in-front says="The padding stands before x"
def drift(W, U, b, x, padding):
    h = padded = torch.zeros(len(W), dtype=W.dtype)
    for x_t in x:
        h = torch.tanh(W @ h + U @ x_t + b)
    for x_t in torch.cat([torch.zeros(padding, x.shape[1]), x]):
        padded = torch.tanh(W @ padded + U @ x_t + b)
    return (padded - h).norm()


padding_is_harmless = False


# %% one-step says="Only one step of padding is read"
def drift(W, U, b, x, padding):
    h = torch.zeros(len(W), dtype=W.dtype)
    for x_t in x:
        h = torch.tanh(W @ h + U @ x_t + b)
    last = h
    if padding:
        h = torch.tanh(W @ h + b)
    return (h - last).norm()


padding_is_harmless = False


# %% one-short says="One step of padding is missing"
def drift(W, U, b, x, padding):
    h = torch.zeros(len(W), dtype=W.dtype)
    for x_t in x:
        h = torch.tanh(W @ h + U @ x_t + b)
    last = h
    for _ in range(1, padding):
        h = torch.tanh(W @ h + b)
    return (h - last).norm()


padding_is_harmless = False


# %% one-too-many says="One step too many"
def drift(W, U, b, x, padding):
    h = torch.zeros(len(W), dtype=W.dtype)
    for x_t in x:
        h = torch.tanh(W @ h + U @ x_t + b)
    last = h
    for _ in range(padding + 1):
        h = torch.tanh(W @ h + b)
    return (h - last).norm()


padding_is_harmless = False


# %% squared says="This is the squared length"
def drift(W, U, b, x, padding):
    h = torch.zeros(len(W), dtype=W.dtype)
    for x_t in x:
        h = torch.tanh(W @ h + U @ x_t + b)
    last = h
    for _ in range(padding):
        h = torch.tanh(W @ h + b)
    return ((h - last) ** 2).sum()


padding_is_harmless = False


# %% absolute says="absolute differences, summed"
def drift(W, U, b, x, padding):
    h = torch.zeros(len(W), dtype=W.dtype)
    for x_t in x:
        h = torch.tanh(W @ h + U @ x_t + b)
    last = h
    for _ in range(padding):
        h = torch.tanh(W @ h + b)
    return (h - last).abs().sum()


padding_is_harmless = False


# %% lengths-subtracted says="A state may turn and keep its length"
def drift(W, U, b, x, padding):
    h = torch.zeros(len(W), dtype=W.dtype)
    for x_t in x:
        h = torch.tanh(W @ h + U @ x_t + b)
    last = h
    for _ in range(padding):
        h = torch.tanh(W @ h + b)
    return (h.norm() - last.norm()).abs()


padding_is_harmless = False


# %% nothing-subtracted says="subtract h_T first"
def drift(W, U, b, x, padding):
    h = torch.zeros(len(W), dtype=W.dtype)
    for x_t in x:
        h = torch.tanh(W @ h + U @ x_t + b)
    for _ in range(padding):
        h = torch.tanh(W @ h + b)
    return h.norm()


padding_is_harmless = False


# %% way-of-it says="distance of its two ends"
def drift(W, U, b, x, padding):
    h = torch.zeros(len(W), dtype=W.dtype)
    for x_t in x:
        h = torch.tanh(W @ h + U @ x_t + b)
    way = 0.0
    for _ in range(padding):
        before, h = h, torch.tanh(W @ h + b)
        way += (h - before).norm().item()
    return way


padding_is_harmless = False


# %% a-vector says="should be one number, got shape"
def drift(W, U, b, x, padding):
    h = torch.zeros(len(W), dtype=W.dtype)
    for x_t in x:
        h = torch.tanh(W @ h + U @ x_t + b)
    last = h
    for _ in range(padding):
        h = torch.tanh(W @ h + b)
    return h - last


padding_is_harmless = False


# %% no-return says="Did you forget a `return`"
def drift(W, U, b, x, padding):
    h = torch.zeros(len(W), dtype=W.dtype)
    for x_t in x:
        h = torch.tanh(W @ h + U @ x_t + b)
    last = h
    for _ in range(padding):
        h = torch.tanh(W @ h + b)
    (h - last).norm()


padding_is_harmless = False


# %% in-place says="changes its argument `b`"
def drift(W, U, b, x, padding):
    h = torch.zeros(len(W), dtype=W.dtype)
    for x_t in x:
        h = torch.tanh(W @ h + U @ x_t + b)
    last = h
    for _ in range(padding):
        h = torch.tanh(W @ h + b)
    b.zero_()
    return (h - last).norm()


padding_is_harmless = False


# %% other-verdict says="recorded: the claim is true."
def drift(W, U, b, x, padding):
    h = torch.zeros(len(W), dtype=W.dtype)
    for x_t in x:
        h = torch.tanh(W @ h + U @ x_t + b)
    last = h
    for _ in range(padding):
        h = torch.tanh(W @ h + b)
    return (h - last).norm()


padding_is_harmless = True


# %% verdict-in-quotes says="should be True or False (the claim holds"
def drift(W, U, b, x, padding):
    h = torch.zeros(len(W), dtype=W.dtype)
    for x_t in x:
        h = torch.tanh(W @ h + U @ x_t + b)
    last = h
    for _ in range(padding):
        h = torch.tanh(W @ h + b)
    return (h - last).norm()


padding_is_harmless = "False"
