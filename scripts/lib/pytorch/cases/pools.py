"""max_pool2d, avg_pool2d and their gradients."""

import torch
from torch.nn.functional import avg_pool2d, max_pool2d

from .case import Case, gradients, operation

# The shape of x, then kernel, stride, padding.
WINDOWS = {
    "side by side": ((2, 3, 6, 8), (2, 2, 0)),
    "a row and a column left over": ((1, 2, 7, 9), (2, 2, 0)),
    "overlapping": ((2, 2, 7, 6), (3, 2, 0)),
    "overlapping, on padding": ((1, 3, 6, 5), (3, 2, 1)),
    "every place": ((1, 2, 5, 5), (3, 1, 1)),
    "with gaps": ((1, 2, 9, 9), (2, 3, 1)),
    "the whole image": ((3, 4, 4, 4), (4, 4, 0)),
}


def _attributes(window: tuple[int, int, int]) -> dict[str, int]:
    return dict(zip(("kernel", "stride", "padding"), window))


def _forward(pool, numbers, relative: float):
    for name, (shape, window) in WINDOWS.items():
        x = numbers.floats(*shape)
        yield Case(name, [x], [pool(x.double(), *window)], _attributes(window), relative=relative)


def _tied(numbers) -> torch.Tensor:
    """An image of few values, so that most windows are won by the first of several."""
    return numbers.integers(2, 2, 8, 8, below=3).float()


# With windows that reach beyond the image.
BEYOND = {
    "a row and a column beyond": ((1, 2, 7, 9), (2, 2, 0)),
    "overlapping, beyond": ((2, 2, 8, 6), (3, 2, 0)),
    "beyond, on padding": ((1, 3, 6, 5), (3, 2, 1)),
    "one that would begin beyond": ((1, 2, 9, 9), (2, 3, 1)),
    "larger than the image": ((2, 2, 6, 5), (7, 3, 0)),
}


def _beyond(x: torch.Tensor, window: tuple[int, int, int]) -> torch.Tensor:
    return max_pool2d(x, *window, ceil_mode=True)


@operation("max_pool2d")
def maximum(numbers):
    yield from _forward(max_pool2d, numbers, relative=0)
    for name, (shape, window) in BEYOND.items():
        x = numbers.floats(*shape)
        yield Case(name, [x], [_beyond(x.double(), window)], _attributes(window) | {"ceil_mode": True}, relative=0)
    x = numbers.floats(1, 1, 4, 6)
    x[0, 0, 1, 2] = torch.nan
    yield Case("a NaN", [x], [max_pool2d(x.double(), 2)], {"kernel": 2}, relative=0)


@operation("max_pool2d_gradient")
def maximum_gradient(numbers):
    images = {name: (numbers.floats(*shape), window) for name, (shape, window) in WINDOWS.items()}
    images["ties"] = (_tied(numbers), (3, 2, 1))
    for name, (x, window) in images.items():
        dy = numbers.floats(*max_pool2d(x, *window).shape)
        dx = gradients(lambda x: max_pool2d(x, *window), [x], dy)
        yield Case(name, [x, dy], dx, _attributes(window))
    for name, (shape, window) in BEYOND.items():
        x = numbers.floats(*shape)
        dy = numbers.floats(*_beyond(x, window).shape)
        yield Case(name, [x, dy], gradients(lambda x: _beyond(x, window), [x], dy), _attributes(window) | {"ceil_mode": True})


@operation("avg_pool2d")
def average(numbers):
    yield from _forward(avg_pool2d, numbers, relative=1e-6)


@operation("avg_pool2d_gradient")
def average_gradient(numbers):
    for name, (shape, window) in WINDOWS.items():
        x = numbers.floats(*shape)
        dy = numbers.floats(*avg_pool2d(x, *window).shape)
        dx = gradients(lambda x: avg_pool2d(x, *window), [x], dy)
        size = {"input_height": shape[2], "input_width": shape[3]}
        yield Case(name, [dy], dx, _attributes(window) | size)
