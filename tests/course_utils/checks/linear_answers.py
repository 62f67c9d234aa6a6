"""Right answers to notebook 04's derivations, and the ones that its folder holds."""

from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from autograde import variants
from course_utils.checks import Result, float64
from course_utils.checks.linear_autoencoders import check
from course_utils.linear_autoencoders import eigen, loss

FOLDER = Path(__file__).parents[3] / "solutions" / "04_linear_autoencoders"
ALL = variants.load(FOLDER)


def gradient_W1(W1, W2, X):  # noqa: N802
    return 2 * W2.T @ (W2 @ W1 @ X - X) @ X.T


def gradient_W2(W1, W2, X):  # noqa: N802
    return 2 * (W2 @ W1 @ X - X) @ X.T @ W1.T


def principal_weights(X, chosen):
    U = eigen(X)[1][:, chosen]
    return U.T, U


def way_down(X, chosen):
    U = eigen(X)[1]
    left = [i for i in range(max(chosen)) if i not in chosen]
    if not left:
        return None
    E1 = torch.zeros(len(chosen), len(X))
    E1[chosen.index(max(chosen))] = U[:, left[0]]
    return E1, E1.T


def reduce(W1, W2, X):
    values, U = eigen(X)
    return W1 @ U, U.T @ W2, torch.diag(values)


def conditions(V1, V2, D):
    rest = V2 @ V1 @ D - D
    return rest @ V1.T, V2.T @ rest


RIGHT = {
    "gradients": {"gradient_W1": gradient_W1, "gradient_W2": gradient_W2},
    "stationary": {"principal_weights": principal_weights, "way_down": way_down},
    "reduced": {"reduce": reduce, "conditions": conditions},
}


def of(slug: str, kind: str = "") -> list[variants.Variant]:
    """The variants of an exercise."""
    return [v for v in ALL if v.slug == slug and kind in ("", v.kind)]


def answer(source: str) -> dict[str, Any]:
    """What a solution cell defines, in a notebook that has run so far."""
    names: dict[str, Any] = {"torch": torch, "nn": nn, "Tensor": Tensor, "__name__": "__main__"}
    names |= {"eigen": eigen, "loss": loss}
    exec(compile(source, "<ipython-input-1>", "exec"), names)
    return names


def checked(slug: str, **names: Any) -> Result:
    """The check, of right answers but for `names`."""
    return check.run(slug, RIGHT[slug] | names)


def own_diagnoses(slug: str) -> None:
    """Each mistake is told in words of its own, and `says` is among them."""
    said: dict[str, str] = {}
    for variant in of(slug, "mistake"):
        with float64():
            result = checked(slug, **answer(variant.source))
        first = result.message.partition("\n")[0]
        assert result.outcome == "wrong", (variant.name, result.text)
        assert variant.says in result.message, (variant.name, result.text)
        assert first not in said, (variant.name, said[first], first)
        said[first] = variant.name
    assert len(said) >= 10
