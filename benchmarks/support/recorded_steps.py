"""Training on an NVIDIA GPU that is never waited for: each shape of batch is a CUDA graph."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.optim import AdamW

from course_utils.data import surnames
from support.surname_training import (
    CLIP,
    RATE,
    Classifier,
    Setting,
    numbers,
    on_device,
    one_cycle,
)

Step = Callable[[Tensor, Tensor, Tensor], Tensor]  # x, last_pos, y → loss


@dataclass(frozen=True)
class Recording:
    """What one step launched, with the tensors that it reads and the loss that it writes."""

    graph: torch.cuda.CUDAGraph
    inputs: Sequence[Tensor]
    loss: Tensor

    def replay(self, *batch: Tensor) -> Tensor:
        """Do the step again, with another batch of the same shape."""
        for place, tensor in zip(self.inputs, batch, strict=True):
            place.copy_(tensor)
        self.graph.replay()
        return self.loss.clone()


class RecordedSteps:
    """Does a step as it is when it meets a shape of x for the first time, and records it then.

    Batches have few shapes, the same in every epoch. Where recording isn't possible, every step
    is done as it is.
    """

    def __init__(self, step: Step) -> None:
        self.step = step
        self.met: set[tuple[int, ...]] = set()
        self.recordings: dict[tuple[int, ...], Recording] = {}
        self.problem: str | None = None

    def __call__(self, x: Tensor, last_pos: Tensor, y: Tensor) -> Tensor:
        """Do one step; return its loss."""
        shape = tuple(x.shape)
        if shape in self.met and shape not in self.recordings and self.problem is None:
            try:
                self.recordings[shape] = self._record(x, last_pos, y)
            except RuntimeError as error:
                self.problem = str(error).splitlines()[0]
        self.met.add(shape)
        recording = self.recordings.get(shape)
        return (recording.replay if recording else self.step)(x, last_pos, y)

    def _record(self, *batch: Tensor) -> Recording:
        """Record what the step would launch; none of it is carried out."""
        inputs = [tensor.contiguous().clone() for tensor in batch]
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph, stream=torch.cuda.current_stream()):
            loss = self.step(*inputs)
        return Recording(graph, inputs, loss)


def train(model: Classifier, setting: Setting) -> list[float]:
    """Train the model on the GPU; return the losses."""
    stream = torch.cuda.Stream(setting.device)  # the default one can't be recorded
    stream.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(stream):
        rate = torch.tensor(RATE, device=setting.device)
        optimizer = AdamW(model.parameters(), lr=rate, fused=True, capturable=True)
        losses, problem = run(model, optimizer, setting)
    torch.cuda.current_stream().wait_stream(stream)
    if problem:
        print(f"no CUDA graphs: {problem}")
    return losses


def run(model: Classifier, optimizer: AdamW, setting: Setting) -> tuple[list[float], str | None]:
    """Return the losses, and why steps could not be recorded.

    The optimizer's rate is a tensor, which the schedule fills: a recording would keep a number.
    """

    def step(x: Tensor, last_pos: Tensor, y: Tensor) -> Tensor:
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(x, last_pos), y)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), CLIP)
        optimizer.step()
        return loss.detach()

    schedule = one_cycle(optimizer, setting)
    recorded, losses = RecordedSteps(step), []
    x, last_pos, y = on_device(setting)
    for _ in range(setting.epochs):
        for batch in surnames.batches(x, last_pos, y, setting.batch_size):
            losses.append(recorded(*batch))
            schedule.step()
    return numbers(losses), recorded.problem
