#!/usr/bin/env python3
"""Trains a network of Concord's zoo in PyTorch, or tests parameters that Concord saved, for comparison with `concord train`.

    scripts/accuracy-pytorch.py --model simplecnn --dataset cifar10 --epochs 15 --seeds 1 2 3
    concord train --model simplecnn --dataset cifar10 --epochs 15 --seed 1 --save trained.safetensors
    scripts/accuracy-pytorch.py --model simplecnn --dataset cifar10 --load trained.safetensors

Needs torch and numpy. The data comes from --data-dir or CONCORD_DATA_DIR, and every choice is that of `concord train`: the
normalisation, the batches of 64, Adam with a learning rate of 0.001, the last batch of an epoch smaller than the others, the
accuracy on the whole test part. Only the random numbers differ: initial parameters and shuffles are PyTorch's own, so what can
be compared is the spread over several seeds.
"""

import argparse
import os
import pathlib
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "lib"))

try:
    import torch
    from pytorch import safetensors_file
    from pytorch.images import DATASETS
    from pytorch.networks import NETWORKS
except ModuleNotFoundError as error:
    sys.exit(f"{error}\n\n{__doc__}")

CLASSES = 10
OPTIMIZERS = {"adam": torch.optim.Adam, "sgd": torch.optim.SGD}


def correct(network: torch.nn.Module, images: torch.Tensor, labels: torch.Tensor) -> int:
    network.eval()
    with torch.no_grad():
        return sum(
            (network(some).argmax(1) == expected).sum().item()
            for some, expected in zip(images.split(1000), labels.split(1000))
        )


def train(options: argparse.Namespace, seed: int, images: torch.Tensor, labels: torch.Tensor) -> torch.nn.Module:
    torch.manual_seed(seed)
    network = NETWORKS[options.model](tuple(images.shape[1:]), CLASSES)
    optimizer = OPTIMIZERS[options.optimizer](network.parameters(), lr=options.lr)
    steps = 0
    for _ in range(options.epochs):
        network.train()
        for chosen in torch.randperm(len(labels)).split(options.batch_size):
            optimizer.zero_grad()
            torch.nn.functional.cross_entropy(network(images[chosen]), labels[chosen]).backward()
            optimizer.step()
            steps += 1
            if steps == options.steps:
                return network
    return network


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", choices=sorted(NETWORKS), required=True)
    parser.add_argument("--dataset", choices=sorted(DATASETS), required=True)
    parser.add_argument("--data-dir", default=os.environ.get("CONCORD_DATA_DIR"))
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--steps", type=int, help="stop after so many, if not before")
    parser.add_argument("--batch-size", type=int, default=64)
    parser.add_argument("--optimizer", choices=sorted(OPTIMIZERS), default="adam")
    parser.add_argument("--lr", type=float, default=0.001)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1])
    parser.add_argument("--load", type=pathlib.Path, help="test the parameters of this safetensors file instead of training")
    options = parser.parse_args()
    if not options.data_dir:
        parser.error("say where the data is, with --data-dir or CONCORD_DATA_DIR")

    parts = DATASETS[options.dataset](pathlib.Path(options.data_dir))
    (images, labels), (test_images, test_labels) = [
        (torch.from_numpy(part.normalised()), torch.from_numpy(part.labels).long()) for part in parts
    ]

    def report(what: str, network: torch.nn.Module) -> float:
        count = correct(network, test_images, test_labels)
        accuracy = count / len(test_labels)
        print(f"{what}: test accuracy {100 * accuracy:.2f} %, {count} of {len(test_labels)}", flush=True)
        return accuracy

    if options.load:
        network = NETWORKS[options.model](tuple(images.shape[1:]), CLASSES)
        tensors = safetensors_file.read(options.load)
        network.load_state_dict({name: torch.from_numpy(tensor) for name, tensor in tensors.items()})
        report(str(options.load), network)
        return
    accuracies = []
    for seed in options.seeds:
        start = time.monotonic()
        network = train(options, seed, images, labels)
        accuracies.append(report(f"seed {seed}, {time.monotonic() - start:.0f} s of training", network))
    if len(accuracies) > 1:
        lowest, mean, highest = min(accuracies), sum(accuracies) / len(accuracies), max(accuracies)
        print(f"{len(accuracies)} seeds: {100 * lowest:.2f} to {100 * highest:.2f} %, mean {100 * mean:.2f} %")


if __name__ == "__main__":
    main()
