"""softmax_cross_entropy, dense_cross_entropy, mean_squared_error, absolute_error, binary_cross_entropy, loss_gradient, one_hot."""

import torch
from torch.nn import functional

from .case import Case, operation

SCALE = 1 / 64


def _loss(function, x: torch.Tensor) -> list[torch.Tensor]:
    """Each sample's loss, and the gradient of their sum times SCALE."""
    leaf = x.double().requires_grad_()
    loss = function(leaf)
    (gradient,) = torch.autograd.grad(loss.sum() * SCALE, leaf)
    return [loss.detach(), gradient]


@operation("softmax_cross_entropy")
def softmax_cross_entropy(numbers):
    shapes = {
        "ten classes": (8, 10, 3), "more classes than lanes": (3, 100, 5), "one class": (2, 1, 1),
        "logits up to 80": (4, 10, 80),
    }
    for smoothing in (0, 0.1):
        for name, (samples, classes, size) in shapes.items():
            logits = numbers.floats(samples, classes, low=-size, high=size)
            labels = numbers.integers(samples, below=classes)

            def loss(x):
                return functional.cross_entropy(x, labels.long(), reduction="none", label_smoothing=smoothing)

            yield Case(
                f"label smoothing, {name}" if smoothing else name, [logits, labels], _loss(loss, logits),
                {"label_smoothing": smoothing} if smoothing else {}, scalars=[SCALE],
            )


@operation("dense_cross_entropy")
def dense_cross_entropy(numbers):
    shapes = {"pixels": (2, 5, 12), "more classes than lanes": (2, 100, 3), "one position": (6, 4, 1)}
    for name, (samples, classes, positions) in shapes.items():
        for weighted in (False, True):
            for ignored in (None, 1, -100):
                for smoothing in (0, 0.1):
                    logits = numbers.floats(samples, classes, positions, low=-4, high=4)
                    targets = numbers.integers(samples, positions, below=classes)
                    if ignored is not None:
                        targets[0, 0] = ignored
                    weights = numbers.floats(classes, low=0.25, high=4)

                    def loss(x):
                        return functional.cross_entropy(
                            x, targets.long(), weights.double() if weighted else None, reduction="none",
                            ignore_index=-1 if ignored is None else ignored, label_smoothing=smoothing,
                        )

                    attributes = {"weighted": weighted}
                    if ignored is not None:
                        attributes["ignored_label"] = ignored
                    if smoothing:
                        attributes["label_smoothing"] = smoothing
                    what = [name] + ["weights"] * weighted + [f"ignored {ignored}"] * (ignored is not None)
                    yield Case(
                        ", ".join(what + ["label smoothing"] * (smoothing > 0)),
                        [logits, targets] + [weights] * weighted, _loss(loss, logits), attributes, scalars=[SCALE],
                    )


@operation("absolute_error")
def absolute_error(numbers):
    for name, shape in {"rows": (4, 7), "more columns than lanes": (2, 90)}.items():
        for delta in (0, 0.75):
            prediction, target = numbers.floats(*shape), numbers.floats(*shape)
            target[0, :2] = prediction[0, :2]

            def loss(x):
                if delta == 0:
                    return functional.l1_loss(x, target.double(), reduction="none").mean(1)
                return functional.huber_loss(x, target.double(), reduction="none", delta=delta).mean(1)

            yield Case(
                f"{name}, delta {delta}" if delta else name, [prediction, target], _loss(loss, prediction),
                {"delta": delta} if delta else {}, scalars=[SCALE],
            )


@operation("loss_gradient")
def loss_gradient(numbers):
    losses = numbers.floats(7)
    yield Case("seven samples", [losses], [_loss(lambda x: x, losses)[1]], scalars=[SCALE], relative=0)


@operation("mean_squared_error")
def mean_squared_error(numbers):
    for name, shape in {"rows": (4, 7), "more columns than lanes": (2, 90)}.items():
        prediction, target = numbers.floats(*shape), numbers.floats(*shape)

        def loss(x):
            return functional.mse_loss(x, target.double(), reduction="none").mean(1)

        yield Case(name, [prediction, target], _loss(loss, prediction), scalars=[SCALE])


@operation("binary_cross_entropy")
def binary_cross_entropy(numbers):
    for name, (rows, columns, size) in {
        "rows": (4, 7, 3), "more columns than lanes": (2, 90, 3), "logits up to 80": (3, 5, 80)
    }.items():
        logits, target = numbers.floats(rows, columns, low=-size, high=size), numbers.floats(rows, columns, low=0, high=1)
        target[0] = target[0].round()

        def loss(x):
            return functional.binary_cross_entropy_with_logits(x, target.double(), reduction="none").mean(1)

        yield Case(name, [logits, target], _loss(loss, logits), scalars=[SCALE])


@operation("one_hot")
def one_hot(numbers):
    labels = numbers.integers(9, below=5)
    yield Case("five classes", [labels], [functional.one_hot(labels.long(), 5).double()], {"classes": 5}, relative=0)
