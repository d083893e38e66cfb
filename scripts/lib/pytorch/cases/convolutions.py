"""conv2d and its gradients."""

import dataclasses

import torch
from torch.nn.functional import conv2d

from .case import Case, gradients, operation


@dataclasses.dataclass
class Geometry:
    name: str
    x: tuple[int, int, int, int]
    w: tuple[int, int, int, int]
    attributes: dict[str, int] = dataclasses.field(default_factory=dict)


GEOMETRIES = [
    Geometry("plain", (2, 3, 7, 6), (4, 3, 3, 3)),
    Geometry("1×1", (2, 5, 4, 3), (3, 5, 1, 1)),
    Geometry("a filter that is not square", (1, 2, 6, 7), (3, 2, 2, 5)),
    Geometry("padding 1", (2, 3, 5, 6), (4, 3, 3, 3), {"padding": 1}),
    Geometry("more padding than the filter reaches", (1, 1, 3, 3), (2, 1, 2, 2), {"padding": 3}),
    Geometry("stride 2 that leaves a row over", (2, 2, 8, 7), (3, 2, 3, 3), {"stride": 2}),
    Geometry("stride 3, longer than the filter", (1, 2, 9, 8), (2, 2, 2, 2), {"stride": 3, "padding": 1}),
    Geometry("dilation 2", (1, 2, 8, 9), (3, 2, 3, 3), {"dilation": 2, "padding": 2}),
    Geometry("two groups", (2, 4, 5, 5), (6, 2, 3, 3), {"groups": 2, "padding": 1}),
    Geometry("each channel by itself", (1, 4, 6, 6), (8, 1, 3, 3), {"groups": 4}),
    Geometry("all at once", (2, 4, 9, 8), (4, 2, 3, 2), {"stride": 2, "padding": 2, "dilation": 2, "groups": 2}),
]


@operation("conv2d")
def forward(numbers):
    for geometry in GEOMETRIES:
        x, w, bias = numbers.floats(*geometry.x), numbers.floats(*geometry.w), numbers.floats(geometry.w[0])
        y = conv2d(x.double(), w.double(), **geometry.attributes)
        yield Case(geometry.name, [x, w], [y], dict(geometry.attributes))
        if geometry not in (GEOMETRIES[0], GEOMETRIES[-1]):
            continue
        y = conv2d(x.double(), w.double(), bias.double(), **geometry.attributes)
        yield Case(f"{geometry.name}, bias", [x, w, bias], [y], geometry.attributes | {"bias": True})
        yield Case(
            f"{geometry.name}, bias, ReLU", [x, w, bias], [y.relu()],
            geometry.attributes | {"bias": True, "activation": "relu"},
        )


def _gradients(numbers, geometry: Geometry) -> tuple[torch.Tensor, ...]:
    """x, w, dy, dx, dw."""
    x, w = numbers.floats(*geometry.x), numbers.floats(*geometry.w)

    def function(x, w):
        return conv2d(x, w, **geometry.attributes)

    dy = numbers.floats(*function(x, w).shape)
    return x, w, dy, *gradients(function, [x, w], dy)


@operation("conv2d_input_gradient")
def input_gradient(numbers):
    for geometry in GEOMETRIES:
        _, w, dy, dx, _ = _gradients(numbers, geometry)
        size = {"input_height": geometry.x[2], "input_width": geometry.x[3]}
        yield Case(geometry.name, [dy, w], [dx], geometry.attributes | size)


@operation("conv2d_weight_gradient")
def weight_gradient(numbers):
    for geometry in GEOMETRIES:
        x, _, dy, _, dw = _gradients(numbers, geometry)
        size = {"kernel_height": geometry.w[2], "kernel_width": geometry.w[3]}
        yield Case(geometry.name, [x, dy], [dw], geometry.attributes | size)
        if geometry not in (GEOMETRIES[0], GEOMETRIES[-1]):
            continue
        before = numbers.floats(*geometry.w)
        yield Case(
            f"{geometry.name}, accumulating", [x, dy, before], [before.double() + dw],
            geometry.attributes | size | {"accumulate": True},
        )
