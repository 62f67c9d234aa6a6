"""The checks of notebook 06's pipeline: right ones pass in any style, slips are named."""

from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from autograde import variants
from course_utils.checks import Wrong, default_dtype
from course_utils.checks.fast_training import check, draws, pipeline, prepare, speed, windows
from course_utils.pipelines import CROP, MEAN, PAD, STD
from tests.autograde.hidden_variants import ids
from tests.effort import effort

FOLDER = Path(__file__).parents[3] / "solutions" / "06_fast_training"
NAMES = {"prepare": "prepare", "draws": "draw", "pipeline": "batches"}
GRADE = {
    "prepare": prepare.grade_prepare,
    "draws": draws.grade_draw,
    "pipeline": pipeline.grade_batches,
}
VARIANTS = [v for v in variants.load(FOLDER) if v.slug in NAMES]
MISTAKES = [v for v in VARIANTS if v.kind == "mistake"]
ALTERNATIVES = [v for v in VARIANTS if v.kind == "alternative"]


def answer(variant: variants.Variant) -> dict:
    """What a solution cell defines."""
    names: dict = {"torch": torch, "nn": nn, "Tensor": Tensor, "__name__": "__main__"}
    names |= {"MEAN": MEAN, "STD": STD, "PAD": PAD, "CROP": CROP}
    exec(variant.source, names)
    return names


def right(slug: str) -> dict:
    return answer(next(v for v in ALTERNATIVES if v.slug == slug))


@pytest.mark.parametrize("variant", VARIANTS, ids=ids)
def test_variants(variant: variants.Variant) -> None:
    result = check.run(variant.slug, answer(variant))
    assert (result.outcome == "right") == (variant.kind == "alternative"), result.text
    assert result.outcome != "raised", result.text
    assert variant.says in result.message, result.text


def test_there_are_enough() -> None:
    for slug in NAMES:
        assert sum(v.slug == slug for v in MISTAKES) >= 6
        assert sum(v.slug == slug for v in ALTERNATIVES) >= 4


def test_each_mistake_has_a_diagnosis_of_its_own() -> None:
    said = [check.run(v.slug, answer(v)).message.partition("\n")[0] for v in MISTAKES]
    assert len(set(said)) == len(said)


@pytest.mark.parametrize("variant", ALTERNATIVES, ids=ids)
def test_right_with_any_seed(variant: variants.Variant) -> None:
    function = answer(variant)[NAMES[variant.slug]]
    for seed in range(20):
        GRADE[variant.slug](function, 7919 * seed)


@pytest.mark.parametrize("variant", MISTAKES, ids=ids)
def test_wrong_with_any_seed(variant: variants.Variant) -> None:
    for seed in (0, 300, 2**30):
        with pytest.raises(Wrong) as caught:
            GRADE[variant.slug](answer(variant)[NAMES[variant.slug]], seed)
        assert variant.says in str(caught.value)


@pytest.mark.parametrize("slug", NAMES)
def test_it_is_quick(slug: str) -> None:
    names = right(slug)
    check.run(slug, names)
    with effort() as spent:
        assert check.run(slug, names).outcome == "right"
    assert spent.calls < 200_000


@pytest.mark.parametrize("slug", NAMES)
def test_a_stub_is_no_mistake(slug: str) -> None:
    def stub(*_):
        raise NotImplementedError

    assert check.run(slug, {NAMES[slug]: stub}).outcome == "not attempted"


def drawn_right(n: int, generator: torch.Generator) -> tuple:
    top, left = torch.randint(9, (2, n), generator=generator)
    return torch.randperm(n, generator=generator), top, left


