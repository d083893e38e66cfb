"""batch_sum, reduce, reduce_gradient."""

import torch

from .case import Case, gradients, operation

KINDS = {"sum": lambda x: x.sum(1), "mean": lambda x: x.mean(1), "max": lambda x: x.amax(1)}


@operation("batch_sum")
def batch_sum(numbers):
    for name, shape in {"rows": (9, 5), "images": (3, 4, 9, 10)}.items():
        x, before = numbers.floats(*shape), numbers.floats(shape[1])
        total = x.double().sum([axis for axis in range(len(shape)) if axis != 1])
        yield Case(name, [x], [total])
        yield Case(f"{name}, accumulating", [x, before], [before.double() + total], {"accumulate": True})


@operation("reduce")
def reduce(numbers):
    for columns in (1, 10, 64, 200):
        for kind, function in KINDS.items():
            x = numbers.floats(3, columns)
            yield Case(
                f"{kind} of {columns}", [x], [function(x.double())], {"operation": kind},
                relative=0 if kind == "max" else 1e-6,
            )
    for columns in (3, 100):
        for kind, function in KINDS.items():
            x = numbers.floats(3, columns, 5)
            yield Case(
                f"{kind} of {columns}, five places", [x], [function(x.double())], {"operation": kind},
                relative=0 if kind == "max" else 1e-6,
            )
    x = numbers.floats(2, 70)
    x[1, 66] = torch.nan
    yield Case("max with a NaN", [x], [x.double().amax(1)], {"operation": "max"}, relative=0)


@operation("reduce_gradient")
def reduce_gradient(numbers):
    for kind in ("sum", "mean"):
        x, dy = numbers.floats(4, 7), numbers.floats(4)
        yield Case(
            kind, [dy], gradients(KINDS[kind], [x], dy), {"operation": kind, "columns": 7}, relative=2.0**-23, floor=0
        )
        x, dy = numbers.floats(4, 7, 3), numbers.floats(4, 3)
        yield Case(
            f"{kind}, three places", [dy], gradients(KINDS[kind], [x], dy), {"operation": kind, "columns": 7},
            relative=2.0**-23, floor=0,
        )
