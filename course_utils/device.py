"""The device that notebooks compute on, chosen in one place."""

from __future__ import annotations

import os

import torch


def device(report: bool = True) -> torch.device:
    """The fastest device at hand: an NVIDIA GPU ("cuda"), else an Apple GPU ("mps"), else the CPU.

    The environment variable UNROLLED_DEVICE overrides the choice: "cpu", "cuda", "cuda:1" or
    "mps". A GPU counts as at hand when it has carried out a small sum; one that torch sees but
    can't use is passed over. With `report`, one line says what was chosen and why.

    Raises ValueError, with one line, if UNROLLED_DEVICE asks for what isn't there.

    >>> os.environ["UNROLLED_DEVICE"] = "cpu"
    >>> device()
    Device: cpu (UNROLLED_DEVICE asks for it).
    device(type='cpu')
    >>> del os.environ["UNROLLED_DEVICE"]
    """
    wish = os.environ.get("UNROLLED_DEVICE", "").strip().lower()
    chosen, why = _wished(wish) if wish else _fastest()
    if report:
        print(f"Device: {chosen}{_name(chosen)} ({why}).")
    return chosen


def _wished(wish: str) -> tuple[torch.device, str]:
    try:
        chosen = torch.device(wish)
        problem = None if chosen.type in ("cpu", "cuda", "mps") else "no device of the course"
    except RuntimeError:
        chosen, problem = torch.device("cpu"), "no device of the course"
    problem = problem or _problem(chosen)
    if problem:
        raise ValueError(
            f"UNROLLED_DEVICE is {wish!r}, but that is {problem}: "
            "set it to cpu, cuda, cuda:1 or mps, or unset it to get the fastest there is"
        )
    return chosen, "UNROLLED_DEVICE asks for it"


def _fastest() -> tuple[torch.device, str]:
    passed_over = []
    for kind in ("cuda", "mps"):
        problem = _problem(torch.device(kind))
        if problem is None:
            return torch.device(kind), "the fastest here; UNROLLED_DEVICE=cpu overrides it"
        passed_over.append(f"{kind} is {problem}")
    return torch.device("cpu"), "; ".join(passed_over)


def _problem(candidate: torch.device) -> str | None:
    """Why the device can't be used; None when it can."""
    if candidate.type == "cuda" and not torch.cuda.is_available():
        return "not here" if torch.version.cuda else "not in this build of torch"
    if candidate.type == "mps" and not torch.backends.mps.is_available():
        return "not here"
    try:
        torch.ones(2, device=candidate).sum().item()
    except RuntimeError as error:
        return f"not usable here ({str(error).splitlines()[0]})"
    return None


def _name(chosen: torch.device) -> str:
    return f", {torch.cuda.get_device_name(chosen)}" if chosen.type == "cuda" else ""
