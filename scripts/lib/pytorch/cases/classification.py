"""argmax, correct_count."""

import torch

from .case import Case, operation


@operation("argmax")
def argmax(numbers):
    rows = {
        "rows": numbers.floats(6, 11),
        "more columns than lanes": numbers.floats(3, 150),
        "ties": numbers.integers(8, 12, below=3).float(),
        "NaNs": numbers.floats(3, 9),
    }
    rows["NaNs"][1, 4] = rows["NaNs"][1, 7] = rows["NaNs"][2, 0] = torch.nan
    for name, x in rows.items():
        yield Case(name, [x], [x.double().argmax(1).int()])


@operation("correct_count")
def correct_count(numbers):
    logits, labels = numbers.floats(20, 4), numbers.integers(20, below=4)
    labels[::3] = logits.argmax(1)[::3].int()
    count = (logits.double().argmax(1) == labels).sum().int().reshape(1)
    yield Case("rows", [logits, labels], [count])
    before = torch.tensor([1000], dtype=torch.int32)
    yield Case("accumulating", [logits, labels, before], [before + count], {"accumulate": True})
