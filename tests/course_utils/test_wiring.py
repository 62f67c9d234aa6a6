"""The wiring experiment: what the vertical decoder knows, and other names in functions."""

import pytest
import torch
from torch import nn

from course_utils import wiring
from course_utils.data import phrases

SOURCE = torch.tensor([[5, 7, 3, 4, 2], [6, 8, 2, 0, 0]])
FED = torch.tensor([[1, 3, 4, 5, 6, 3, 4], [1, 4, 4, 3, 5, 6, 3]])


@pytest.fixture
def model() -> wiring.Vertical:
    torch.manual_seed(0)
    return wiring.Vertical(9, 7, 8)


def test_step_t_knows_the_first_t_words(model: wiring.Vertical) -> None:
    before = model(SOURCE, FED)
    for place in range(4):
        other = SOURCE.clone()
        other[0, place] = 8
        felt = (model(other, FED) - before)[0].abs().amax(1) > 1e-7
        assert felt.tolist() == [step >= place for step in range(7)]


def test_padding_and_company_have_no_influence(model: wiring.Vertical) -> None:
    together = model(SOURCE, FED)
    torch.testing.assert_close(together[1:], model(SOURCE[1:, :3], FED[1:]))


def test_word_by_word_is_the_same(model: wiring.Vertical) -> None:
    state, steps = model.encode(SOURCE), []
    for token in FED.split(1, dim=1):
        logits, state = model.decode(token, state)
        steps.append(logits)
    torch.testing.assert_close(torch.cat(steps, 1), model(SOURCE, FED))


def test_free_running_is_fed_its_own_guesses(model: wiring.Vertical) -> None:
    target = torch.tensor([[3, 4, 2], [5, 2, 0]])
    loss = wiring.free_running_loss(model, SOURCE, target, sos=1)
    with torch.no_grad():
        guess, fed = torch.full((2, 1), 1), [torch.full((2, 1), 1)]
        for step in range(2):
            guess = model(SOURCE, torch.cat(fed, 1))[:, step : step + 1].argmax(2)
            fed.append(guess)
        logits = model(SOURCE, torch.cat(fed, 1)).transpose(1, 2)
    torch.testing.assert_close(loss, nn.functional.cross_entropy(logits, target, ignore_index=0))
    loss.backward()
    assert all(p.grad is not None for p in model.parameters())


def test_another_name_in_a_function_and_in_those_that_it_calls() -> None:
    scope: dict = {}
    exec("def inner(): return value()\ndef outer(*, n=2): return n * inner()", scope)
    scope["value"] = lambda: 1
    assert wiring.instead(scope["outer"], value=lambda: 5)() == 10
    assert scope["outer"]() == 2


def test_exact_matches_by_kind() -> None:
    train, test = phrases.load()
    spanish, english = phrases.vocabularies(train)
    true = phrases.numbers(test.target, english).tolist()

    def right_where_order_is_the_same(model, source, sos, eos, longest):
        rows = [row[: row.index(eos)] for row in true]
        kinds = zip(rows, test.kinds, strict=True)
        return [row if kind != phrases.ORDER else row[::-1] for row, kind in kinds]

    model = wiring.Vertical(9, 7, 4)
    found = wiring.exact_matches(model, right_where_order_is_the_same, test, spanish, english)
    assert found[phrases.SAME] == found[phrases.LENGTH] == 1
    assert found[phrases.ORDER] == 0
    assert found["all"] == 1 - test.kinds.count(phrases.ORDER) / len(test)
