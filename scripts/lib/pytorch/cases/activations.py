"""activation, activation_gradient."""

import dataclasses
from collections.abc import Callable

import torch
from torch.nn import functional

from .case import Case, gradients, operation

LARGEST = 60.0


@dataclasses.dataclass
class Function:
    call: Callable[[torch.Tensor], torch.Tensor]
    # Back from y to x, where Concord's gradient takes y; None where it takes x.
    inverse: Callable[[torch.Tensor], torch.Tensor] | None
    relative: float = 1e-6
    # Of the function and of its gradient. A share of 1 / LARGEST is an error of `relative` below |y| = 1.
    floors: tuple[float, float] = (0, 0)
    attributes: dict[str, float] = dataclasses.field(default_factory=dict)


def _leaky(slope: float) -> Function:
    return Function(
        lambda x: functional.leaky_relu(x, slope), lambda y: torch.where(y > 0, y, y / slope), relative=2.0**-22,
        attributes={"slope": slope},
    )


FUNCTIONS = {
    "relu": Function(torch.relu, lambda y: y, relative=0),
    "leaky_relu": _leaky(0.01),
    "leaky_relu, slope 0.2": _leaky(0.2),
    "sigmoid": Function(torch.sigmoid, torch.logit),
    "tanh": Function(torch.tanh, torch.atanh, floors=(0, 1)),
    "gelu": Function(functional.gelu, None, floors=(1 / LARGEST, 1)),
    "gelu_tanh": Function(lambda x: functional.gelu(x, approximate="tanh"), None, floors=(1 / LARGEST, 1)),
    "silu": Function(functional.silu, None, floors=(0, 1)),
    "hard_sigmoid": Function(functional.hardsigmoid, None),
    "hard_swish": Function(functional.hardswish, None),
    "relu6": Function(functional.relu6, lambda y: y, relative=0),
}


def _attributes(name: str, function: Function) -> dict[str, str | float]:
    return {"function": name.split(",")[0]} | function.attributes


def _points(numbers) -> torch.Tensor:
    """Zeros of both signs, small, large and ordinary numbers."""
    sizes = [0.0, 1e-30, 1e-4, 1, 5, 9, 20, LARGEST]
    return torch.cat([torch.tensor(sizes), -torch.tensor(sizes), numbers.floats(40, low=-4, high=4)])


@operation("activation")
def activation(numbers):
    x = _points(numbers)
    for name, function in FUNCTIONS.items():
        yield Case(
            name, [x], [function.call(x.double())], _attributes(name, function), relative=function.relative,
            floor=function.floors[0],
        )


@operation("activation_gradient")
def activation_gradient(numbers):
    points = _points(numbers)
    dy = numbers.floats(*points.shape)
    for name, function in FUNCTIONS.items():
        given, x = points, points.double()
        if function.inverse:
            given = function.call(x).float()
            x = function.inverse(given.double())
        yield Case(
            name, [given, dy], gradients(function.call, [x], dy), _attributes(name, function),
            relative=function.relative, floor=function.floors[1],
        )
