"""recurrence and recurrence_gradient: torch.nn's recurrent layers, whose input's part is the case's own."""

import torch
from torch import nn

from .case import Case, operation

CELLS = {"rnn_tanh": (1, 1), "rnn_relu": (1, 1), "lstm": (4, 2), "gru": (3, 1)}  # gates and states
SAMPLES, TIMES, UNITS = 4, 5, 3
LENGTHS = torch.tensor([5, 2, 0, 4], dtype=torch.int32)


def _layer(cell: str, w: torch.Tensor, bias: torch.Tensor | None) -> nn.Module:
    """A layer in float64 whose weights of the input are the identity, so that p is what it takes."""
    rows = w.shape[0]
    kind = {"lstm": nn.LSTM, "gru": nn.GRU}.get(cell, nn.RNN)
    more = {} if cell in ("lstm", "gru") else {"nonlinearity": cell.removeprefix("rnn_")}
    layer = kind(rows, UNITS, bias=bias is not None, batch_first=True, **more).double()
    with torch.no_grad():
        layer.weight_ih_l0.copy_(torch.eye(rows))
        layer.weight_hh_l0.copy_(w)
        if bias is not None:
            layer.bias_ih_l0.zero_()
            layer.bias_hh_l0.copy_(bias)
    return layer


def _run(cell, layer, p, initial, lengths, reverse):
    """y [N, T, H] and last [N, S, H], sample by sample, so that each has its length."""
    outputs, lasts = [], []
    for n in range(SAMPLES):
        count = int(lengths[n])
        state = initial[n].unsqueeze(1).unsqueeze(1)  # [S, 1, 1, H]
        y = p.new_zeros(TIMES, UNITS)
        if count == 0:
            lasts.append(initial[n])
        else:
            x = p[n, :count].flip(0) if reverse else p[n, :count]
            given = (state[0], state[1]) if cell == "lstm" else state[0]
            out, after = layer(x.unsqueeze(0), given)
            out = out[0].flip(0) if reverse else out[0]
            y = torch.cat([out, p.new_zeros(TIMES - count, UNITS)])
            after = after if cell == "lstm" else (after,)
            lasts.append(torch.cat([tensor.reshape(1, UNITS) for tensor in after]))
        outputs.append(y)
    return torch.stack(outputs), torch.stack(lasts)


def _saved(cell, p, w, bias, initial, y, lengths, reverse):
    """What the operation keeps for its gradient, and the states before each time, by the equations in torch.nn's documentation."""
    kept = p.new_zeros(SAMPLES, TIMES, {"lstm": 5, "gru": 4}.get(cell, 0), UNITS)
    previous = p.new_zeros(SAMPLES, TIMES, UNITS)
    for n in range(SAMPLES):
        h, c = initial[n, 0], initial[n, -1]
        times = list(range(int(lengths[n])))
        for t in reversed(times) if reverse else times:
            previous[n, t] = h
            hidden = w @ h + (0 if bias is None else bias)
            if cell == "lstm":
                i, f, g, o = (p[n, t] + hidden).chunk(4)
                i, f, g, o = i.sigmoid(), f.sigmoid(), g.tanh(), o.sigmoid()
                c = f * c + i * g
                kept[n, t] = torch.stack([i, f, g, o, c])
            elif cell == "gru":
                (r, u, v), (hr, hu, hv) = p[n, t].chunk(3), hidden.chunk(3)
                r, u = (r + hr).sigmoid(), (u + hu).sigmoid()
                kept[n, t] = torch.stack([r, u, (v + r * hv).tanh(), hv])
            h = y[n, t]
    return kept, previous


def _variants(numbers):
    for number, (cell, (gates, states)) in enumerate(CELLS.items()):
        for reverse in (False, True):
            for full in (False, True):
                w = numbers.floats(gates * UNITS, UNITS, low=-1, high=1)
                bias = numbers.floats(gates * UNITS) if full != reverse else None
                initial = numbers.floats(SAMPLES, states, UNITS) if full else None
                lengths = LENGTHS if full or number == 0 else None
                p = numbers.floats(SAMPLES, TIMES, gates * UNITS)
                attributes = {
                    "cell": cell, "reversed": reverse, "lengths": lengths is not None, "initial": initial is not None,
                }
                name = f"{cell}{', reversed' if reverse else ''}{', with all inputs' if full else ''}"
                yield name, cell, p, w, bias, lengths, initial, attributes


def _whole(lengths, initial, states):
    lengths = torch.full((SAMPLES,), TIMES) if lengths is None else lengths
    initial = torch.zeros(SAMPLES, states, UNITS) if initial is None else initial
    return lengths, initial.double()


@operation("recurrence")
def recurrence(numbers):
    for name, cell, p, w, bias, lengths, initial, attributes in _variants(numbers):
        each, start = _whole(lengths, initial, CELLS[cell][1])
        wide = None if bias is None else bias.double()
        with torch.no_grad():
            y, last = _run(cell, _layer(cell, w, bias), p.double(), start, each, attributes["reversed"])
            saved, _ = _saved(cell, p.double(), w.double(), wide, start, y, each, attributes["reversed"])
        inputs = [p, w] + [tensor for tensor in (bias, lengths, initial) if tensor is not None]
        outputs = [y, last] + ([saved] if saved.shape[2] else [])
        yield Case(name, inputs, outputs, attributes | {"bias": bias is not None})


@operation("recurrence_gradient")
def recurrence_gradient(numbers):
    for number, (name, cell, p, w, bias, lengths, initial, attributes) in enumerate(_variants(numbers)):
        each, start = _whole(lengths, initial, CELLS[cell][1])
        start.requires_grad_()
        wide, leaf = p.double().requires_grad_(), None if bias is None else bias.double()
        y, last = _run(cell, _layer(cell, w, bias), wide, start, each, attributes["reversed"])
        dy = numbers.floats(*y.shape) if number % 3 != 1 else None
        dlast = numbers.floats(*last.shape) if number % 3 != 0 else None
        loss = sum((a * b.double()).sum() for a, b in ((y, dy), (last, dlast)) if b is not None)
        dp, dinitial = torch.autograd.grad(loss, [wide, start])
        with torch.no_grad():
            saved, previous = _saved(cell, p.double(), w.double(), leaf, start, y, each, attributes["reversed"])
        outputs = [dp]
        if cell == "gru":
            outputs.append(torch.cat([dp[..., : 2 * UNITS], dp[..., 2 * UNITS :] * saved[:, :, 0]], 2))
        kept = [saved.float()] if saved.shape[2] else []
        inputs = [w, y.detach().float()] + kept
        inputs += [tensor for tensor in (lengths, initial, dy, dlast) if tensor is not None]
        yield Case(
            name, inputs, outputs + [previous, dinitial],
            attributes | {"sequence": dy is not None, "last": dlast is not None}, relative=1e-5,
        )
