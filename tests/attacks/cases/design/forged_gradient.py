# Returns a loss whose backward pass lies, by a function of its own.
# wins: nothing, the attack is on how the judge carries gradients
# %% loss
class Liar(torch.autograd.Function):
    @staticmethod
    def forward(context, w, x, y):
        return (x @ w - y).square().mean()

    @staticmethod
    def backward(context, gradient):
        return torch.zeros(3, dtype=torch.float64), None, None


def loss(w, x, y):
    return Liar.apply(w, x, y)
