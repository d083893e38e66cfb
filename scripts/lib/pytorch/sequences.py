"""Random models of recurrent layers and attention, built twice: as one of Concord's JSON files, and of torch.nn's own layers.

What PyTorch gives for them in float64: outputs, gradients, ten training steps. Dropout is left out, because each has random numbers of its own.
"""

import json
import pathlib
import random

import torch
from safetensors.torch import load_file, save_file
from torch import nn
from torch.nn.functional import cross_entropy

from . import safetensors_file

STEPS, BATCH, RATE, MOMENTUM, CLASSES = 10, 5, 0.05, 0.9, 3
KINDS = ["RNN", "LSTM", "GRU", "attention", "cross", "layer", "encoder"]


class Recurrent(nn.Module):
    """One of torch.nn's over samples of their own lengths; all outputs, or the last layer's last states."""

    def __init__(self, layer: nn.Module, last: bool) -> None:
        super().__init__()
        self.layer, self.last = layer, last

    def forward(self, x, lengths, first):
        given = x
        if lengths is not None:
            given = nn.utils.rnn.pack_padded_sequence(x, lengths.long(), batch_first=True, enforce_sorted=False)
        y, state = self.layer(given)
        if self.last:
            state = state[0] if isinstance(state, tuple) else state
            return torch.cat(list(state[-2 if self.layer.bidirectional else -1 :]), 1)
        return y if lengths is None else nn.utils.rnn.pad_packed_sequence(y, batch_first=True, total_length=x.shape[1])[0]


def _masks(x, lengths, causal):
    """What a query may not see, and which keys are padding."""
    times = x.shape[1]
    mask = torch.ones(times, times, dtype=torch.bool).triu(1) if causal else None
    return mask, None if lengths is None else torch.arange(times)[None] >= lengths[:, None]


class Attention(nn.Module):
    """Attention of a sequence to itself, or to what the model takes."""

    def __init__(self, layer: nn.MultiheadAttention, causal: bool, crossed: bool) -> None:
        super().__init__()
        self.layer, self.causal, self.crossed = layer, causal, crossed

    def forward(self, x, lengths, first):
        keys = first if self.crossed else x
        mask, padding = _masks(x, lengths, self.causal)
        return self.layer(x, keys, keys, key_padding_mask=padding, attn_mask=mask, need_weights=False)[0]


class Encoder(nn.Module):
    """A TransformerEncoderLayer or a TransformerEncoder."""

    def __init__(self, layer: nn.Module, causal: bool) -> None:
        super().__init__()
        self.layer, self.causal = layer, causal

    def forward(self, x, lengths, first):
        mask, padding = _masks(x, lengths, self.causal)
        return self.layer(x, mask, src_key_padding_mask=padding)


class Network(nn.Module):
    """`parts` are the layers t0, t1 …, and `head` what follows them."""

    def __init__(self, parts: list[nn.Module], head: str, width: int, tokens: int) -> None:
        super().__init__()
        self.parts, self.head = parts, head
        if tokens:
            self.embed = nn.Embedding(tokens, width[0])
        for number, part in enumerate(parts):
            self.add_module(f"t{number}", part.layer)
        self.fc = nn.Linear(width[1], CLASSES)

    def forward(self, x, lengths=None):
        first = x = self.embed(x) if hasattr(self, "embed") else x
        for part in self.parts:
            x = part(x, lengths, first)
        if self.head.startswith("place"):
            x = x[:, 0 if self.head == "place first" else -1]
        y = self.fc(x)
        return y.transpose(1, 2) if self.head == "all" else y


