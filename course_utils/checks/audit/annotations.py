"""The check of `annotate`: are claims quoted, judged, and held against something? Not: rightly?"""

from __future__ import annotations

from typing import Any

from course_utils.checks.outcome import NotAttempted, Recorded, Wrong
from course_utils.transcripts import measured, read, summary

from .registry import check

FEWEST = 3
_SHOWN = 3  # faults at once


@check.exercise("annotate", names=["transcript", "notes"])
def _(transcript: Any, notes: Any) -> str:
    _, claims, faults = read(transcript, notes)
    if not claims and not faults:
        raise NotAttempted(f"Quote at least {FEWEST} claims: `notes = [Note(…), …]`.")
    if faults:
        more = len(faults) - _SHOWN
        rest = [f"(and {more} more)"] if more > 0 else []
        raise Wrong("\n".join([*faults[:_SHOWN], *rest]))
    if len(claims) < FEWEST:
        said = summary(claims).partition(":")[0]
        raise Wrong(f"{said}; at least {FEWEST} are asked for: {FEWEST - len(claims)} too few.")
    if not any(map(measured, claims)):
        raise Wrong(
            "no claim is held against a number of yours: measure something for one of them, and "
            "write into its evidence what came out."
        )
    return Recorded(f"recorded: {summary(claims).replace(':', ',')}.")
