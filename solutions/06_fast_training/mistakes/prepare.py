# Wrong answers to `prepare`. Each cell replaces the solution cell.


# %% grey-border says="The border is 0 after normalising"
def prepare(images: Tensor, device) -> Tensor:
    x = (images[:, None].to(device).float() / 255 - MEAN) / STD
    return nn.functional.pad(x, (PAD, PAD, PAD, PAD))


# %% border-of-minus-mean says="The border is −MEAN"
def prepare(images: Tensor, device) -> Tensor:
    x = (images[:, None].to(device).float() / 255 - MEAN) / STD
    return nn.functional.pad(x, (PAD, PAD, PAD, PAD), value=-MEAN)


# %% up-to-255 says="divide by 255 before you normalise"
def prepare(images: Tensor, device) -> Tensor:
    x = nn.functional.pad(images[:, None].to(device).float(), (PAD, PAD, PAD, PAD))
    return (x - MEAN) / STD


# %% not-normalised says="Nothing is normalised"
def prepare(images: Tensor, device) -> Tensor:
    return nn.functional.pad(images[:, None].to(device).float() / 255, (PAD, PAD, PAD, PAD))


# %% exchanged says="MEAN and STD are exchanged"
def prepare(images: Tensor, device) -> Tensor:
    x = nn.functional.pad(images[:, None].to(device).float() / 255, (PAD, PAD, PAD, PAD))
    return (x - STD) / MEAN


# %% mean-not-divided says="Subtract MEAN first, then divide"
def prepare(images: Tensor, device) -> Tensor:
    x = nn.functional.pad(images[:, None].to(device).float() / 255, (PAD, PAD, PAD, PAD))
    return x / STD - MEAN


# %% own-statistics says="not the batch's own"
def prepare(images: Tensor, device) -> Tensor:
    x = images[:, None].to(device).float() / 255
    x = (x - x.mean()) / x.std()
    return nn.functional.pad(x, (PAD, PAD, PAD, PAD), value=x.min().item())


# %% below-zero-in-bytes says="below 0 it begins again at 255"
def prepare(images: Tensor, device) -> Tensor:
    x = nn.functional.pad(images[:, None].to(device), (PAD, PAD, PAD, PAD))
    x = x - round(255 * MEAN)
    return x.float() / (255 * STD)


# %% integers-divided says="All grey is gone"
def prepare(images: Tensor, device) -> Tensor:
    x = nn.functional.pad(images[:, None].to(device) // 255, (PAD, PAD, PAD, PAD))
    return (x.float() - MEAN) / STD


# %% no-channel says="The axis of the channel is missing"
def prepare(images: Tensor, device) -> Tensor:
    x = nn.functional.pad(images.to(device).float() / 255, (PAD, PAD, PAD, PAD))
    return (x - MEAN) / STD


# %% no-border says="The border is missing"
def prepare(images: Tensor, device) -> Tensor:
    return (images[:, None].to(device).float() / 255 - MEAN) / STD


# %% left-and-right says="The border is at the left and the right only"
def prepare(images: Tensor, device) -> Tensor:
    x = nn.functional.pad(images[:, None].to(device).float() / 255, (PAD, PAD))
    return (x - MEAN) / STD


# %% all-at-one-side says="at the right and below"
def prepare(images: Tensor, device) -> Tensor:
    x = nn.functional.pad(images[:, None].to(device).float() / 255, (0, 2 * PAD, 0, 2 * PAD))
    return (x - MEAN) / STD


# %% mirrored says="The border mirrors the image"
def prepare(images: Tensor, device) -> Tensor:
    x = (images[:, None].to(device).float() / 255 - MEAN) / STD
    return nn.functional.pad(x, (PAD, PAD, PAD, PAD), mode="reflect")


# %% double says="is float64"
def prepare(images: Tensor, device) -> Tensor:
    x = nn.functional.pad(images[:, None].to(device).double() / 255, (PAD, PAD, PAD, PAD))
    return (x - MEAN) / STD


# %% nothing-returned says="Did you forget a `return`"
def prepare(images: Tensor, device) -> Tensor:
    x = nn.functional.pad(images[:, None].to(device).float() / 255, (PAD, PAD, PAD, PAD))
    x = (x - MEAN) / STD
