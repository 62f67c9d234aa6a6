# A notebook changes torch's default dtype, its threads and its gradients, for all that follows.
# %% scratch
import torch

torch.set_default_dtype(torch.float64)
torch.set_num_threads(64)
torch.set_grad_enabled(False)
torch.use_deterministic_algorithms(True)
