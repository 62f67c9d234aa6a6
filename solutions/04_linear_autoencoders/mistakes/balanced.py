# Wrong answers to `balanced`. Each cell replaces the solution cell.


# %% value-not-place says="This is how small p becomes, not where"
def balanced_sigma() -> float:
    return 2.0


def predicted_singular_values(eigenvalues: Tensor, k: int, lam: float) -> Tensor:
    largest = eigenvalues.sort(descending=True).values[:k]
    return (1 - lam / largest).clamp(min=0).sqrt()


# %% factor-lost-in-the-derivative says="Is this the root of 2s − 1/s³?"
def balanced_sigma() -> float:
    return (1 / 2) ** (1 / 4)


def predicted_singular_values(eigenvalues: Tensor, k: int, lam: float) -> Tensor:
    largest = eigenvalues.sort(descending=True).values[:k]
    return (1 - lam / largest).clamp(min=0).sqrt()


# %% other-factor-lost says="Is this the root of s − 2/s³?"
def balanced_sigma() -> float:
    return 2 ** (1 / 4)


def predicted_singular_values(eigenvalues: Tensor, k: int, lam: float) -> Tensor:
    largest = eigenvalues.sort(descending=True).values[:k]
    return (1 - lam / largest).clamp(min=0).sqrt()


# %% zero says="should be an s > 0, got 0"
def balanced_sigma() -> float:
    return 0.0


def predicted_singular_values(eigenvalues: Tensor, k: int, lam: float) -> Tensor:
    largest = eigenvalues.sort(descending=True).values[:k]
    return (1 - lam / largest).clamp(min=0).sqrt()


# %% the-negative-one says="should be an s > 0, got -1"
def balanced_sigma() -> float:
    return -1.0


def predicted_singular_values(eigenvalues: Tensor, k: int, lam: float) -> Tensor:
    largest = eigenvalues.sort(descending=True).values[:k]
    return (1 - lam / largest).clamp(min=0).sqrt()


# %% from-a-coarse-grid says="close, but not exact"
def balanced_sigma() -> float:
    s = torch.linspace(0.1, 3, 1000)
    return s[(s**2 + 1 / s**2).argmin()].item()


def predicted_singular_values(eigenvalues: Tensor, k: int, lam: float) -> Tensor:
    largest = eigenvalues.sort(descending=True).values[:k]
    return (1 - lam / largest).clamp(min=0).sqrt()


# %% printed says="Did you forget a `return`"
def balanced_sigma() -> float:
    print(1.0)


def predicted_singular_values(eigenvalues: Tensor, k: int, lam: float) -> Tensor:
    largest = eigenvalues.sort(descending=True).values[:k]
    return (1 - lam / largest).clamp(min=0).sqrt()


# %% no-root says="This is q = s²"
def balanced_sigma() -> float:
    return 1.0


def predicted_singular_values(eigenvalues: Tensor, k: int, lam: float) -> Tensor:
    largest = eigenvalues.sort(descending=True).values[:k]
    return (1 - lam / largest).clamp(min=0)


# %% divided-by-sigma says="λ is divided by σ_i:"
def balanced_sigma() -> float:
    return 1.0


def predicted_singular_values(eigenvalues: Tensor, k: int, lam: float) -> Tensor:
    sigma = eigenvalues.sort(descending=True).values[:k].sqrt()
    return (1 - lam / sigma).clamp(min=0).sqrt()


# %% eigenvalue-squared says="λ is divided by σ_i⁴"
def balanced_sigma() -> float:
    return 1.0


def predicted_singular_values(eigenvalues: Tensor, k: int, lam: float) -> Tensor:
    sigma = eigenvalues.sort(descending=True).values[:k]
    return (1 - lam / sigma**2).clamp(min=0).sqrt()


# %% multiplied says="λ is multiplied by σ_i²"
def balanced_sigma() -> float:
    return 1.0


def predicted_singular_values(eigenvalues: Tensor, k: int, lam: float) -> Tensor:
    largest = eigenvalues.sort(descending=True).values[:k]
    return (1 - lam * largest).clamp(min=0).sqrt()


# %% fraction-upside-down says="exchanged in the fraction"
def balanced_sigma() -> float:
    return 1.0


def predicted_singular_values(eigenvalues: Tensor, k: int, lam: float) -> Tensor:
    largest = eigenvalues.sort(descending=True).values[:k]
    return (1 - largest / lam).clamp(min=0).sqrt()


