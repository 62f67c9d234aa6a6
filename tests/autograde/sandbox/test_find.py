"""Which sandbox works is tried, and what is missing is said in one line."""

import asyncio

import pytest

from autograde.errors import UserError
from autograde.sandbox import Sandbox, bwrap, engine, find, held, kinds


@pytest.fixture(autouse=True)
def _try_anew():
    kinds._find.cache_clear()
    yield
    kinds._find.cache_clear()


def test_bubblewrap_is_found_also_inside_an_event_loop(bubblewrap):
    async def ask() -> Sandbox:
        return find()

    assert find() is Sandbox.BWRAP
    kinds._find.cache_clear()
    assert asyncio.run(ask()) is Sandbox.BWRAP


def test_it_is_tried_once(monkeypatch):
    asked = []
    monkeypatch.setattr(kinds, "_try_bubblewrap", lambda: asked.append(1) or "")
    assert find() is find()
    assert asked == [1]


@pytest.mark.parametrize("working", ["podman", "docker"])
def test_without_bubblewrap_an_engine_serves(monkeypatch, working):
    monkeypatch.setattr(bwrap, "program", lambda: None)
    monkeypatch.setattr(engine, "works", lambda name: name == working)
    assert find() == working


def test_without_any_it_refuses_in_one_line_that_helps(monkeypatch):
    monkeypatch.setattr(bwrap, "program", lambda: None)
    monkeypatch.setattr(engine, "works", lambda name: False)
    with pytest.raises(UserError) as error:
        find()
    assert "\n" not in str(error.value)
    for word in ("bubblewrap", "--trusted", "podman"):
        assert word in str(error.value)
    with pytest.raises(UserError):  # and again, though it is not tried again
        find()


def test_the_hosts_root_never_is_inside(bubblewrap, monkeypatch):
    monkeypatch.setattr(held.Held, "is_root", lambda self: True)
    monkeypatch.setattr(engine, "works", lambda name: False)
    with pytest.raises(UserError, match="host's root would be inside"):
        find()


def test_a_bubblewrap_that_may_not_do_its_work_does_not_count(monkeypatch, tmp_path):
    program = tmp_path / "bwrap"
    program.write_text(
        "#!/bin/sh\necho 'bwrap: setting up uid map: Permission denied' >&2\nexit 1\n"
    )
    program.chmod(0o755)
    monkeypatch.setattr(bwrap, "program", lambda: program)
    monkeypatch.setattr(engine, "works", lambda name: False)
    with pytest.raises(UserError, match="uid map: Permission denied"):
        find()