ZIGZAG = torch.tensor([1, 2, 4, 7, 8, 6, 5, 3, 0])
"""Without correlation to 0, 1, …, 8, and yet one decides the other."""
DRAWS = {
    "`top` follows the place": lambda o, t, g: (o, t.sort().values, t),
    "`top` follows `order`": lambda o, t, g: (o, o * 9 // len(o), t),
    "`left` follows `top`": lambda o, t, g: (
        o,
        t,
        (t + torch.randint(2, t.shape, generator=g)) % 9,
    ),
    "Some pairs of `top` and `left`": lambda o, t, g: (o, t, ZIGZAG[t]),
    "`top` stays the same for a while": lambda o, t, g: (
        o,
        t.repeat_interleave(2)[: len(o)],
        torch.randint(9, t.shape, generator=g),
    ),
    "images are 0, 1, …, n − 1": lambda o, t, g: (o + 1, t, t),
    "`order` should be a tensor": lambda o, t, g: (o.tolist(), t, t),
    "order, top and left, got 2 values": lambda o, t, g: (o, t),
}


@pytest.mark.parametrize("said", DRAWS)
def test_what_is_not_independent_or_not_in_form(said: str) -> None:
    def draw(n, generator):
        order, top, _ = drawn_right(n, generator)
        return DRAWS[said](order, top, generator)

    result = check.run("draws", {"draw": draw})
    assert said in result.message, result.text


def test_more_random_calls_than_needed() -> None:
    def draw(n, generator):
        torch.rand(1, generator=generator), torch.rand(1, generator=generator)
        torch.rand(1, generator=generator)
        return drawn_right(n, generator)

    assert "called 5 times for an epoch" in check.run("draws", {"draw": draw}).message


def test_images_are_left_as_they_were() -> None:
    def changes(images, device):
        ready = right("prepare")["prepare"](images, device)
        images.zero_()
        return ready

    assert "changes `images` itself" in check.run("prepare", {"prepare": changes}).message


@pytest.mark.parametrize(
    ("function", "said"),
    [
        (lambda x, d: right("prepare")["prepare"](x, "cpu"), "stays on the CPU"),
        (lambda x, d: right("prepare")["prepare"](x, d).half(), "is float16"),
        (lambda x, d: right("prepare")["prepare"](x.mT, d), "Rows and columns are exchanged"),
        (lambda x, d: right("prepare")["prepare"](x, d)[:, :, 2:-2, 2:-2], "on each of the four"),
    ],
)
def test_other_preparations(function, said: str) -> None:
    assert said in check.run("prepare", {"prepare": function}).message


def batches_with(change):
    def batches(prepared, labels, drawn, batch_size):
        for x, y in right("pipeline")["batches"](prepared, labels, drawn, batch_size):
            yield change(x, y, prepared)

    return batches


def buffered():
    buffer = torch.empty(500, 1, CROP, CROP)

    def into(x, y, prepared):
        buffer[: len(x)] = x
        return buffer[: len(x)], y

    return into


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda x, y, p: (x.double(), y), "float64"),
        (lambda x, y, p: (x, y[:, None]), "y of batch 0 should have shape (5,)"),
        (lambda x, y, p: (x.mT, y), "Each window is transposed"),
        (lambda x, y, p: (x, y.flip(0)), "The labels belong to other images"),
        (lambda x, y, p: (x, y, 3), "batch 0 is 3 values"),
        (lambda x, y, p: (x.numpy(), y), "x of batch 0 should be a tensor"),
        (lambda x, y, p: (x.cpu() if x.is_cpu else torch.zeros(4), y), "x is on the CPU"),
    ],
)
def test_other_batches(change, said: str) -> None:
    result = check.run("pipeline", {"batches": batches_with(change)})
    assert said in result.message, result.text


def test_a_buffer_may_be_used_again() -> None:
    pipeline.expect_batches(batches_with(buffered()), 23, 5, 1)


def test_prepared_images_are_not_changed() -> None:
    def batches(prepared, labels, drawn, batch_size):
        yield from list(right("pipeline")["batches"](prepared, labels, drawn, batch_size))
        prepared.zero_()

    assert "changes `prepared`" in check.run("pipeline", {"batches": batches}).message


def test_batches_without_end() -> None:
    def batches(prepared, labels, drawn, batch_size):
        while True:
            yield prepared[:batch_size, :, :CROP, :CROP], labels[:batch_size]

    assert "don't end" in check.run("pipeline", {"batches": batches}).message


def test_steps_of_python_show_a_loop_and_nothing_else() -> None:
    with default_dtype(torch.float32):
        for variant in ALTERNATIVES:
            if variant.slug == "pipeline":
                assert abs(speed.steps_for_an_image(answer(variant)["batches"])) < 0.5
        loop = next(v for v in MISTAKES if ids(v) == "pipeline-mistake-image-by-image")
        assert speed.steps_for_an_image(answer(loop)["batches"]) > 4


def test_windows_against_slices() -> None:
    epoch = windows.draw_epoch(9, seed=4)
    prepared, _, order, top, left = epoch
    got = windows.windows(prepared, order, top, left)
    for x, i, row, column in zip(got, order, top, left, strict=True):
        assert torch.equal(x, prepared[i, :, row : row + CROP, column : column + CROP])


def test_slips_differ_from_the_truth_and_from_each_other() -> None:
    epoch = windows.draw_epoch(23, seed=1)
    made = [make() for make in windows.slips(epoch, 5).values()]
    made.append(windows.windows(epoch.prepared, *epoch[2:]))
    for i, one in enumerate(made):
        assert not any(torch.equal(one, other) for other in made[:i])
    images = prepare.draw_images(5, seed=1)
    ready = [*prepare.slips(images).values(), prepare.prepared(images)]
    for i, one in enumerate(ready):
        assert not any(torch.allclose(one, other) for other in ready[:i])
