"""batch_norm, batch_norm_inference, group_norm and their gradients."""

import torch
from torch.nn import functional

from .case import Case, gradients, operation

BATCHES = {"rows": (9, 5), "images": (4, 3, 6, 5), "more positions than lanes": (2, 2, 9, 10)}
# The shape of x, then the groups.
GROUPS = {
    "two groups of images": ((3, 6, 4, 5), 2), "each channel by itself": ((2, 2, 9, 9), 2), "one group": ((2, 4, 5, 5), 1),
    "layer normalisation of rows": ((4, 70), 1),
}


def _affine(numbers, channels: int) -> tuple[torch.Tensor, torch.Tensor]:
    return numbers.floats(channels), numbers.floats(channels)


@operation("batch_norm")
def batch_norm(numbers):
    images = {name: (numbers.floats(*shape, low=-1, high=3), 1e-5, 0.1) for name, shape in BATCHES.items()}
    images["other constants"] = (numbers.floats(5, 4), 1e-3, 0.25)
    images["a mean far from zero"] = (numbers.floats(8, 3, 4, 4, low=99, high=101), 1e-5, 0.1)
    for name, (x, epsilon, momentum) in images.items():
        gamma, beta = _affine(numbers, x.shape[1])
        mean, variance = numbers.floats(x.shape[1]), numbers.floats(x.shape[1], low=0.5, high=2)
        new_mean, new_variance = mean.double(), variance.double()
        outputs = torch.native_batch_norm(
            x.double(), gamma.double(), beta.double(), new_mean, new_variance, True, momentum, epsilon
        )
        yield Case(
            name, [x, gamma, beta, mean, variance], [*outputs, new_mean, new_variance],
            {"epsilon": epsilon, "momentum": momentum, "momentum_complement": 1 - momentum},
            # What float32 keeps of the mean is 1e-5 of the deviation.
            relative=1e-5 if name == "a mean far from zero" else 1e-6,
        )


@operation("batch_norm_inference")
def batch_norm_inference(numbers):
    for name, shape in BATCHES.items():
        x, (gamma, beta) = numbers.floats(*shape), _affine(numbers, shape[1])
        mean, variance = numbers.floats(shape[1]), numbers.floats(shape[1], low=0.5, high=2)
        inputs = [x, gamma, beta, mean, variance]
        wide = [tensor.double() for tensor in inputs]
        y = functional.batch_norm(wide[0], wide[3], wide[4], wide[1], wide[2], training=False, eps=1e-3)
        yield Case(name, inputs, [y], {"epsilon": 1e-3})


@operation("batch_norm_gradient")
def batch_norm_gradient(numbers):
    for name, shape in BATCHES.items():
        x, (gamma, beta), dy = numbers.floats(*shape, low=-1, high=3), _affine(numbers, shape[1]), numbers.floats(*shape)
        _, mean, inverse = torch.native_batch_norm(x.double(), None, None, None, None, True, 0.1, 1e-5)

        def function(x, gamma, beta):
            return functional.batch_norm(x, None, None, gamma, beta, training=True, eps=1e-5)

        yield Case(name, [x, mean.float(), inverse.float(), gamma, dy], gradients(function, [x, gamma, beta], dy))


def _statistics(x: torch.Tensor, groups: int, epsilon: float) -> list[torch.Tensor]:
    """Mean and 1 / √(variance + ε), [N, groups]."""
    samples, channels = x.shape[:2]
    positions = x[0, 0].numel()
    _, mean, inverse = torch.native_group_norm(x.double(), None, None, samples, channels, positions, groups, epsilon)
    return [mean, inverse]


@operation("group_norm")
def group_norm(numbers):
    for name, (shape, groups) in GROUPS.items():
        for epsilon in (1e-5, 1e-3) if groups == 1 else (1e-5,):
            x, (gamma, beta) = numbers.floats(*shape, low=-1, high=3), _affine(numbers, shape[1])
            y = functional.group_norm(x.double(), groups, gamma.double(), beta.double(), epsilon)
            if groups == 1 and len(shape) == 2:
                other = functional.layer_norm(x.double(), shape[1:], gamma.double(), beta.double(), epsilon)
                assert torch.allclose(y, other, rtol=0, atol=1e-12)
            yield Case(
                f"{name}, epsilon {epsilon:g}", [x, gamma, beta], [y, *_statistics(x, groups, epsilon)],
                {"groups": groups, "epsilon": epsilon},
            )


@operation("group_norm_gradient")
def group_norm_gradient(numbers):
    for name, (shape, groups) in GROUPS.items():
        x, gamma, dy = numbers.floats(*shape, low=-1, high=3), numbers.floats(shape[1]), numbers.floats(*shape)
        statistics = [tensor.float() for tensor in _statistics(x, groups, 1e-5)]

        def function(x, each):  # a gamma for each sample, so that each has a gradient of its own
            return functional.group_norm(x, groups, eps=1e-5) * each.reshape(each.shape + (1,) * (x.dim() - 2))

        yield Case(
            name, [x, *statistics, gamma, dy], gradients(function, [x, gamma.expand(shape[:2]).clone()], dy)
        )