class Configuration:
    """A model, its samples and its targets, drawn by a seed."""

    def __init__(self, seed: int) -> None:
        draw = random.Random(seed)
        torch.manual_seed(seed)
        flip = lambda: draw.random() < 0.5
        heads = draw.randint(1, 3)
        width = heads * draw.randint(-(-4 // heads), 5)
        times, has_lengths = draw.randint(1, 7), flip()
        tokens = draw.randint(5, 9) if draw.random() < 0.25 else 0
        taken, size, parts, layers = "embed" if tokens else "x", width, [], []
        start, end, self.kinds, last = taken, ["lengths"] if has_lengths else [], [], False
        if tokens:
            layers.append({"type": "Embedding", "count": tokens, "dimensions": width, "name": "embed", "inputs": ["x"]})
        count = draw.randint(1, 3)
        for number in range(count):
            name, causal, bias = f"t{number}", flip(), flip()
            kinds = [kind for kind in KINDS if kind != "cross" or size == width]
            # The first is of each kind in turn, so that a few seeds have all of them.
            kind = KINDS[seed % len(KINDS)] if number == 0 else draw.choice(kinds)
            self.kinds.append(kind)
            fits = [n for n in (1, 2, 3) if size % n == 0]
            head, inputs = draw.choice(fits), [taken] + end
            if kind in ("RNN", "LSTM", "GRU"):
                hidden, depth, both = draw.randint(3, 6), draw.randint(1, 3), flip()
                last = number == count - 1 and flip()
                relu = {"nonlinearity": "relu"} if kind == "RNN" and flip() else {}
                module = getattr(nn, kind)(
                    size, hidden, depth, bias=bias, batch_first=True, bidirectional=both, **relu)
                parts.append(Recurrent(module, last))
                layer = {"type": kind, "hidden": hidden, "layers": depth, "bidirectional": both, "bias": bias, "last": last}
                layer |= {"relu": True} if relu else {}
                size = hidden * (2 if both else 1)
            elif kind in ("attention", "cross"):
                parts.append(Attention(nn.MultiheadAttention(size, head, bias=bias, batch_first=True), causal, kind == "cross"))
                layer = {"type": "MultiHeadAttention", "heads": head, "causal": causal, "bias": bias}
                inputs = [taken, start] + end if kind == "cross" else inputs
            else:
                forward, gelu, first = draw.randint(2, 8), flip(), flip()
                options = {"feedforward": forward, "gelu": gelu, "normFirst": first, "causal": causal, "dropout": 0}
                module = nn.TransformerEncoderLayer(
                    size, head, forward, dropout=0, activation="gelu" if gelu else "relu", batch_first=True, norm_first=first)
                layer = {"type": "TransformerEncoderLayer", "heads": head} | options
                if kind == "encoder":
                    stack, normed = draw.randint(1, 2), flip()
                    module = nn.TransformerEncoder(
                        module, stack, nn.LayerNorm(size) if normed else None, enable_nested_tensor=False)
                    # As Concord's "input" of a list: what the list takes first.
                    within, before = [], "input"
                    for place in range(stack):
                        within.append(layer | {"name": str(place), "inputs": [before] + end})
                        before = str(place)
                    layer = {"type": "Sequential", "layers": [{"type": "Sequential", "name": "layers", "layers": within}]}
                    layer["layers"] += [{"type": "LayerNorm", "name": "norm"}] if normed else []
                    inputs = [taken]
                parts.append(Encoder(module, causal))
            layers.append(layer | {"name": name, "inputs": inputs})
            taken = name
        head = "" if last else draw.choice(["place first", "place last", "all"])
        if head.startswith("place"):
            layers.append({"type": "Select", "place": 0 if head == "place first" else 1, "fromEnd": head == "place last"})
            if head == "place first":
                del layers[-1]["fromEnd"]
        layers.append({"type": "Linear", "outputs": CLASSES, "name": "fc"})
        if head == "all":
            layers.append({"type": "Permute", "axes": [2, 1]})
        self.model = {
            "name": f"sequence {seed}",
            "inputs": [{"name": "x", "shape": [times], "element": "int32"} if tokens else {"name": "x", "shape": [times, width]}]
            + ([{"name": "lengths", "shape": [], "element": "int32"}] if has_lengths else []),
            "layers": layers,
        }
        self.network = Network(parts, head, (width, size), tokens)
        # Attention's biases start at 0 in PyTorch, where one that is forgotten would not be missed.
        with torch.no_grad():
            for name, parameter in self.network.named_parameters():
                if name.endswith("bias"):
                    parameter.uniform_(-0.5, 0.5)
        shape = (BATCH, times)
        x = torch.randint(tokens, shape, dtype=torch.int32) if tokens else torch.randn(*shape, width)
        self.inputs = {"x": x}
        if has_lengths:
            self.inputs["lengths"] = torch.randint(1, times + 1, (BATCH,), dtype=torch.int32)
        self.labels = torch.randint(CLASSES, shape if head == "all" else shape[:1], dtype=torch.int32)

    def output(self) -> torch.Tensor:
        wide = {name: value.double() if value.is_floating_point() else value for name, value in self.inputs.items()}
        return self.network(**wide)

    def write(self, folder: pathlib.Path, name: str) -> None:
        """NAME.state.safetensors, the state_dict to start from, and NAME.safetensors: model, samples and all that follows."""
        folder.mkdir(parents=True, exist_ok=True)
        save_file(self.network.state_dict(), folder / f"{name}.state.safetensors")
        (folder / f"{name}.state.safetensors").chmod(0o644)
        network = self.network.double()
        tensors = {f"input.{key}": value for key, value in self.inputs.items()} | {"labels": self.labels}
        optimizer, losses = torch.optim.SGD(network.parameters(), lr=RATE, momentum=MOMENTUM), []
        with torch.no_grad():
            tensors["output"] = self.output()
        for step in range(STEPS):
            optimizer.zero_grad()
            loss = cross_entropy(self.output(), self.labels.long())
            loss.backward()
            if step == 0:
                gradients = {f"gradient.{key}": value.grad.clone() for key, value in network.named_parameters()}
                largest = max(value.abs().max() for value in gradients.values())
                # Of a gradient that is 0, as behind units that no sample moves, float64 may leave its rounding.
                tensors |= {key: value * (value.abs().max() > 1e-14 * largest) for key, value in gradients.items()}
            optimizer.step()
            losses.append(loss.item())
        with torch.no_grad():
            tensors["trained output"] = self.output()
        tensors |= {f"trained.{key}": value for key, value in network.state_dict().items()}
        tensors["losses"] = torch.tensor(losses, dtype=torch.float64)
        metadata = {"torch": torch.__version__, "model": json.dumps(self.model), "rate": str(RATE), "momentum": str(MOMENTUM)}
        safetensors_file.write(
            folder / f"{name}.safetensors", {key: value.detach().numpy() for key, value in tensors.items()}, metadata)

    def returned(self, state: pathlib.Path, output: pathlib.Path) -> tuple[float, float]:
        """How far Concord's outputs, and PyTorch's in float32, are from float64 with Concord's parameters, as shares of the largest."""
        self.network.load_state_dict(load_file(state))
        with torch.no_grad():
            single = self.network(**self.inputs)
            self.network.double()
            expected = self.output()
        given = load_file(output)["output"].reshape(expected.shape)
        own, other = [((values.double() - expected).abs().max() / expected.abs().max()).item() for values in (given, single)]
        return own, other


def _gradients(seed: int, dtype: torch.dtype) -> list[torch.Tensor]:
    drawn = Configuration(seed)
    drawn.network.to(dtype)
    inputs = {key: value.to(dtype) if value.is_floating_point() else value for key, value in drawn.inputs.items()}
    cross_entropy(drawn.network(**inputs), drawn.labels.long()).backward()
    return [parameter.grad.double() for parameter in drawn.network.parameters()]


def configuration(seed: int) -> Configuration:
    """The first of the seed's models for which float64 is a measure: gradients of PyTorch's own float32 are within 3e-6 of it. They are not
    where a normalisation meets numbers that are nearly the same, as after padding, and divides their rounding by next to nothing."""
    for attempt in range(seed, seed + 100_000, 1000):
        double, single = _gradients(attempt, torch.float64), _gradients(attempt, torch.float32)
        floor = 1e-14 * max(value.abs().max() for value in double)
        if all((a - b).abs().max() <= 3e-6 * a.abs().max() for a, b in zip(double, single) if a.abs().max() > floor):
            return Configuration(attempt)
    raise AssertionError(f"no model of seed {seed} is well-conditioned")


def name(seed: int) -> str:
    return f"sequence-{seed:03}"
