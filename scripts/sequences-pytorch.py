#!/usr/bin/env python3
"""Random models of recurrent layers and attention in PyTorch, for Concord's tests, and Concord's parameters back in PyTorch.

    scripts/sequences-pytorch.py make FOLDER --first 0 --count 300
    CONCORD_SEQUENCES=FOLDER swift test … --filter SequenceFixtureTests
    scripts/sequences-pytorch.py check FOLDER

Needs torch, numpy and safetensors. `make` writes, for each seed, a state_dict and what PyTorch's float64 gives for it; the tests load
it by name, compare, train, and leave their own parameters and outputs in the folder; `check` loads those into PyTorch's layers, and ends
with 0 where all outputs are within 1e-6 of the largest. Where a model's outputs cancel so far that PyTorch's own float32 is further off
than that, Concord must be nearer than it, and both are printed.
"""

import argparse
import pathlib
import re
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "lib"))

try:
    import torch
    from pytorch import sequences
except ModuleNotFoundError as error:
    sys.exit(f"{error}\n\n{__doc__}")


def check(folder: pathlib.Path) -> None:
    """Prints the largest difference of all models that were trained."""
    largest, where, count, wrong = 0.0, "", 0, 0
    for made in sorted(folder.glob("sequence-*.state.safetensors")):
        seed = int(re.findall(r"\d+", made.name)[0])
        name = sequences.name(seed)
        state, output = (folder / f"{name}.{what}.safetensors" for what in ("back", "back-output"))
        if not state.exists() or not output.exists():
            sys.exit(f"{name} has no parameters that Concord trained: run the tests first, as above")
        difference, single = sequences.configuration(seed).returned(state, output)
        count += 1
        # Comparisons are written so that a NaN is the largest, and wrong.
        if not difference <= 1e-6:
            print(f"{name}: {difference:.2e} of the largest, PyTorch's own float32 {single:.2e}")
            wrong += not difference <= single
        if not difference <= largest:
            largest, where = difference, name
    print(f"{count} models back in PyTorch: outputs differ by at most {largest:.2e} of the largest, in {where}; {wrong} wrong")
    sys.exit(0 if count and not wrong else 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["make", "check"])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--count", type=int, default=300)
    options = parser.parse_args()
    torch.set_num_threads(1)
    if options.what == "check":
        check(options.folder)
    for seed in range(options.first, options.first + options.count):
        sequences.configuration(seed).write(options.folder, sequences.name(seed))


if __name__ == "__main__":
    main()
