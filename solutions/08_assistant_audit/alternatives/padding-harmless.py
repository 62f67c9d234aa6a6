# Right answers to `padding-harmless` in other styles. Each cell replaces the solution cell.


# %% with-torch-s-own-layer
def drift(W: Tensor, U: Tensor, b: Tensor, x: Tensor, padding: int) -> Tensor:
    rnn = nn.RNN(U.shape[1], len(W), batch_first=True).to(W.dtype)
    with torch.no_grad():
        rnn.weight_hh_l0.copy_(W)
        rnn.weight_ih_l0.copy_(U)
        rnn.bias_ih_l0.copy_(b)
        rnn.bias_hh_l0.zero_()
        all_h, _ = rnn(nn.functional.pad(x, (0, 0, 0, padding))[None])
    return torch.dist(all_h[0, -1], all_h[0, len(x) - 1])


padding_is_harmless = False


# %% all-states-in-a-list
def drift(W, U, b, x, padding):
    zeros = torch.zeros(padding, x.shape[1], dtype=x.dtype)
    h = [torch.zeros(W.shape[0], dtype=x.dtype)]
    for x_t in [*x, *zeros]:
        h.append((W.matmul(h[-1]) + U.matmul(x_t) + b).tanh())
    return float((h[len(x) + padding] - h[len(x)]).pow(2).sum() ** 0.5)


padding_is_harmless = False


# %% recursive
def state(W, U, b, x):
    if len(x) == 0:
        return torch.zeros_like(b)
    return torch.tanh(W @ state(W, U, b, x[:-1]) + U @ x[-1] + b)


def drift(W, U, b, x, padding):
    longer = torch.vstack([x, x.new_zeros((padding, x.size(1)))])
    return torch.linalg.norm(state(W, U, b, longer) - state(W, U, b, x)).item()


padding_is_harmless = False


# %% numpy
import numpy as np


def drift(W, U, b, x, padding):
    W, U, b, x = (tensor.detach().numpy() for tensor in (W, U, b, x))
    rows = np.pad(x, ((0, padding), (0, 0)))
    h, kept = np.zeros(len(b)), {}
    for t, row in enumerate(rows, 1):
        h = kept[t] = np.tanh(W @ h + U @ row + b)
    return np.linalg.norm(kept[len(rows)] - kept[len(x)])


padding_is_harmless = False
