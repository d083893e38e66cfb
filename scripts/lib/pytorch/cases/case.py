"""One call of an operation, with the result that PyTorch gives in binary64."""

import dataclasses
import zlib
from collections.abc import Callable, Iterator

import numpy
import torch

from .. import philox


@dataclasses.dataclass
class Case:
    """Inputs are float32 or int32; outputs float64 or int32.

    A value of Concord's agrees where |value − expected| ≤ relative × max(|expected|, floor × the largest |expected|): a floor
    of 1 compares with the tensor's largest element, a floor of 0 each element with itself.
    """

    name: str
    inputs: list[torch.Tensor]
    outputs: list[torch.Tensor]
    attributes: dict[str, bool | int | float | str] = dataclasses.field(default_factory=dict)
    scalars: list[float] = dataclasses.field(default_factory=list)
    relative: float = 1e-6
    floor: float = 1.0

    def __post_init__(self) -> None:
        for tensor in self.inputs:
            assert tensor.dtype in (torch.float32, torch.int32), f"{self.name}: an input is {tensor.dtype}"
        for tensor in self.outputs:
            assert tensor.dtype in (torch.float64, torch.int32), f"{self.name}: an output is {tensor.dtype}"
        assert self.relative <= 1e-5, f"{self.name}: no case may be compared more loosely than 1e-5"


class Numbers:
    """Random numbers of an operation: the same on every machine, whatever other operations draw."""

    def __init__(self, operation: str) -> None:
        self.seed = zlib.crc32(operation.encode())
        self.draws = 0

    def _uniform(self, shape: tuple[int, ...]) -> numpy.ndarray:
        self.draws += 1
        return philox.uniform(int(numpy.prod(shape)), self.seed, stream=self.draws).reshape(shape)

    def floats(self, *shape: int, low: float = -2, high: float = 2) -> torch.Tensor:
        """float32 numbers in [low, high)."""
        low, high = numpy.float32(low), numpy.float32(high)
        return torch.from_numpy(low + (high - low) * self._uniform(shape))

    def integers(self, *shape: int, below: int) -> torch.Tensor:
        """int32 numbers in 0 … below − 1."""
        return torch.from_numpy((self._uniform(shape) * numpy.float32(below)).astype(numpy.int32))


Maker = Callable[[Numbers], Iterator[Case]]
MAKERS: dict[str, Maker] = {}


def operation(name: str) -> Callable[[Maker], Maker]:
    """Registers the function that makes the cases of an operation."""

    def register(maker: Maker) -> Maker:
        assert name not in MAKERS, f"{name} is made twice"
        MAKERS[name] = maker
        return maker

    return register


def gradients(
    function: Callable[..., torch.Tensor], inputs: list[torch.Tensor], dy: torch.Tensor
) -> list[torch.Tensor]:
    """What autograd gives for each input, in float64, where the gradient of function(*inputs) is dy."""
    leaves = [tensor.double().requires_grad_() for tensor in inputs]
    return list(torch.autograd.grad(function(*leaves), leaves, dy.double()))
