"""The numbers a classifier must give, where it holds one embedding, one stack and one linear layer.

They are PyTorch's own then, so the states between them can be computed, and what else might have
been read off them.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from course_utils.checks.ladder import expect_close


def states(model: nn.Module, x: Tensor) -> tuple[Tensor, nn.Linear] | None:
    """All states of the upper layer (batch, time, rnn_size) and the readout; None if it isn't so.

    A copy of the stack with the same weights computes them, whatever the student's is fed with.
    """
    modules = list(model.modules())
    embeddings = [m for m in modules if isinstance(m, nn.Embedding)]
    stacks = [m for m in modules if isinstance(m, nn.RNN | nn.LSTM)]
    readouts = [m for m in modules if isinstance(m, nn.Linear)]
    if not len(embeddings) == len(stacks) == len(readouts) == 1:
        return None
    ((embedding,), (stack,), (readout,)) = (embeddings, stacks, readouts)
    if stack.bidirectional or stack.proj_size or embedding.embedding_dim != stack.input_size:
        return None
    sizes = (stack.input_size, stack.hidden_size, stack.num_layers)
    if isinstance(stack, nn.LSTM):
        copy = nn.LSTM(*sizes, bias=stack.bias, batch_first=True)
    else:
        copy = nn.RNN(*sizes, stack.nonlinearity, bias=stack.bias, batch_first=True)
    copy.load_state_dict(stack.state_dict())
    with torch.no_grad():
        return copy(embedding.weight[x])[0], readout


def pooled(model: nn.Module, x: Tensor) -> dict[str, Tensor]:
    """What is read off all steps at once, by the words for it; padding counts as well."""
    found = states(model, x)
    if found is None:
        return {}
    all_h, readout = found
    several = {"mean": all_h.mean(1), "sum": all_h.sum(1), "maximum": all_h.amax(1)}
    return {
        f"Padding has an influence: this is the {name} over all steps. Take the output at "
        "last_pos.": readout(state)
        for name, state in several.items()
    }


def expect_values(model: nn.Module, got: Tensor, x: Tensor, last_pos: Tensor) -> None:
    """Raise `Wrong` where `got` is not the readout of the state at last_pos; slips are named."""
    found = states(model, x)
    if found is None:
        return
    all_h, readout = found
    state = all_h[torch.arange(len(x)), last_pos]  # (batch, rnn_size)
    inside = torch.arange(x.shape[1]) <= last_pos[:, None]  # (batch, time)
    total = (all_h * inside[..., None]).sum(1)
    instead = "over a name's letters: take the output at the last one."
    before = "before the linear layer: it takes the state as it is."
    slips = {
        f"This is the mean {instead}": total / inside.sum(1, keepdim=True),
        f"This is the sum {instead}": total,
        f"This is the maximum {instead}": all_h.where(inside[..., None], -torch.inf).amax(1),
        f"There is a ReLU {before}": state.relu(),
        f"There is a tanh {before}": state.tanh(),
    }
    causes = {cause: readout(value) for cause, value in slips.items()}
    expect_close(got, readout(state), "logits", causes)
