"""Which device is chosen, and what is said about it."""

import pytest
import torch

from course_utils.device import device

CPU = torch.device("cpu")


@pytest.fixture(autouse=True)
def no_wish(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("UNROLLED_DEVICE", raising=False)


def there_is(monkeypatch: pytest.MonkeyPatch, *kinds: str, broken: str = "") -> None:
    """A machine with these GPUs, which carry out sums, except the broken one."""
    monkeypatch.setattr(torch.cuda, "is_available", lambda: "cuda" in kinds)
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda _: "Some GPU")
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: "mps" in kinds)
    ones = torch.ones

    def pretend(*size: int, device: torch.device) -> torch.Tensor:
        if device.type == broken:
            raise RuntimeError("no kernel image is available\nCompile with …")
        return ones(*size)

    monkeypatch.setattr(torch, "ones", pretend)


@pytest.mark.parametrize(
    ("kinds", "chosen"),
    [([], "cpu"), (["mps"], "mps"), (["cuda"], "cuda"), (["cuda", "mps"], "cuda")],
)
def test_the_fastest_is_chosen(
    monkeypatch: pytest.MonkeyPatch, kinds: list[str], chosen: str
) -> None:
    there_is(monkeypatch, *kinds)
    assert device(report=False) == torch.device(chosen)


def test_one_line_says_what_and_why(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    there_is(monkeypatch, "cuda")
    device()
    said = capsys.readouterr().out
    assert said == "Device: cuda, Some GPU (the fastest here; UNROLLED_DEVICE=cpu overrides it).\n"
    there_is(monkeypatch)
    device()
    said = capsys.readouterr().out
    assert said.startswith("Device: cpu (cuda is not ")
    assert said.endswith("; mps is not here).\n")
    assert said.count("\n") == 1
    device(report=False)
    assert capsys.readouterr().out == ""


def test_a_gpu_that_cannot_compute_is_passed_over(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    there_is(monkeypatch, "cuda", broken="cuda")
    assert device() == CPU
    assert "cuda is not usable here (no kernel image is available)" in capsys.readouterr().out


def test_the_environment_overrides(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    there_is(monkeypatch, "cuda", "mps")
    monkeypatch.setenv("UNROLLED_DEVICE", " CPU ")
    assert device() == CPU
    assert capsys.readouterr().out == "Device: cpu (UNROLLED_DEVICE asks for it).\n"
    monkeypatch.setenv("UNROLLED_DEVICE", "cuda:1")
    assert device() == torch.device("cuda", 1)
    monkeypatch.setenv("UNROLLED_DEVICE", "")
    assert device() == torch.device("cuda")


@pytest.mark.parametrize("wish", ["gpu", "cuda", "cuda:x", "mps", "meta"])
def test_a_wish_that_cannot_be_met_gives_one_line(
    monkeypatch: pytest.MonkeyPatch, wish: str
) -> None:
    there_is(monkeypatch)
    monkeypatch.setenv("UNROLLED_DEVICE", wish)
    with pytest.raises(ValueError, match=f"UNROLLED_DEVICE is '{wish}'.*set it to cpu, ") as caught:
        device()
    assert "\n" not in str(caught.value)


def test_a_wish_for_a_broken_gpu_gives_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    there_is(monkeypatch, "cuda", broken="cuda")
    monkeypatch.setenv("UNROLLED_DEVICE", "cuda")
    with pytest.raises(ValueError, match="no kernel image is available"):
        device()


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs an NVIDIA GPU")
def test_on_a_real_gpu() -> None:
    assert torch.ones(1, device=device(report=False)).is_cuda
