# Wrong answers to `gradients`. Each cell replaces the solution cell.


# %% factor-two-lost says="The factor 2 is missing: a square"
def gradient_W1(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    identity = torch.eye(len(X))
    return W2.T @ (W2 @ W1 - identity) @ X @ X.T


def gradient_W2(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    identity = torch.eye(len(X))
    return (W2 @ W1 - identity) @ X @ X.T @ W1.T


# %% sign-turned says="The sign is turned"
def gradient_W1(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    identity = torch.eye(len(X))
    return 2 * W2.T @ (identity - W2 @ W1) @ X @ X.T


def gradient_W2(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    identity = torch.eye(len(X))
    return 2 * (identity - W2 @ W1) @ X @ X.T @ W1.T


# %% factor-and-sign says="The factor 2 is missing and the sign is turned"
def gradient_W1(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    identity = torch.eye(len(X))
    return W2.T @ (identity - W2 @ W1) @ X @ X.T


def gradient_W2(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    identity = torch.eye(len(X))
    return 2 * (W2 @ W1 - identity) @ X @ X.T @ W1.T


# %% W2-not-transposed says="W2 is not transposed: W2ᵀ stands on the left"
def gradient_W1(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    identity = torch.eye(len(X))
    return 2 * W2 @ (W2 @ W1 - identity) @ X @ X.T


def gradient_W2(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    identity = torch.eye(len(X))
    return 2 * (W2 @ W1 - identity) @ X @ X.T @ W1.T


# %% W1-not-transposed says="W1 is not transposed: W1ᵀ stands on the right"
def gradient_W1(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    identity = torch.eye(len(X))
    return 2 * W2.T @ (W2 @ W1 - identity) @ X @ X.T


def gradient_W2(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    identity = torch.eye(len(X))
    return 2 * (W2 @ W1 - identity) @ X @ X.T @ W1


# %% W2-forgotten says="W2ᵀ is missing on the left"
def gradient_W1(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    identity = torch.eye(len(X))
    return 2 * (W2 @ W1 - identity) @ X @ X.T


def gradient_W2(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    identity = torch.eye(len(X))
    return 2 * (W2 @ W1 - identity) @ X @ X.T @ W1.T


# %% W1-forgotten says="W1ᵀ is missing on the right"
def gradient_W1(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    identity = torch.eye(len(X))
    return 2 * W2.T @ (W2 @ W1 - identity) @ X @ X.T


def gradient_W2(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    identity = torch.eye(len(X))
    return 2 * (W2 @ W1 - identity) @ X @ X.T


# %% points-with-points says="This has Xᵀ X"
def gradient_W1(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    identity = torch.eye(len(X))
    return 2 * W2.T @ (W2 @ W1 - identity) @ X.T @ X


def gradient_W2(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    identity = torch.eye(len(X))
    return 2 * (W2 @ W1 - identity) @ X.T @ X @ W1.T


# %% points-with-points-and-sign says="of points with points: it is X Xᵀ. The sign is turned"
def gradient_W1(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    identity = torch.eye(len(X))
    return 2 * W2.T @ (W2 @ W1 - identity) @ X @ X.T


def gradient_W2(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    identity = torch.eye(len(X))
    return 2 * (identity - W2 @ W1) @ X.T @ X @ W1.T


# %% one-X-lost says="One X is missing"
def gradient_W1(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    identity = torch.eye(len(X))
    return 2 * W2.T @ (W2 @ W1 - identity) @ X


def gradient_W2(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    identity = torch.eye(len(X))
    return 2 * (W2 @ W1 - identity) @ X @ X.T @ W1.T


# %% exchanged says="W1 and W2 are exchanged"
def gradient_W1(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    identity = torch.eye(len(X))
    return 2 * W1.T @ (W1 @ W2 - identity) @ X @ X.T


def gradient_W2(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    identity = torch.eye(len(X))
    return 2 * (W2 @ W1 - identity) @ X @ X.T @ W1.T


# %% order-of-encoder-and-decoder says="W1 W2 stands in the parentheses"
def gradient_W1(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    identity = torch.eye(len(X))
    return 2 * W2.T @ (W1 @ W2 - identity) @ X @ X.T


def gradient_W2(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    identity = torch.eye(len(X))
    return 2 * (W2 @ W1 - identity) @ X @ X.T @ W1.T


# %% encoder-on-the-left says="W1 stands on the left: it should be W2ᵀ"
def gradient_W1(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    identity = torch.eye(len(X))
    return 2 * W1 @ (W2 @ W1 - identity) @ X @ X.T


def gradient_W2(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    identity = torch.eye(len(X))
    return 2 * (W2 @ W1 - identity) @ X @ X.T @ W1.T


# %% decoder-on-the-right says="W2 stands on the right: it should be W1ᵀ"
def gradient_W1(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    identity = torch.eye(len(X))
    return 2 * W2.T @ (W2 @ W1 - identity) @ X @ X.T


def gradient_W2(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    identity = torch.eye(len(X))
    return 2 * (W2 @ W1 - identity) @ X @ X.T @ W2


# %% the-other-one says="the other of the two"
def gradient_W1(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    identity = torch.eye(len(X))
    return 2 * (W2 @ W1 - identity) @ X @ X.T @ W1.T


def gradient_W2(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    identity = torch.eye(len(X))
    return 2 * W2.T @ (W2 @ W1 - identity) @ X @ X.T


# %% transposed says="The result is transposed"
def gradient_W1(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    identity = torch.eye(len(X))
    return 2 * X @ X.T @ (W1.T @ W2.T - identity) @ W2


def gradient_W2(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    identity = torch.eye(len(X))
    return 2 * (W2 @ W1 - identity) @ X @ X.T @ W1.T


# %% mean-over-points says="This is divided by n"
def gradient_W1(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    identity = torch.eye(len(X))
    return 2 * W2.T @ (W2 @ W1 - identity) @ X @ X.T / X.shape[1]


def gradient_W2(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    identity = torch.eye(len(X))
    return 2 * (W2 @ W1 - identity) @ X @ X.T @ W1.T / X.shape[1]


# %% mean-over-entries says="This is divided by m n"
def gradient_W1(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    identity = torch.eye(len(X))
    return 2 * W2.T @ (W2 @ W1 - identity) @ X @ X.T / X.numel()


def gradient_W2(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    identity = torch.eye(len(X))
    return 2 * (W2 @ W1 - identity) @ X @ X.T @ W1.T / X.numel()


# %% identity-forgotten says="I is missing"
def gradient_W1(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    return 2 * W2.T @ W2 @ W1 @ X @ X.T


def gradient_W2(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    return 2 * W2 @ W1 @ X @ X.T @ W1.T


# %% one-from-every-entry says="1 is taken from every entry"
def gradient_W1(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    return 2 * W2.T @ (W2 @ W1 - 1) @ X @ X.T


def gradient_W2(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    return 2 * (W2 @ W1 - 1) @ X @ X.T @ W1.T


# %% identity-added says="I is added"
def gradient_W1(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    identity = torch.eye(len(X))
    return 2 * W2.T @ (W2 @ W1 + identity) @ X @ X.T


def gradient_W2(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    identity = torch.eye(len(X))
    return 2 * (W2 @ W1 - identity) @ X @ X.T @ W1.T


# %% identity-of-the-latent says="Where all sizes are equal this is right"
def gradient_W1(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    identity = torch.eye(len(W1))
    return 2 * W2.T @ (W2 @ W1 - identity) @ X @ X.T


def gradient_W2(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    identity = torch.eye(len(W1))
    return 2 * (W2 @ W1 - identity) @ X @ X.T @ W1.T


# %% product-rule-once says="W1 occurs twice in W2 W1 X Xᵀ W1ᵀ W2ᵀ"
def gradient_W1(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    return W2.T @ W2 @ W1 @ X @ X.T - 2 * W2.T @ X @ X.T


def gradient_W2(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    identity = torch.eye(len(X))
    return 2 * (W2 @ W1 - identity) @ X @ X.T @ W1.T


# %% product-rule-once-in-W2 says="W2 occurs twice in W2 W1 X Xᵀ W1ᵀ W2ᵀ"
def gradient_W1(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    identity = torch.eye(len(X))
    return 2 * W2.T @ (W2 @ W1 - identity) @ X @ X.T


def gradient_W2(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    return W2 @ W1 @ X @ X.T @ W1.T - 2 * X @ X.T @ W1.T


# %% order-of-the-factors says="W1ᵀ belongs on the right"
def gradient_W1(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    identity = torch.eye(len(X))
    return 2 * W2.T @ (W2 @ W1 - identity) @ X @ X.T


def gradient_W2(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    identity = torch.eye(len(X))
    return 2 * W1.T @ (W2 @ W1 - identity) @ X @ X.T


# %% covariance-first says="X Xᵀ comes after (W2 W1 − I)"
def gradient_W1(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    identity = torch.eye(len(X))
    return 2 * W2.T @ X @ X.T @ (W2 @ W1 - identity)


def gradient_W2(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    identity = torch.eye(len(X))
    return 2 * (W2 @ W1 - identity) @ X @ X.T @ W1.T


# %% entry-by-entry says="a matrix product is `@`"
def gradient_W1(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    identity = torch.eye(len(X))
    return 2 * W2.T * (W2 @ W1 - identity) @ X @ X.T


def gradient_W2(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    identity = torch.eye(len(X))
    return 2 * (W2 @ W1 - identity) @ X @ X.T @ W1.T


# %% autograd-instead says="has autograd do it"
from course_utils.linear_autoencoders import loss


def gradient_W1(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    W1 = W1.clone().requires_grad_()
    return torch.autograd.grad(loss(W1, W2, X), W1)[0]


def gradient_W2(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    W2 = W2.clone().requires_grad_()
    return torch.autograd.grad(loss(W1, W2, X), W2)[0]


# %% backward-instead says="gradient_W2 has autograd do it"
def gradient_W1(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    identity = torch.eye(len(X))
    return 2 * W2.T @ (W2 @ W1 - identity) @ X @ X.T


def gradient_W2(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    decoder = nn.Parameter(W2)
    ((X - decoder @ W1 @ X) ** 2).sum().backward()
    return decoder.grad


# %% differences-of-the-loss says="computes the loss again and again"
def differences(f, W):
    found = torch.zeros_like(W)
    for i in range(W.shape[0]):
        for j in range(W.shape[1]):
            step = torch.zeros_like(W)
            step[i, j] = 0.01
            found[i, j] = (f(W + step) - f(W - step)) / 0.02
    return found


def gradient_W1(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    return differences(lambda W: torch.norm(X - W2 @ W @ X) ** 2, W1)


def gradient_W2(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    return differences(lambda W: torch.norm(X - W @ W1 @ X) ** 2, W2)


# %% no-return says="Did you forget a `return`"
def gradient_W1(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    identity = torch.eye(len(X))
    2 * W2.T @ (W2 @ W1 - identity) @ X @ X.T


def gradient_W2(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    identity = torch.eye(len(X))
    2 * (W2 @ W1 - identity) @ X @ X.T @ W1.T


# %% divided-by-m says="This is divided by m:"
def gradient_W1(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    return 2 * W2.T @ (W2 @ W1 - torch.eye(len(X))) @ X @ X.T / len(X)


def gradient_W2(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    return 2 * (W2 @ W1 - torch.eye(len(X))) @ X @ X.T @ W1.T / len(X)
