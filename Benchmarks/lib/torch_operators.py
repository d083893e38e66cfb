"""PyTorch's operators on the shapes of Concord's operations."""

import torch
from torch.nn import functional

aten = torch.ops.aten


def _conv2d(a, x, w, bias=None):
    def call():
        y = functional.conv2d(x, w, bias, a["stride"], a["padding"], a["dilation"], a["groups"])
        return y.relu_() if a["activation"] == "relu" else y

    return call


def _convolution_backward(a, dy, x, w, mask):
    geometry = [[a[name]] * 2 for name in ("stride", "padding", "dilation")]
    return lambda: aten.convolution_backward(dy, x, w, None, *geometry, False, [0, 0], a["groups"], mask)


def _conv2d_input_gradient(a, dy, w):
    x = torch.rand(dy.shape[0], w.shape[1] * a["groups"], a["input_height"], a["input_width"])
    return _convolution_backward(a, dy, x, w, [True, False, False])


def _conv2d_weight_gradient(a, x, dy, dw=None):
    w = torch.rand(dy.shape[1], x.shape[1] // a["groups"], a["kernel_height"], a["kernel_width"])
    return _convolution_backward(a, dy, x, w, [False, True, False])


def _max_pool2d(a, x):
    return lambda: aten.max_pool2d_with_indices(x, [a["kernel"]] * 2, [a["stride"]] * 2, [a["padding"]] * 2)


def _max_pool2d_gradient(a, x, dy):
    window = ([a["kernel"]] * 2, [a["stride"]] * 2, [a["padding"]] * 2)
    _, winners = aten.max_pool2d_with_indices(x, *window)
    return lambda: aten.max_pool2d_with_indices_backward(dy, x, *window, [1, 1], False, winners)


def _avg_pool2d(a, x):
    return lambda: aten.avg_pool2d(x, [a["kernel"]] * 2, [a["stride"]] * 2, [a["padding"]] * 2)


def _avg_pool2d_gradient(a, dy):
    x = torch.rand(*dy.shape[:2], a["input_height"], a["input_width"])
    window = ([a["kernel"]] * 2, [a["stride"]] * 2, [a["padding"]] * 2)
    return lambda: aten.avg_pool2d_backward(dy, x, *window, False, True, None)


def _reduce(a, x):
    return {"mean": lambda: x.mean(1), "sum": lambda: x.sum(1), "max": lambda: x.amax(1)}[a["operation"]]


def _reduce_gradient(a, dy):
    columns = a["columns"]
    return lambda: (dy / columns).unsqueeze(1).expand(-1, columns).contiguous()


def _batch_norm(a, x, gamma, beta, mean, variance):
    return lambda: torch.native_batch_norm(x, gamma, beta, mean, variance, True, a["momentum"], a["epsilon"])


def _batch_norm_gradient(a, x, mean, inverse_std, gamma, dy):
    return lambda: aten.native_batch_norm_backward(
        dy, x, gamma, None, None, mean, inverse_std, True, 1e-5, [True, True, True])


def _sizes(x):
    return x.shape[0], x.shape[1], x[0, 0].numel()


def _group_norm(a, x, gamma, beta):
    if x.dim() == 2 and a["groups"] == 1:
        return lambda: torch.native_layer_norm(x, [x.shape[1]], gamma, beta, a["epsilon"])
    return lambda: torch.native_group_norm(x, gamma, beta, *_sizes(x), a["groups"], a["epsilon"])


def _group_norm_gradient(a, x, mean, inverse_std, gamma, dy):
    groups = mean.shape[1]
    if x.dim() == 2 and groups == 1:
        return lambda: aten.native_layer_norm_backward(
            dy, x, [x.shape[1]], mean, inverse_std, gamma, gamma, [True, True, True])
    return lambda: aten.native_group_norm_backward(
        dy, x, mean, inverse_std, gamma, *_sizes(x), groups, [True, True, True])


_OPERATORS = {
    "avg_pool2d": _avg_pool2d,
    "avg_pool2d_gradient": _avg_pool2d_gradient,
    "batch_norm": _batch_norm,
    "batch_norm_gradient": _batch_norm_gradient,
    "conv2d": _conv2d,
    "conv2d_input_gradient": _conv2d_input_gradient,
    "conv2d_weight_gradient": _conv2d_weight_gradient,
    "group_norm": _group_norm,
    "group_norm_gradient": _group_norm_gradient,
    "max_pool2d": _max_pool2d,
    "max_pool2d_gradient": _max_pool2d_gradient,
    # Global average pooling.
    "reduce": _reduce,
    "reduce_gradient": _reduce_gradient,
}


def call(operation):
    """A function that does what the operation does; None for those that are not compared."""
    make = _OPERATORS.get(operation["name"])
    return make(operation["attributes"], *(torch.rand(shape) for shape in operation["inputs"])) if make else None


def product(size):
    a, b = torch.rand(size, size), torch.rand(size, size)
    c = torch.empty(size, size)
    return lambda: torch.mm(a, b, out=c)
