# A notebook makes a device the default that computes nothing.
# %% scratch
import torch

torch.set_default_device("meta")
