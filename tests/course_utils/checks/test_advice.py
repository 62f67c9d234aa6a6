"""Error messages as this PyTorch words them, and what a student is told to do."""

import pytest

from course_utils.checks.advice import advice

from .test_core import outcome_of

ERRORS = {
    "torch.ones(2, 2) @ torch.ones(2, 2, dtype=torch.float32)": "dtype=x.dtype",
    "torch.nn.Linear(2, 2)(torch.ones(3, 2, dtype=torch.float32))": "leave out `.float()`",
    "2.0 ^ 2": "power is `**`",
    "torch.ones(2, 3) @ torch.ones(4, 5)": "here 3 and 4",
    "torch.nn.Linear(2, 3)((torch.ones(2), 1))": "Unpack",
    "torch.ones(2, requires_grad=False).sum().backward()": "cut off",
    "torch.ones(2, requires_grad=True).mul(1).grad.norm()": "retain_grad",
}
STATEMENTS = {
    "x = torch.ones(2, requires_grad=True); y = x.exp(); y += 1; y.sum().backward()": "torch.stack",
    "x = torch.ones(2, requires_grad=True); y = x.exp().sum(); y.backward(); y.backward()": "fresh",
    "x = torch.ones(2, requires_grad=True); torch.autograd.grad(x.sum(), x[:1])": "very tensors",
    "torch.nn.Module.__new__(torch.nn.Module).layer = torch.nn.Linear(1, 1)": "super().__init__()",
}


@pytest.mark.filterwarnings("ignore:The .grad attribute")
@pytest.mark.parametrize(("source", "words"), [*ERRORS.items(), *STATEMENTS.items()])
def test_advice_comes_with_the_error(source: str, words: str) -> None:
    result = outcome_of(source)
    assert result.outcome == "raised"
    assert words in result.message


def test_no_advice_is_better_than_a_guess() -> None:
    assert advice("list index out of range", "return x[9]") == ""
    assert advice("'NoneType' object has no attribute 'norm'", "return h.norm()") == ""
