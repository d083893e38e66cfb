"""Ten training steps of simplecnn in float64, from the parameters that Concord's seed 1 gives."""

import hashlib
import pathlib

import numpy
import torch
from torch.nn.functional import cross_entropy, interpolate

from . import philox, safetensors_file
from .images import Images, digits
from .networks import simplecnn

STEPS, BATCH, COUNT, SEED = 10, 8, 16, 1
OPTIMIZERS = {
    "sgd": lambda parameters: torch.optim.SGD(parameters, lr=0.2),
    # Epsilon is not 1e-8: where a sum over samples cancels, a gradient is little more than the rounding of float32, 1e-9 here,
    # and Adam divides it by its own size. That puts PyTorch's own float32 1.4e-5 off.
    "adam": lambda parameters: torch.optim.Adam(parameters, lr=1e-3, eps=1e-4),
}


def colour_images(path: pathlib.Path) -> Images:
    """16 colour images of 3×32×32: in each channel another digit, enlarged. The label is that of the first channel."""
    source = digits(path)
    grey = torch.from_numpy(source.pixels[: 3 * COUNT].astype(numpy.float64)) * (255 / source.maximum)
    large = interpolate(grey, size=(32, 32), mode="bilinear", align_corners=False)
    pixels = large.reshape(3, COUNT, 32, 32).transpose(0, 1).round().to(torch.uint8).numpy()
    return Images(numpy.ascontiguousarray(pixels), source.labels[:COUNT], mean=0.5, deviation=0.5)


def initialise(network: torch.nn.Module) -> str:
    """Gives each parameter, by its number, its Philox stream: uniform in ±1/√fanIn. Returns the SHA-256 of all bytes."""
    digest = hashlib.sha256()
    fan_in = 1
    for number, parameter in enumerate(network.parameters()):
        if parameter.dim() > 1:  # a bias has the bound of the weight before it
            fan_in = parameter[0].numel()
        bound = numpy.sqrt(numpy.float32(1) / numpy.float32(fan_in))
        uniform = philox.uniform(parameter.numel(), SEED, stream=philox.INITIALISATION << 24 | number)
        values = (numpy.float32(2) * uniform - numpy.float32(1)) * bound
        digest.update(values.tobytes())
        with torch.no_grad():
            parameter.copy_(torch.from_numpy(values).reshape(parameter.shape))
    return digest.hexdigest()


def train(optimizer: str, images: Images, dtype: torch.dtype) -> tuple[torch.nn.Module, str, list[float]]:
    """The trained network, the SHA-256 that it started from, and each step's loss."""
    network = simplecnn((3, 32, 32), 10).to(dtype)
    start = initialise(network)
    instance = OPTIMIZERS[optimizer](network.parameters())
    x, labels = torch.from_numpy(images.normalised()).to(dtype), torch.from_numpy(images.labels).long()
    losses = []
    for step in range(STEPS):
        chosen = [(step * BATCH + place) % COUNT for place in range(BATCH)]
        instance.zero_grad()
        loss = cross_entropy(network(x[chosen]), labels[chosen])
        loss.backward()
        instance.step()
        losses.append(loss.item())
    return network, start, losses


def write(folder: pathlib.Path, digits_path: pathlib.Path) -> None:
    """simplecnn.safetensors: images, labels, losses and logits; simplecnn-sgd.safetensors, simplecnn-adam.safetensors: the
    parameters after ten steps, as a state_dict names them."""
    images = colour_images(digits_path)
    tensors = {"images": images.pixels, "labels": images.labels}
    start = ""
    for optimizer in OPTIMIZERS:
        network, start, losses = train(optimizer, images, torch.float64)
        with torch.no_grad():
            logits = network(torch.from_numpy(images.normalised()).double())
        tensors |= {f"{optimizer}.losses": numpy.array(losses), f"{optimizer}.logits": logits.numpy()}
        state = {name: value.float().numpy() for name, value in network.state_dict().items()}
        safetensors_file.write(folder / f"simplecnn-{optimizer}.safetensors", state)
        single, _, _ = train(optimizer, images, torch.float32)
        drift = max(
            ((other.double() - value).abs().max() / value.abs().max()).item()
            for value, other in zip(network.parameters(), single.parameters())
        )
        print(f"simplecnn, {optimizer}: loss {losses[0]:.4f} to {losses[-1]:.4f}; PyTorch's float32 is off by {drift:.1e}")
    safetensors_file.write(folder / "simplecnn.safetensors", tensors, {"torch": torch.__version__, "start": start})
