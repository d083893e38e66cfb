"""softmax, log_softmax and their gradients."""

import torch

from .case import Case, operation

# Rows, columns, the largest |x|.
ROWS = {"rows": (5, 10, 3), "more columns than lanes": (2, 130, 3), "one column": (3, 1, 3)}
FAR_APART = {"numbers up to 80": (4, 9, 80)}


def _forward(function, numbers):
    for name, (rows, columns, size) in (ROWS | FAR_APART).items():
        x = numbers.floats(rows, columns, low=-size, high=size)
        yield Case(name, [x], [function(x.double(), 1)])


def _backward(forward, backward, rows, numbers):
    """`backward` is what autograd calls with y: here with the y of the case, which is rounded to float32."""
    for name, (count, columns, size) in rows.items():
        y = forward(numbers.floats(count, columns, low=-size, high=size).double(), 1).float()
        dy = numbers.floats(count, columns)
        yield Case(name, [y, dy], [backward(dy.double(), y.double(), 1, torch.float64)])


@operation("softmax")
def softmax(numbers):
    yield from _forward(torch.softmax, numbers)
    lengths = torch.tensor([3, 0, 70], dtype=torch.int32)
    for causal, padded in ((True, False), (False, True), (True, True)):
        x = numbers.floats(3, 2, 5, 66, low=-3, high=3)
        seen = torch.ones(3, 2, 5, 66, dtype=torch.bool)
        if causal:
            seen &= torch.ones(5, 66, dtype=torch.bool).tril()
        if padded:
            seen &= torch.arange(66) < lengths.view(3, 1, 1, 1)
        # Of a row that is masked throughout PyTorch gives NaN.
        y = torch.softmax(x.double().masked_fill(~seen, -torch.inf), 3).masked_fill(~seen, 0)
        name = " and ".join(["causal"] * causal + ["with lengths"] * padded)
        yield Case(name, [x] + [lengths] * padded, [y], {"causal": causal, "lengths": padded})


@operation("log_softmax")
def log_softmax(numbers):
    yield from _forward(torch.log_softmax, numbers)


@operation("softmax_gradient")
def softmax_gradient(numbers):
    # Not far apart: where one y is all but 1, its dx is a difference of which float32 holds no digit.
    yield from _backward(torch.softmax, torch.ops.aten._softmax_backward_data, ROWS, numbers)


@operation("log_softmax_gradient")
def log_softmax_gradient(numbers):
    yield from _backward(torch.log_softmax, torch.ops.aten._log_softmax_backward_data, ROWS | FAR_APART, numbers)
