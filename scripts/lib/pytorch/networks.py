"""Concord's networks in PyTorch, with the same names in their state_dict."""

from collections import OrderedDict

import torch
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


class Rows(nn.Module):
    """An image's rows as a sequence for a recurrent layer called `name`; a fully connected layer on its last output."""

    def __init__(self, name: str, kind: type[nn.Module], image_shape: tuple[int, int, int], classes: int) -> None:
        super().__init__()
        channels, _, width = image_shape
        self.layer = name
        self.add_module(name, kind(channels * width, 128, batch_first=True))
        self.fc = nn.Linear(128, classes)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        y, _ = self.get_submodule(self.layer)(images.transpose(1, 2).flatten(2))
        return self.fc(y[:, -1])


def rowlstm(image_shape: tuple[int, int, int], classes: int) -> nn.Module:
    return Rows("lstm", nn.LSTM, image_shape, classes)


def rowgru(image_shape: tuple[int, int, int], classes: int) -> nn.Module:
    return Rows("gru", nn.GRU, image_shape, classes)


class EncoderLayer(nn.Module):
    """Names of torchvision's `EncoderBlock`."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.ln_1 = nn.LayerNorm(width, eps=1e-6)
        self.self_attention = nn.MultiheadAttention(width, heads, batch_first=True)
        self.ln_2 = nn.LayerNorm(width, eps=1e-6)
        self.mlp = nn.Sequential(
            nn.Linear(width, 4 * width), nn.GELU(), nn.Identity(), nn.Linear(4 * width, width))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.ln_1(x)
        x = x + self.self_attention(y, y, y, need_weights=False)[0]
        return x + self.mlp(self.ln_2(x))


class Encoder(nn.Module):
    def __init__(self, tokens: int, width: int, depth: int, heads: int) -> None:
        super().__init__()
        self.pos_embedding = nn.Parameter(0.02 * torch.randn(1, tokens, width))
        self.layers = nn.Sequential(
            OrderedDict((f"encoder_layer_{number}", EncoderLayer(width, heads)) for number in range(depth)))
        self.ln = nn.LayerNorm(width, eps=1e-6)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.ln(self.layers(x + self.pos_embedding))


class VisionTransformer(nn.Module):
    """Names of torchvision's, patches of 4 × 4, width 192, depth 6, 3 heads."""

    def __init__(self, image_shape: tuple[int, int, int], classes: int) -> None:
        super().__init__()
        channels, height, width = image_shape
        self.conv_proj = nn.Conv2d(channels, 192, 4, 4)
        self.class_token = nn.Parameter(torch.zeros(1, 1, 192))
        self.encoder = Encoder((height // 4) * (width // 4) + 1, 192, 6, 3)
        self.heads = nn.Sequential(OrderedDict(head=nn.Linear(192, classes)))

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        x = self.conv_proj(images).flatten(2).transpose(1, 2)
        x = torch.cat([self.class_token.expand(len(x), -1, -1), x], 1)
        return self.heads(self.encoder(x)[:, 0])


NETWORKS = {
    "lenet5": lenet5, "mlp": mlp, "rowgru": rowgru, "rowlstm": rowlstm, "simplecnn": simplecnn, "vit": VisionTransformer,
}
