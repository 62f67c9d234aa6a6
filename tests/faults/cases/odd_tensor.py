# A function returns tensors that hold no numbers: meta, sparse, nested, on no storage.
# costs: average
# says: .
# %% faults-average
def average(x):
    import torch

    return torch.empty((), device="meta")
