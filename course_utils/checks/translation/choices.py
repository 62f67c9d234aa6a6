"""The two questions of notebook 05 that are answered by marking options."""

from __future__ import annotations

from course_utils.checks.choices import question

from .registry import check

TOKENS = {
    "a": "I see a dog <eos>",
    "b": "<sos> I see a dog",
    "c": "<sos> I saw a dog",
    "d": "I saw a dog <eos>",
    "e": "<sos> veo un perro <eos>",
    "f": "<sos> <sos> <sos> <sos> <sos>",
}

question(check, "training-tokens", "training_tokens", TOKENS)
question(check, "evaluation-tokens", "evaluation_tokens", TOKENS)
