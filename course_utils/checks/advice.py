"""What a well-known error message means, and how to mend it."""

from __future__ import annotations

import re

_ADVICE = {
    r"same dtype|scalar type|dtypes match|(float|double) != (float|double)": (
        "The check computes in float64. Leave `dtype` out where you make new tensors, or write "
        "`x.new_zeros(...)` or `dtype=x.dtype`; leave out `.float()`."
    ),
    r"modified by an inplace operation": (
        "Your code writes into a tensor that the gradient still needs. Make a new tensor in each "
        "step, collect them in a list, and join them with `torch.stack`."
    ),
    r"bitwise_xor|for \^": "In Python a power is `**`; `^` compares bits.",
    r"mat1 and mat2 shapes cannot be multiplied \(\d+x(\d+) and (\d+)x\d+\)": (
        "In a matrix product the inner sizes must agree, here {0} and {1}. Is one of them fixed "
        "in the code, the order turned, a transpose missing, or `*` meant, entry by entry?"
    ),
    r"not have been used in the graph": (
        "The loss was not computed from this tensor: a slice, a copy, or the state of another "
        "call is a new node. Take the very tensors in `h_list`, after one call of the model."
    ),
    r"backward through the graph a second time": (
        "Something is kept from one call to the next. Start from fresh states in every `forward`, "
        "and call `backward` once for each loss."
    ),
    r"does not require grad": (
        "The loss is cut off from the weights. Look for `.detach()`, `.item()`, `.data`, "
        "`torch.no_grad()` or `torch.tensor(...)`."
    ),
    r"must be Tensor, not tuple|'tuple' object has no attribute": (
        "This is a tuple, not a tensor. Unpack it first, for example `all_h, last = net(x)`."
    ),
    r"assign module before Module.__init__|assign parameters before": (
        "Call `super().__init__()` in the first line of `__init__`."
    ),
}
_NO_GRAD = (
    "`.grad` is None: PyTorch keeps the gradients of leaves only. Call `h.retain_grad()` before "
    "`backward()`, or use `torch.autograd.grad`."
)


def advice(message: str, line: str) -> str:
    """How to mend the error, or "". `line` is the student's line that raised it.

    >>> advice("unsupported operand type(s) for ^: 'float' and 'float'", "return w ^ 2")
    'In Python a power is `**`; `^` compares bits.'
    """
    if "'NoneType'" in message and ".grad" in line:
        return _NO_GRAD
    for pattern, words in _ADVICE.items():
        if found := re.search(pattern, message):
            return words.format(*found.groups())
    return ""
