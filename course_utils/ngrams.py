"""A baseline for notebook 02: a linear classifier of the pieces of a name, 1 to 4 letters long.

It knows of no order beyond such a piece, and learns in about a second. Of what was tried on the
shipped names (logistic regression, ridge, naive Bayes, gradient descent) nothing was better by more
than chance, and this has no settings to explain.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from jaxtyping import Int
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC
from torch import Tensor

from course_utils.data.surnames import Surnames, to_ascii


def fit_ngrams(train: Surnames) -> Callable[[Sequence[str]], Int[Tensor, " names"]]:
    """Learn from pairs of at least two languages; return what tells the label of any names.

    Words of a name have a space before and after them, so that "ov " is an ending. Pieces count
    the more, the fewer names have them (tf-idf). Capitals and accents make no difference.

    >>> names = ["Ivanov", "Petrov", "Pavlov", "O'Neill", "O'Dea", "O'Hara"]
    >>> train = Surnames(names, torch.tensor([1, 1, 1, 0, 0, 0]), ["Irish", "Russian"])
    >>> fit_ngrams(train)(["Popov", "O’Brien"])
    tensor([1, 0])
    """
    model = make_pipeline(
        TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 4)),
        LinearSVC(random_state=0),
    )
    model.fit(train.names, train.labels.cpu().numpy())

    def predict(names: Sequence[str]) -> Int[Tensor, " names"]:
        if not names:
            return torch.empty(0, dtype=torch.long)
        return torch.from_numpy(model.predict([to_ascii(name) for name in names]))

    return predict
