#!/usr/bin/env python3
"""Writes Tests/ConcordFixtureTests/Fixtures: what PyTorch gives, in float64, for what the tests compute on the reference.

Usage: scripts/make-fixtures.py [operation …]

Needs torch and numpy, on a processor. The files are the same bytes each time, up to the last bits of PyTorch's float64, which
differ between its versions and processors. With names, only the files of these operations are written; without, all of them
and those of the training steps. docs/testing.md says what the files hold.
"""

import json
import pathlib
import sys

import numpy

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts" / "lib"))
FOLDER = ROOT / "Tests" / "ConcordFixtureTests" / "Fixtures"

try:
    import torch
    from pytorch import residual, safetensors_file, ten_steps
    from pytorch.cases.case import MAKERS, Case, Numbers
except ModuleNotFoundError as error:
    sys.exit(f"{error}\n\n{__doc__}")


def attribute(value: bool | int | float | str) -> dict:
    """An attribute with its kind, which JSON would not tell."""
    match value:
        case bool():
            return {"boolean": value}
        case int():
            return {"integer": value}
        case float():
            return {"float": float(numpy.float32(value))}
        case _:
            return {"string": value}


def write(operation: str, cases: list[Case]) -> None:
    names = [case.name for case in cases]
    assert len(set(names)) == len(names), f"{operation} has a case twice"
    tensors, records = {}, []
    for number, case in enumerate(cases):
        for role, values in (("input", case.inputs), ("output", case.outputs)):
            for index, tensor in enumerate(values):
                tensors[f"{number}.{role}.{index}"] = tensor.detach().numpy()
        records.append(
            {
                "name": case.name,
                "attributes": {name: attribute(value) for name, value in case.attributes.items()},
                "scalars": [float(numpy.float32(value)) for value in case.scalars],
                "inputs": len(case.inputs), "outputs": len(case.outputs),
                "relative": case.relative, "floor": case.floor,
            }
        )
    metadata = {"operation": operation, "torch": torch.__version__, "cases": json.dumps(records, ensure_ascii=False)}
    path = FOLDER / "Operations" / f"{operation}.safetensors"
    safetensors_file.write(path, tensors, metadata)
    print(f"{operation}: {len(cases)} cases, {path.stat().st_size} bytes")


def main() -> None:
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    chosen = sys.argv[1:]
    known = sorted(MAKERS)
    if unknown := [name for name in chosen if name not in known]:
        sys.exit(f"no operation is called {', '.join(unknown)}; there are {', '.join(known)}")
    for operation in chosen or known:
        write(operation, list(MAKERS[operation](Numbers(operation))))
    if not chosen:
        digits = ROOT / "Sources" / "CDigits" / "digits.bin"
        ten_steps.write(FOLDER / "Training", digits)
        residual.write(FOLDER / "Training", digits)


if __name__ == "__main__":
    main()
