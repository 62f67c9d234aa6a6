"""While a check tracks runs nothing goes online, and a run that would have is named."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping
from typing import Any
from unittest import mock

from course_utils.checks.outcome import Wrong


@contextlib.contextmanager
def offline(elsewhere: str) -> Iterator[None]:
    """Runs stay here, in `elsewhere` unless they are told a folder; raises Wrong for bad modes."""
    import wandb

    begin, amiss = wandb.init, []

    def init(*args: Any, **options: Any) -> Any:
        if fault := mode_fault(options):
            amiss.append(fault)
            raise Wrong(fault)
        if options.get("dir") is None and "root_dir" not in _settings(options):
            options["dir"] = elsewhere
        return begin(*args, **options)

    told = {"WANDB_MODE": "offline"}  # for `tracking_mode`; W&B reads it but once
    with mock.patch.dict(os.environ, told), mock.patch.object(wandb, "init", init):
        try:
            yield
        except Exception:
            if not amiss:  # or it may be ours, in other words
                raise
    if amiss:
        raise Wrong(amiss[0])


def mode_fault(options: Mapping[str, Any]) -> str:
    """What is wrong with the mode that `wandb.init` is given among `options`; "" for nothing.

    >>> mode_fault({"mode": "disabled"})
    'mode="disabled" keeps nothing: give `mode=tracking_mode()` to `wandb.init`.'
    """
    mode = options.get("mode") or _settings(options).get("mode")
    if mode is None:
        return "With no mode W&B asks for an account: give `mode=tracking_mode()` to `wandb.init`."
    if mode in ("offline", "dryrun"):
        return ""
    if mode == "disabled":
        return 'mode="disabled" keeps nothing: give `mode=tracking_mode()` to `wandb.init`.'
    return (
        f'mode="{mode}" needs an account and a network, which not everybody has: give '
        "`mode=tracking_mode()` to `wandb.init`."
    )


def _settings(options: Mapping[str, Any]) -> Mapping[str, Any]:
    """What `settings=` was given, without what it has by default."""
    settings = options.get("settings") or {}
    return settings if isinstance(settings, Mapping) else settings.model_dump(exclude_unset=True)


def end_run() -> bool:
    """End the run that is still going on, if there is one. Was there?"""
    import wandb

    if wandb.run is None:
        return False
    wandb.run.finish()
    return True
