#!/usr/bin/env python3
"""Writes the ONNX files that the tests read, by both of PyTorch's exporters, with what PyTorch computes in binary64.

Needs torch, onnx, onnxscript and safetensors.
"""

import pathlib

import onnx
import safetensors.torch
import torch

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "Tests/ConcordONNXTests/Fixtures"


class Small(torch.nn.Module):
    """A residual block and what stands around it."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = torch.nn.Conv2d(1, 4, 3, stride=2, padding=1, bias=False)
        self.bn1 = torch.nn.BatchNorm2d(4)
        self.block = torch.nn.Sequential(torch.nn.Conv2d(4, 4, 3, padding=1, groups=2), torch.nn.ReLU6())
        self.fc = torch.nn.Linear(4, 10)
        with torch.no_grad():
            self.bn1.running_mean.uniform_(-0.5, 0.5)
            self.bn1.running_var.uniform_(0.5, 2)
            self.bn1.weight.uniform_(0.5, 2)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = torch.relu(self.bn1(self.conv1(x)))
        x = torch.nn.functional.max_pool2d(x + self.block(x), 2)
        return self.fc(torch.flatten(torch.nn.functional.adaptive_avg_pool2d(x, 1), 1))


def _strip(path: pathlib.Path) -> None:
    """Takes out what exporters write of the machine and the program: where the lines of code lie."""
    model = onnx.load(path)
    for part in [model, model.graph, *model.graph.node, *model.graph.value_info, *model.graph.input, *model.graph.output]:
        part.ClearField("metadata_props")
        part.ClearField("doc_string")
    onnx.save(model, path)


def main() -> None:
    torch.manual_seed(7)
    model, x = Small().eval(), torch.randn(3, 1, 8, 8)
    with torch.no_grad():
        y = model.double()(x.double())
        model.float()
    safetensors.torch.save_file({"x": x, "y": y.float()}, FOLDER / "small.safetensors")
    for name, training in {"folded": torch.onnx.TrainingMode.EVAL, "training": torch.onnx.TrainingMode.PRESERVE}.items():
        torch.onnx.export(
            model, (x,), FOLDER / f"torchscript-{name}.onnx", dynamo=False, input_names=["x"], output_names=["y"],
            dynamic_axes={"x": {0: "n"}, "y": {0: "n"}}, training=training,
            do_constant_folding=training == torch.onnx.TrainingMode.EVAL,
        )
    for name in ("folded", "training"):
        torch.onnx.export(
            model, (x,), FOLDER / f"dynamo-{name}.onnx", dynamo=True, input_names=["x"], output_names=["y"],
            dynamic_shapes=({0: torch.export.Dim("n")},), external_data=False, optimize=name == "folded", verbose=False,
        )
    for path in FOLDER.glob("*.onnx"):
        _strip(path)


if __name__ == "__main__":
    main()
