"""multiply, concatenate, slice, pad, permute, embedding and embedding_gradient."""

import torch
from torch.nn import functional

from .case import Case, gradients, operation
from .elementwise import stretched


@operation("multiply")
def multiply(numbers):
    a, b = numbers.floats(3, 5, 7), numbers.floats(3, 5, 7)
    yield Case("three axes", [a, b], [a.double() * b.double()], relative=2.0**-24, floor=0)
    for a, b in stretched(numbers):
        yield Case(f"{list(a.shape)} and {list(b.shape)}", [a, b], [a.double() * b.double()], relative=2.0**-24, floor=0)


@operation("concatenate")
def concatenate(numbers):
    for axis in range(3):
        inputs = [numbers.floats(*(size if place == axis else 3 for place in range(3))) for size in (2, 1, 4)]
        yield Case(f"axis {axis}", inputs, [torch.cat(inputs, axis).double()], {"axis": axis}, relative=0)
    images = [numbers.floats(2, channels, 3, 4) for channels in (1, 3)]
    yield Case("channels of images", images, [torch.cat(images, 1).double()], {"axis": 1}, relative=0)


@operation("slice")
def slices(numbers):
    for axis, start, length in ((0, 1, 2), (1, 0, 3), (2, 2, 3), (1, 4, 1)):
        x = numbers.floats(4, 5, 5)
        attributes = {"axis": axis, "start": start, "length": length}
        yield Case(
            f"places {start} to {start + length - 1} of axis {axis}", [x], [x.narrow(axis, start, length).double()],
            attributes, relative=0,
        )


@operation("pad")
def pad(numbers):
    for axis, before, after in ((0, 1, 0), (1, 2, 3), (2, 0, 2)):
        x = numbers.floats(2, 3, 4)
        widths = [0, 0] * (2 - axis) + [before, after]  # from the last axis to the first
        yield Case(
            f"axis {axis}, {before} before and {after} after", [x], [functional.pad(x.double(), widths)],
            {"axis": axis, "before": before, "after": after}, relative=0,
        )


@operation("permute")
def permute(numbers):
    for axes in ((1, 0), (0, 2, 1), (2, 0, 3, 1), (0, 1, 2)):
        x = numbers.floats(*range(2, 2 + len(axes)))
        attributes = {"axes": ",".join(map(str, axes))}
        yield Case(f"axes {axes}", [x], [x.permute(axes).double()], attributes, relative=0)
    x = numbers.floats(2, 5, 3, 2, 4)
    parts = x.permute(2, 0, 3, 1, 4).double().unbind(0)
    yield Case("in parts", [x], list(parts), {"axes": "2,0,3,1,4", "parts": "outputs"}, relative=0)
    heads = [numbers.floats(2, 3, 4) for _ in range(3)]
    joined = torch.stack(heads).permute(1, 2, 0, 3).double()
    yield Case("of parts", heads, [joined], {"axes": "1,2,0,3", "parts": "inputs"}, relative=0)


ROWS, WIDTH = 6, 5


def _indices(numbers) -> dict[str, torch.Tensor]:
    return {"one axis": numbers.integers(9, below=ROWS), "two axes": numbers.integers(3, 4, below=ROWS - 1)}


@operation("embedding")
def embedding(numbers):
    for name, indices in _indices(numbers).items():
        table = numbers.floats(ROWS, WIDTH)
        yield Case(name, [indices, table], [functional.embedding(indices.long(), table.double())], relative=0)


@operation("embedding_gradient")
def embedding_gradient(numbers):
    for name, indices in _indices(numbers).items():
        dy, before = numbers.floats(*indices.shape, WIDTH), numbers.floats(ROWS, WIDTH)
        (dtable,) = gradients(lambda table: functional.embedding(indices.long(), table), [before], dy)
        yield Case(name, [indices, dy], [dtable], {"rows": ROWS})
        yield Case(
            f"{name}, accumulating", [indices, dy, before], [before.double() + dtable],
            {"rows": ROWS, "accumulate": True},
        )
