"""The models of Concord's zoo as PyTorch users write them."""

import pathlib
import sys

import torch
from torch import nn
from torch.nn import functional

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts" / "lib"))
from pytorch.networks import NETWORKS  # noqa: E402


def _mlp(inputs, width):
    return nn.Sequential(nn.Flatten(), nn.Linear(inputs, width), nn.ReLU(), nn.Linear(width, 10))


def _convolutional(channels, padding):
    return nn.Sequential(
        nn.Conv2d(channels, 6, 5, padding=padding), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
        nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10),
    )


class _Padding(nn.Module):
    """The shortcut without parameters of He et al., *Deep Residual Learning* (2016), option A."""

    def __init__(self, added):
        super().__init__()
        self.added = added

    def forward(self, x):
        return functional.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, self.added // 2, self.added - self.added // 2))


class _Block(nn.Module):
    def __init__(self, inputs, outputs, stride, projects):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.shortcut = nn.Identity()
        if stride != 1 or inputs != outputs:
            self.shortcut = (
                nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))
                if projects else _Padding(outputs - inputs)
            )

    def forward(self, x):
        y = functional.relu(self.bn1(self.conv1(x)))
        return functional.relu(self.bn2(self.conv2(y)) + self.shortcut(x))


def _residual(widths, depth, projects):
    layers = [nn.Conv2d(3, widths[0], 3, 1, 1, bias=False), nn.BatchNorm2d(widths[0]), nn.ReLU()]
    inputs = widths[0]
    for stage, width in enumerate(widths):
        for block in range(depth):
            layers.append(_Block(inputs, width, 2 if stage > 0 and block == 0 else 1, projects))
            inputs = width
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(widths[-1], 10))


_MAKERS = {
    "mlp": [lambda width: _mlp(784, width)],
    "mlp-cifar": [lambda width: _mlp(3072, width)],
    "simplecnn": [lambda _: _convolutional(3, 0)],
    "lenet5": [lambda _: _convolutional(1, 2)],
    # Two shortcuts go by this name.
    "resnet20": [lambda _: _residual([16, 32, 64], 3, True), lambda _: _residual([16, 32, 64], 3, False)],
    "resnet18": [lambda _: _residual([64, 128, 256, 512], 2, True)],
    **{name: [lambda _, name=name: NETWORKS[name](shape(name), 10)] for name in ("rowlstm", "rowgru", "vit")},
}


def version():
    """Of PyTorch and of what multiplies its matrices."""
    return f"{torch.__version__} ({'MKL' if torch.backends.mkl.is_available() else 'without MKL'})"


def shape(name):
    """[C, H, W] of its images."""
    return (1, 28, 28) if name in ("mlp", "lenet5", "rowlstm", "rowgru") else (3, 32, 32)


def model(name, parameters, width=None):
    """The model with so many parameters, which is how one knows that it is the same. `width`: hidden units of an MLP.

    Raises ValueError where there is none.
    """
    counts = []
    for make in _MAKERS.get(name, []):
        result = make(width or 128)
        counts.append(sum(parameter.numel() for parameter in result.parameters()))
        if counts[-1] == parameters:
            return result
    raise ValueError(f"PyTorch's {name} has {counts} parameters, Concord's {parameters}")


def step(name, parameters, batch_size, width=None):
    """A function that does one training step, and ends when it is done."""
    torch.manual_seed(1)
    network = model(name, parameters, width)
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-3, fused=True)
    images = torch.rand(batch_size, *shape(name))
    labels = torch.arange(batch_size) % 10

    def train():
        optimizer.zero_grad()
        loss = functional.cross_entropy(network(images), labels)
        loss.backward()
        optimizer.step()
        return loss.item()

    return train
