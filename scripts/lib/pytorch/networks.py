"""Concord's networks in PyTorch, with the same names in their state_dict."""

from collections import OrderedDict

from torch import nn


def mlp(image_shape: tuple[int, int, int], classes: int) -> nn.Module:
    channels, height, width = image_shape
    return nn.Sequential(
        OrderedDict(
            flatten=nn.Flatten(),
            fc1=nn.Linear(channels * height * width, 128), relu1=nn.ReLU(),
            fc2=nn.Linear(128, classes),
        )
    )


def _convolutional(image_shape: tuple[int, int, int], classes: int, padding: int) -> nn.Module:
    channels, *sizes = image_shape
    height, width = [((size + 2 * padding - 4) // 2 - 4) // 2 for size in sizes]
    return nn.Sequential(
        OrderedDict(
            conv1=nn.Conv2d(channels, 6, 5, padding=padding), relu1=nn.ReLU(), pool1=nn.MaxPool2d(2),
            conv2=nn.Conv2d(6, 16, 5), relu2=nn.ReLU(), pool2=nn.MaxPool2d(2),
            flatten=nn.Flatten(),
            fc1=nn.Linear(16 * height * width, 120), relu3=nn.ReLU(),
            fc2=nn.Linear(120, 84), relu4=nn.ReLU(),
            fc3=nn.Linear(84, classes),
        )
    )


def simplecnn(image_shape: tuple[int, int, int], classes: int) -> nn.Module:
    return _convolutional(image_shape, classes, padding=0)


def lenet5(image_shape: tuple[int, int, int], classes: int) -> nn.Module:
    return _convolutional(image_shape, classes, padding=2)


NETWORKS = {"lenet5": lenet5, "mlp": mlp, "simplecnn": simplecnn}
