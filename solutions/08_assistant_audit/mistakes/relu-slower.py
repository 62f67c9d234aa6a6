# Wrong answers to `relu-slower`. Each cell replaces the solution cell.


# %% upside-down says="The ratio is upside down"
def fading(nonlinearity: str, W: Tensor, x: Tensor) -> float:
    f = torch.tanh if nonlinearity == "tanh" else torch.relu
    states = [f(x[0]).requires_grad_()]
    for x_t in x[1:]:
        states.append(f(W @ states[-1] + x_t))
    first, last = torch.autograd.grad(states[-1].sum(), [states[0], states[-1]])
    return (last.norm() / first.norm()).item()


relu_is_slower = False


# %% not-divided says="Divide by"
def fading(nonlinearity: str, W: Tensor, x: Tensor) -> float:
    f = torch.tanh if nonlinearity == "tanh" else torch.relu
    states = [f(x[0]).requires_grad_()]
    for x_t in x[1:]:
        states.append(f(W @ states[-1] + x_t))
    first, last = torch.autograd.grad(states[-1].sum(), [states[0], states[-1]])
    return first.norm().item()


relu_is_slower = False


# %% always-tanh says="this is tanh in every case"
def fading(nonlinearity: str, W: Tensor, x: Tensor) -> float:
    f = torch.tanh
    states = [f(x[0]).requires_grad_()]
    for x_t in x[1:]:
        states.append(f(W @ states[-1] + x_t))
    first, last = torch.autograd.grad(states[-1].sum(), [states[0], states[-1]])
    return (first.norm() / last.norm()).item()


relu_is_slower = False


# %% always-relu says="this is ReLU in every case"
def fading(nonlinearity: str, W: Tensor, x: Tensor) -> float:
    f = torch.relu
    states = [f(x[0]).requires_grad_()]
    for x_t in x[1:]:
        states.append(f(W @ states[-1] + x_t))
    first, last = torch.autograd.grad(states[-1].sum(), [states[0], states[-1]])
    return (first.norm() / last.norm()).item()


relu_is_slower = False


# %% linear says="There is no nonlinearity"
def fading(nonlinearity: str, W: Tensor, x: Tensor) -> float:
    f = torch.clone
    states = [f(x[0]).requires_grad_()]
    for x_t in x[1:]:
        states.append(f(W @ states[-1] + x_t))
    first, last = torch.autograd.grad(states[-1].sum(), [states[0], states[-1]])
    return (first.norm() / last.norm()).item()


relu_is_slower = False


# %% transposed says="The matrix is transposed"
def fading(nonlinearity: str, W: Tensor, x: Tensor) -> float:
    f = torch.tanh if nonlinearity == "tanh" else torch.relu
    states = [f(x[0]).requires_grad_()]
    for x_t in x[1:]:
        states.append(f(states[-1] @ W + x_t))
    first, last = torch.autograd.grad(states[-1].sum(), [states[0], states[-1]])
    return (first.norm() / last.norm()).item()


relu_is_slower = False


# %% input-outside says="The input stands outside"
def fading(nonlinearity: str, W: Tensor, x: Tensor) -> float:
    f = torch.tanh if nonlinearity == "tanh" else torch.relu
    states = [x[0].clone().requires_grad_()]
    for x_t in x[1:]:
        states.append(f(W @ states[-1]) + x_t)
    first, last = torch.autograd.grad(states[-1].sum(), [states[0], states[-1]])
    return (first.norm() / last.norm()).item()


relu_is_slower = False


# %% from-h0 says="This goes back to h_0"
def fading(nonlinearity: str, W: Tensor, x: Tensor) -> float:
    f = torch.tanh if nonlinearity == "tanh" else torch.relu
    states = [torch.zeros(len(W), requires_grad=True)]
    for x_t in x:
        states.append(f(W @ states[-1] + x_t))
    first, last = torch.autograd.grad(states[-1].sum(), [states[0], states[-1]])
    return (first.norm() / last.norm()).item()


relu_is_slower = False


# %% squares says="not of their squares"
def fading(nonlinearity: str, W: Tensor, x: Tensor) -> float:
    f = torch.tanh if nonlinearity == "tanh" else torch.relu
    states = [f(x[0]).requires_grad_()]
    for x_t in x[1:]:
        states.append(f(W @ states[-1] + x_t))
    first, last = torch.autograd.grad((states[-1] ** 2).sum(), [states[0], states[-1]])
    return (first.norm() / last.norm()).item()


relu_is_slower = False


# %% all-states says="not over all states"
def fading(nonlinearity: str, W: Tensor, x: Tensor) -> float:
    f = torch.tanh if nonlinearity == "tanh" else torch.relu
    states = [f(x[0]).requires_grad_()]
    for x_t in x[1:]:
        states.append(f(W @ states[-1] + x_t))
    first, last = torch.autograd.grad(torch.stack(states).sum(), [states[0], states[-1]])
    return (first.norm() / last.norm()).item()


relu_is_slower = False


# %% states-instead says="This is the ratio of the states"
def fading(nonlinearity: str, W: Tensor, x: Tensor) -> float:
    f = torch.tanh if nonlinearity == "tanh" else torch.relu
    states = [f(x[0]).requires_grad_()]
    for x_t in x[1:]:
        states.append(f(W @ states[-1] + x_t))
    return (states[0].norm() / states[-1].norm()).item()


relu_is_slower = False


# %% entry-by-entry says="This is the ratio entry by entry"
def fading(nonlinearity: str, W: Tensor, x: Tensor) -> float:
    f = torch.tanh if nonlinearity == "tanh" else torch.relu
    states = [f(x[0]).requires_grad_()]
    for x_t in x[1:]:
        states.append(f(W @ states[-1] + x_t))
    first, last = torch.autograd.grad(states[-1].sum(), [states[0], states[-1]])
    return first / last


relu_is_slower = False


# %% sums says="in which signs cancel"
def fading(nonlinearity: str, W: Tensor, x: Tensor) -> float:
    f = torch.tanh if nonlinearity == "tanh" else torch.relu
    states = [f(x[0]).requires_grad_()]
    for x_t in x[1:]:
        states.append(f(W @ states[-1] + x_t))
    first, last = torch.autograd.grad(states[-1].sum(), [states[0], states[-1]])
    return (first.sum() / last.sum()).item()


relu_is_slower = False


# %% squared-norms says="These are squared norms"
def fading(nonlinearity: str, W: Tensor, x: Tensor) -> float:
    f = torch.tanh if nonlinearity == "tanh" else torch.relu
    states = [f(x[0]).requires_grad_()]
    for x_t in x[1:]:
        states.append(f(W @ states[-1] + x_t))
    first, last = torch.autograd.grad(states[-1].sum(), [states[0], states[-1]])
    return ((first**2).sum() / (last**2).sum()).item()


relu_is_slower = False


# %% verdict-of-the-assistant says="recorded: the claim is true"
def fading(nonlinearity: str, W: Tensor, x: Tensor) -> float:
    f = torch.tanh if nonlinearity == "tanh" else torch.relu
    states = [f(x[0]).requires_grad_()]
    for x_t in x[1:]:
        states.append(f(W @ states[-1] + x_t))
    first, last = torch.autograd.grad(states[-1].sum(), [states[0], states[-1]])
    return (first.norm() / last.norm()).item()


relu_is_slower = True
