"""What the tests of hidden tests share: how a wrong or right answer is called."""

from autograde import variants


def ids(variant: variants.Variant) -> str:
    """Return a name that is the same in every process."""
    return f"{variant.slug}-{variant.kind}-{variant.name}"


def some(slow: list[variants.Variant]) -> list[variants.Variant]:
    """Every alternative and a sixth of the mistakes, of an exercise whose judge tries them all."""
    return [v for n, v in enumerate(slow) if v.kind == "alternative" or n % 6 == 0]
