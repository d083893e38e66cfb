"""matmul."""

import torch

from .case import Case, operation


@operation("matmul")
def matmul(numbers):
    m, n, k = 5, 7, 33
    for transpose_a in (False, True):
        for transpose_b in (False, True):
            a = numbers.floats(*((k, m) if transpose_a else (m, k)))
            b = numbers.floats(*((n, k) if transpose_b else (k, n)))
            c = (a.double().T if transpose_a else a.double()) @ (b.double().T if transpose_b else b.double())
            transposes = {"transpose_a": transpose_a, "transpose_b": transpose_b}
            name = f"a {'transposed' if transpose_a else 'as it is'}, b {'transposed' if transpose_b else 'as it is'}"
            yield Case(name, [a, b], [c], transposes)
            before = numbers.floats(m, n)
            yield Case(f"{name}, accumulating", [a, b, before], [before.double() + c], transposes | {"accumulate": True})
    x, weight, bias = numbers.floats(6, 40), numbers.floats(9, 40), numbers.floats(9)
    y = torch.nn.functional.linear(x.double(), weight.double(), bias.double())
    yield Case("a linear layer", [x, weight, bias], [y], {"transpose_b": True, "bias": True})
    yield Case(
        "a linear layer with ReLU", [x, weight, bias], [y.relu()],
        {"transpose_b": True, "bias": True, "activation": "relu"},
    )
    for transpose_a, transpose_b in ((False, True), (True, False)):
        a, b = (numbers.floats(2, 3, 5, 4), numbers.floats(2, 3, 5, 7)) if transpose_a else (
            numbers.floats(2, 3, 4, 5), numbers.floats(2, 3, 6, 5))
        c = (a.double().mT if transpose_a else a.double()) @ (b.double().mT if transpose_b else b.double())
        transposes = {"transpose_a": transpose_a, "transpose_b": transpose_b}
        yield Case(f"several, {'a' if transpose_a else 'b'} transposed", [a, b], [c], transposes)
