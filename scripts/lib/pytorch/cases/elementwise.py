"""add, bias_add."""

from .case import Case, operation

ROUNDED_ONCE = 2.0**-24  # half a unit in the last place

# Shapes that go together, of which one or both are stretched.
STRETCHED = (
    ((4, 3), (3,)), ((1,), (5, 2)), ((5, 1), (1, 7)), ((2, 3, 4, 5), (3, 1, 1)), ((2, 3, 1, 1), (2, 3, 4, 5)),
    ((2, 1, 4, 1), (2, 3, 1, 5)), ((2, 1, 3, 1, 2, 1, 2, 3), (1, 2, 1, 3, 1, 2, 2, 1)),
)


def stretched(numbers):
    for a, b in STRETCHED:
        yield numbers.floats(*a), numbers.floats(*b)


@operation("add")
def add(numbers):
    a, b = numbers.floats(3, 5, 7), numbers.floats(3, 5, 7)
    yield Case("three axes", [a, b], [a.double() + b.double()], relative=ROUNDED_ONCE, floor=0)
    for a, b in stretched(numbers):
        name = f"{list(a.shape)} and {list(b.shape)}"
        yield Case(name, [a, b], [a.double() + b.double()], relative=ROUNDED_ONCE, floor=0)


@operation("bias_add")
def bias_add(numbers):
    x, b = numbers.floats(4, 9), numbers.floats(9)
    yield Case("rows", [x, b], [x.double() + b.double()], relative=ROUNDED_ONCE, floor=0)
    x, b = numbers.floats(2, 3, 4, 5), numbers.floats(3)
    y = x.double() + b.double().reshape(1, 3, 1, 1)
    yield Case("images", [x, b], [y], relative=ROUNDED_ONCE, floor=0)
