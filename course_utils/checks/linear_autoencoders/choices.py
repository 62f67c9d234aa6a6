"""The three questions of notebook 04 that are answered by marking options."""

from __future__ import annotations

from course_utils.checks.choices import question

from .registry import check

question(check, "layers", "layers", {"0": "", "1": "", "2": "", "3": ""})

question(
    check,
    "loss",
    "loss_function",
    {
        "L1Loss": "nn.L1Loss: the mean of |x̂ − x|",
        "MSELoss": "nn.MSELoss: the mean of (x̂ − x)²",
        "CrossEntropyLoss": "nn.CrossEntropyLoss: the mean of −log p(class)",
    },
)

question(
    check,
    "needed",
    "needed",
    {
        "dropout": "entries set to zero at random",
        "batch norm": "each unit's mean and spread over a batch fixed",
        "weight decay": "weights pulled towards zero at each step",
        "layer norm": "the mean and spread over the units of a layer fixed",
        "SGD": "steps along the gradient of a few points",
    },
    several=True,
)
