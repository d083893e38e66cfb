"""Five training steps in float64 of a small residual network with batch normalisation, and its evaluation afterwards.

Its activation is SiLU. ReLU's slope jumps at 0: an element that float32 rounds to the other side has another gradient, whoever
computes it, so float64 would be no measure of the layers before it.
"""

import pathlib

import numpy
import torch
from torch import nn
from torch.nn.functional import cross_entropy

from . import philox, safetensors_file
from .images import digits

STEPS, BATCH, COUNT, SEED = 5, 8, 16, 1


class Block(nn.Module):
    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.silu = nn.SiLU()
        if stride != 1:
            self.downsample = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.bn2(self.conv2(self.silu(self.bn1(self.conv1(x)))))
        return self.silu(y + (self.downsample(x) if hasattr(self, "downsample") else x))


class Residual(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(6)
        self.silu = nn.SiLU()
        self.layer1 = Block(6, 6, stride=1)
        self.layer2 = Block(6, 8, stride=2)
        self.fc = nn.Linear(8, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.fc(self.layer2(self.layer1(self.silu(self.bn1(self.conv1(x))))).mean((2, 3)))


def initialise(network: nn.Module) -> None:
    """Scales of a normalisation from 0.5 to 1.5, everything else within ±√(3 / fan-in) or, without one, ±0.5; float32 numbers."""
    for number, (name, parameter) in enumerate(network.named_parameters()):
        low, high = -0.5, 0.5
        if parameter.dim() > 1:
            high = (3 / parameter[0].numel()) ** 0.5
            low = -high
        elif name.endswith("weight"):
            low, high = 0.5, 1.5
        uniform = philox.uniform(parameter.numel(), SEED, stream=number)
        values = numpy.float32(low) + numpy.float32(high - low) * uniform
        with torch.no_grad():
            parameter.copy_(torch.from_numpy(values).reshape(parameter.shape))


def train(images: torch.Tensor, labels: torch.Tensor, dtype: torch.dtype) -> dict[str, torch.Tensor]:
    """start.NAME, gradient.NAME of the first step and end.NAME for each parameter; the last for running statistics too. The
    losses of the steps, and the logits of all images with the running statistics after them."""
    network = Residual().to(dtype)
    initialise(network)
    tensors = {f"start.{name}": value.detach().float().clone() for name, value in network.named_parameters()}
    instance = torch.optim.SGD(network.parameters(), lr=0.1, momentum=0.9)
    losses = []
    for step in range(STEPS):
        chosen = [(step * BATCH + place) % COUNT for place in range(BATCH)]
        instance.zero_grad()
        loss = cross_entropy(network(images[chosen].to(dtype)), labels[chosen].long())
        loss.backward()
        if step == 0:
            tensors |= {f"gradient.{name}": value.grad.clone() for name, value in network.named_parameters()}
        instance.step()
        losses.append(loss.item())
    network.eval()
    with torch.no_grad():
        logits = network(images.to(dtype))
    state = {name: value for name, value in network.state_dict().items() if not name.endswith("num_batches_tracked")}
    tensors |= {f"end.{name}": value for name, value in state.items()}
    return tensors | {"losses": torch.tensor(losses, dtype=dtype), "logits": logits}


def drift(tensors: dict[str, torch.Tensor], others: dict[str, torch.Tensor], prefix: str) -> float:
    """The largest difference as a share of the tensor's largest element."""
    return max(
        ((others[name].double() - value).abs().max() / value.abs().max()).item()
        for name, value in tensors.items()
        if name.startswith(prefix)
    )


def write(folder: pathlib.Path, digits_path: pathlib.Path) -> None:
    """residual.safetensors: 16 digits, normalised, their labels, and what `train` gives."""
    source = digits(digits_path)
    images = torch.from_numpy(source.normalised()[:COUNT])
    labels = torch.from_numpy(source.labels[:COUNT])
    tensors, single = train(images, labels, torch.float64), train(images, labels, torch.float32)
    content = {"images": images, "labels": labels} | tensors
    safetensors_file.write(
        folder / "residual.safetensors", {name: value.detach().numpy() for name, value in content.items()},
        {"torch": torch.__version__},
    )
    print(
        f"residual: loss {tensors['losses'][0]:.4f} to {tensors['losses'][-1]:.4f}; PyTorch's float32 is off by "
        f"{drift(tensors, single, 'gradient.'):.1e} in gradients, {drift(tensors, single, 'end.'):.1e} afterwards, "
        f"{drift(tensors, single, 'logits'):.1e} in logits"
    )
