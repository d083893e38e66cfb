#!/usr/bin/env python3
"""Goes on from a checkpoint of Concord in PyTorch, and compares with a later one of the same run.

    concord train --model mlp --dataset mnist --no-shuffle --steps 20 --checkpoint-every 10steps --run RUN
    scripts/resume-pytorch.py RUN --dataset mnist

Needs torch, numpy and safetensors. Loads the parameters and Adam's moments of the first of the two last checkpoints, makes the
steps between them on the same batches, and prints the largest differences to the second: with the moments, and without them.
Left out and counted is what has no gradient: a bias of attention's keys shifts all scores of a row alike, so its gradient is 0,
in float32 what rounding leaves of it, and Adam divides that by its own size. Float64 says which those are.
Ends with 0 where the first is below 1e-5 and far below the other.
"""

import argparse
import json
import os
import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "lib"))

try:
    import torch
    from safetensors import safe_open
    from pytorch.images import DATASETS
    from pytorch.networks import NETWORKS
except ModuleNotFoundError as error:
    sys.exit(f"{error}\n\n{__doc__}")


def read(path: pathlib.Path) -> tuple[dict[str, torch.Tensor], dict[str, torch.Tensor], dict[str, str]]:
    """Parameters, what the optimizer keeps, metadata."""
    with safe_open(path, "pt") as file:
        tensors = {name: file.get_tensor(name) for name in file.keys()}
        metadata = file.metadata()
    kept = {name.removeprefix("optimizer."): value for name, value in tensors.items() if name.startswith("optimizer.")}
    own = {name: value for name, value in tensors.items() if not name.startswith(("optimizer.", "training."))}
    return own, kept, metadata


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=pathlib.Path)
    parser.add_argument("--model", default="mlp")
    parser.add_argument("--dataset", default="mnist", choices=sorted(DATASETS))
    parser.add_argument("--data-dir", type=pathlib.Path, default=os.environ.get("CONCORD_DATA_DIR", "."))
    options = parser.parse_args()

    settings = {key: entry["value"] for key, entry in json.loads((options.run / "config.json").read_text())["settings"].items()}
    if settings["optimizer"] != "adam" or settings["shuffle"]:
        sys.exit("a run with --optimizer adam and --no-shuffle is needed")
    first, last = sorted((options.run / "checkpoints").glob("step-*.safetensors"))[-2:]
    parameters, moments, metadata = read(first)
    expected, _, end = read(last)
    train, _ = DATASETS[options.dataset](pathlib.Path(options.data_dir))
    images, labels = torch.from_numpy(train.normalised()), torch.from_numpy(train.labels).long()

    size, steps = int(metadata["concord.batch_size"]), range(int(metadata["concord.step"]), int(end["concord.step"]))
    batches = [slice(step * size, (step + 1) * size) for step in steps]

    def loss(network: torch.nn.Module, batch: slice, kind: torch.dtype) -> torch.Tensor:
        return torch.nn.functional.cross_entropy(network(images[batch].to(kind)), labels[batch])

    def gradients(kind: torch.dtype) -> dict[str, torch.Tensor]:
        network = NETWORKS[options.model](tuple(images.shape[1:]), 10).to(kind)
        network.load_state_dict(parameters)
        loss(network, batches[0], kind).backward()
        return {name: parameter.grad for name, parameter in network.named_parameters()}

    exact, rounded = gradients(torch.float64), gradients(torch.float32)
    # What is 0 in both, behind a pixel that is always black for example, is compared.
    moved = {
        name: (gradient.abs() > 1e-14) | ((gradient == 0) & (rounded[name] == 0)) for name, gradient in exact.items()}

    def trained(with_moments: bool) -> float:
        network = NETWORKS[options.model](tuple(images.shape[1:]), 10)
        network.load_state_dict(parameters)
        optimizer = torch.optim.Adam(network.parameters(), lr=settings["lr"])
        if with_moments:
            for name, parameter in network.named_parameters():
                optimizer.state[parameter] = {
                    "step": torch.tensor(float(metadata["concord.step"])),
                    "exp_avg": moments[f"{name}.exp_avg"].clone(),
                    "exp_avg_sq": moments[f"{name}.exp_avg_sq"].clone(),
                }
        for batch in batches:
            optimizer.zero_grad()
            loss(network, batch, torch.float32).backward()
            optimizer.step()
        state = network.state_dict()
        return max(
            (difference[moved[name]] if name in moved else difference).amax().item()
            for name, difference in ((name, (state[name] - value).abs()) for name, value in expected.items())
            if name not in moved or moved[name].any())

    near, far = trained(True), trained(False)
    print(
        f"{first.name} to {last.name}: {near:.2e} with the optimizer's state, {far:.2e} without; "
        f"{sum((~part).sum().item() for part in moved.values())} elements have a gradient of rounding alone")
    sys.exit(0 if near < 1e-5 and near * 10 < far else 1)


if __name__ == "__main__":
    main()
