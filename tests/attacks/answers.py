"""What honest students hand in, and the points for it."""

RIGHT = {
    "double": "def double(x):\n    return x + x",
    "centre": "def centre(x):\n    return x - x.mean(1, keepdim=True)",
    "layer": """class RNNLayer(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.both = nn.Linear(input_size + hidden_size, hidden_size)
        self.n = hidden_size

    def forward(self, x):
        h, found = x.new_zeros(len(x), self.n), []
        for step in x.unbind(1):
            h = torch.tanh(self.both(torch.cat([step, h], 1)))
            found.append(h)
        return torch.stack(found, 1), h""",
    "loss": "def loss(w, x, y):\n    return (x @ w - y).square().mean()",
    "fit": """def fit(x, y, steps, rate):
    w = torch.zeros(x.shape[1]).requires_grad_()
    losses = []
    for _ in range(steps):
        value = (x @ w - y).square().mean()
        losses.append(value.item())
        w = (w - rate * torch.autograd.grad(value, w)[0]).detach().requires_grad_()
    return {"w": w.detach(), "losses": losses}""",
    "total": "def total(numbers):\n    return sum(numbers)",
    "why": "Adding starts from it.",
}
POINTS = {"double": 2, "centre": 3, "layer": 4, "loss": 3, "fit": 3, "total": 3}
# What gets fewer points: (the source, its points).
WORSE = {
    "double": ("def double(x):\n    return x**2", 0),
    "centre": ("def centre(x):\n    return x - x.mean()", 0),
    "layer": (RIGHT["layer"].replace("torch.tanh", "torch.sigmoid"), 0),
    "loss": ("def loss(w, x, y):\n    return (x @ w - y).square().sum()", 0),
    "fit": (RIGHT["fit"].replace("w - rate", "w + rate"), 0),
    "total": ("def total(numbers):\n    return sum(numbers) if numbers else None", 2),
}