# %% no-clamp says="There is nan where σ_i² < λ"
def balanced_sigma() -> float:
    return 1.0


def predicted_singular_values(eigenvalues: Tensor, k: int, lam: float) -> Tensor:
    largest = eigenvalues.sort(descending=True).values[:k]
    return (1 - lam / largest).sqrt()


# %% absolute-value says="the size is taken where it is negative"
def balanced_sigma() -> float:
    return 1.0


def predicted_singular_values(eigenvalues: Tensor, k: int, lam: float) -> Tensor:
    largest = eigenvalues.sort(descending=True).values[:k]
    return (1 - lam / largest).abs().sqrt()


# %% dead-directions-dropped says="are left out"
def balanced_sigma() -> float:
    return 1.0


def predicted_singular_values(eigenvalues: Tensor, k: int, lam: float) -> Tensor:
    largest = eigenvalues.sort(descending=True).values[:k]
    return (1 - lam / largest[largest > lam]).sqrt()


# %% smallest-first says="Smallest first"
def balanced_sigma() -> float:
    return 1.0


def predicted_singular_values(eigenvalues: Tensor, k: int, lam: float) -> Tensor:
    largest = eigenvalues.sort().values[-k:]
    return (1 - lam / largest).clamp(min=0).sqrt()


# %% as-they-came says="to the first k eigenvalues as they came, which"
def balanced_sigma() -> float:
    return 1.0


def predicted_singular_values(eigenvalues: Tensor, k: int, lam: float) -> Tensor:
    return (1 - lam / eigenvalues[:k]).clamp(min=0).sqrt()


# %% sorted-too-late says="sorted afterwards"
def balanced_sigma() -> float:
    return 1.0


def predicted_singular_values(eigenvalues: Tensor, k: int, lam: float) -> Tensor:
    values = (1 - lam / eigenvalues[:k]).clamp(min=0).sqrt()
    return values.sort(descending=True).values


# %% k-smallest says="to the k smallest eigenvalues."
def balanced_sigma() -> float:
    return 1.0


def predicted_singular_values(eigenvalues: Tensor, k: int, lam: float) -> Tensor:
    return (1 - lam / eigenvalues.sort().values[:k]).clamp(min=0).sqrt()


# %% all-of-them says="There is a value for each of the 5 eigenvalues"
def balanced_sigma() -> float:
    return 1.0


def predicted_singular_values(eigenvalues: Tensor, k: int, lam: float) -> Tensor:
    return (1 - lam / eigenvalues.sort(descending=True).values).clamp(min=0).sqrt()


# %% plus says="the penalty makes weights smaller"
def balanced_sigma() -> float:
    return 1.0


def predicted_singular_values(eigenvalues: Tensor, k: int, lam: float) -> Tensor:
    largest = eigenvalues.sort(descending=True).values[:k]
    return (1 + lam / largest).clamp(min=0).sqrt()


# %% lambda-twice says="λ counts twice"
def balanced_sigma() -> float:
    return 1.0


def predicted_singular_values(eigenvalues: Tensor, k: int, lam: float) -> Tensor:
    largest = eigenvalues.sort(descending=True).values[:k]
    return (1 - 2 * lam / largest).clamp(min=0).sqrt()


# %% lambda-once says="λ counts half"
def balanced_sigma() -> float:
    return 1.0


def predicted_singular_values(eigenvalues: Tensor, k: int, lam: float) -> Tensor:
    largest = eigenvalues.sort(descending=True).values[:k]
    return (1 - lam / (2 * largest)).clamp(min=0).sqrt()


# %% not-divided says="This is σ_i·s"
def balanced_sigma() -> float:
    return 1.0


def predicted_singular_values(eigenvalues: Tensor, k: int, lam: float) -> Tensor:
    largest = eigenvalues.sort(descending=True).values[:k]
    return (largest - lam).clamp(min=0).sqrt()


# %% always-one says="the limit for small λ"
def balanced_sigma() -> float:
    return 1.0


def predicted_singular_values(eigenvalues: Tensor, k: int, lam: float) -> Tensor:
    return balanced_sigma() * torch.ones(k)


# %% a-list says="Join its elements with `torch.stack`"
def balanced_sigma() -> float:
    return 1.0


def predicted_singular_values(eigenvalues: Tensor, k: int, lam: float) -> Tensor:
    largest = sorted(eigenvalues.tolist(), reverse=True)[:k]
    return [max(1 - lam / e, 0) ** 0.5 for e in largest]
