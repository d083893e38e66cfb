"""softmax, log_softmax and their gradients."""

import torch

from .case import Case, gradients, operation

# Rows, columns, the largest |x|.
ROWS = {"rows": (5, 10, 3), "more columns than lanes": (2, 130, 3), "one column": (3, 1, 3), "numbers up to 80": (4, 9, 80)}


def _forward(function, numbers):
    for name, (rows, columns, size) in ROWS.items():
        x = numbers.floats(rows, columns, low=-size, high=size)
        yield Case(name, [x], [function(x.double(), 1)])


@operation("softmax")
def softmax(numbers):
    yield from _forward(torch.softmax, numbers)


@operation("log_softmax")
def log_softmax(numbers):
    yield from _forward(torch.log_softmax, numbers)


@operation("softmax_gradient")
def softmax_gradient(numbers):
    for name, (rows, columns, size) in ROWS.items():
        y = torch.softmax(numbers.floats(rows, columns, low=-size, high=size).double(), 1).float()
        dy = numbers.floats(rows, columns)
        yield Case(name, [y, dy], gradients(lambda x: torch.softmax(x, 1), [y.double().log()], dy))


@operation("log_softmax_gradient")
def log_softmax_gradient(numbers):
    for name, (rows, columns, size) in ROWS.items():
        y = torch.log_softmax(numbers.floats(rows, columns, low=-size, high=size).double(), 1).float()
        dy = numbers.floats(rows, columns)
        yield Case(name, [y, dy], gradients(lambda x: torch.log_softmax(x, 1), [y], dy))
