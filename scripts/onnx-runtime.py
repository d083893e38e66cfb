#!/usr/bin/env python3
"""Holds Concord's ONNX files against PyTorch and ONNX Runtime.

    scripts/onnx-runtime.py torch FOLDER --concord concord [--models cnn resnet18 …]
    scripts/onnx-runtime.py run RUN --data-dir DATA --concord concord

`torch` exports models with random weights and running statistics by both of PyTorch's exporters, with batch normalisation folded and in
training form, imports them, exports them again, and compares what ONNX Runtime makes of that with PyTorch in float64. `run` exports a
run, and compares ONNX Runtime with `concord predict` on the first 2,000 test images. Each file goes through `onnx.checker`. A line for each
comparison; ends with 0 where all classes are the same and logits differ by at most 1e-5 of the largest.

Needs torch, numpy, onnx, onnxscript and onnxruntime; torchvision for its models; pillow for `run`.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "lib"))

try:
    import numpy
    import onnx
    import onnxruntime
    import torch
except ModuleNotFoundError as error:
    sys.exit(f"{error}\n\n{__doc__}")


class CNN(torch.nn.Module):
    """Convolutions, batch normalisation and a residual connection, on images of digits' size."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1, self.bn1 = torch.nn.Conv2d(1, 6, 3, padding=1), torch.nn.BatchNorm2d(6)
        self.conv2 = torch.nn.Conv2d(6, 6, 3, padding=1)
        self.drop, self.fc = torch.nn.Dropout(0.25), torch.nn.Linear(6 * 4 * 4, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = torch.relu(self.bn1(self.conv1(x)))
        x = torch.nn.functional.max_pool2d(x + torch.nn.functional.gelu(self.conv2(x)), 2)
        return self.fc(self.drop(torch.flatten(x, 1)))


def made(name: str) -> tuple[torch.nn.Module, torch.Tensor]:
    if name == "cnn":
        model, images = CNN(), torch.randn(4, 1, 8, 8)
    else:
        import torchvision

        model, images = getattr(torchvision.models, name)(weights=None, num_classes=10), torch.randn(4, 3, 64, 64)
    for module in model.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.running_mean.uniform_(-0.2, 0.2)
            module.running_var.uniform_(0.5, 2)
    return model.eval(), images


def exported(model: torch.nn.Module, images: torch.Tensor, path: pathlib.Path, dynamo: bool, folded: bool) -> None:
    ends = {"input_names": ["x"], "output_names": ["y"]}
    if dynamo:
        shapes = ({0: torch.export.Dim("n")},)
        torch.onnx.export(
            model, (images,), path, dynamo=True, dynamic_shapes=shapes, external_data=True, optimize=folded, verbose=False, **ends)
    else:
        mode = torch.onnx.TrainingMode.EVAL if folded else torch.onnx.TrainingMode.PRESERVE
        torch.onnx.export(
            model, (images,), path, dynamo=False, dynamic_axes={"x": {0: "n"}, "y": {0: "n"}}, training=mode,
            do_constant_folding=folded, **ends)


def runtime(path: pathlib.Path, images: numpy.ndarray) -> numpy.ndarray:
    onnx.checker.check_model(str(path), full_check=True)
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return session.run(None, {session.get_inputs()[0].name: images})[0]


def compared(what: str, found: numpy.ndarray, wanted: numpy.ndarray) -> bool:
    share = float(numpy.abs(found - wanted).max() / numpy.abs(wanted).max())
    same = int((found.argmax(1) == wanted.argmax(1)).sum())
    print(f"{what}: {same} of {len(wanted)} classes the same, logits within {share:.1e} of the largest")
    return same == len(wanted) and share <= 1e-5


def of_torch(options: argparse.Namespace) -> bool:
    torch.manual_seed(1)
    right = True
    for name in options.models:
        model, images = made(name)
        with torch.no_grad():
            wanted = model.double()(images.double()).numpy()
            model.float()
        for dynamo in (False, True):
            for folded in (False, True):
                what = f"{name}, {'dynamo' if dynamo else 'torchscript'}, {'folded' if folded else 'training form'}"
                stem = options.folder / what.replace(", ", "-").replace(" ", "-")
                source, again = stem.with_suffix(".onnx"), options.folder / f"{stem.name}-again.onnx"
                exported(model, images, source, dynamo, folded)
                files = ["--output", f"{stem}.json", "--weights", f"{stem}.safetensors"]
                subprocess.run([options.concord, "import", source, *files], check=True, stdout=subprocess.DEVNULL)
                subprocess.run(
                    [options.concord, "export", "--model", f"{stem}.json", "--weights", f"{stem}.safetensors", again], check=True,
                    stdout=subprocess.DEVNULL)
                right &= compared(what, runtime(again, images.numpy()), wanted)
                right &= compared(f"{what}, one image", runtime(again, images[:1].numpy()), wanted[:1])
    return right


def of_run(options: argparse.Namespace) -> bool:
    from PIL import Image
    from pytorch.images import DATASETS

    _, test = DATASETS["mnist"](options.data_dir)
    classes = json.loads((options.folder / "data.json").read_text())["classes"]
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "run.onnx"
        subprocess.run([options.concord, "export", "--run", options.folder, path], check=True, stdout=subprocess.DEVNULL)
        logits = runtime(path, test.normalised()[:2000])
        for number, image in enumerate(test.pixels[:2000]):
            Image.fromarray(image[0]).save(f"{folder}/{number:06}.png")
        words = [options.concord, "predict", "--run", options.folder, "--json", "--top", str(len(classes)), folder]
        found = json.loads(subprocess.run(words, check=True, stdout=subprocess.PIPE).stdout)["predictions"]
    probabilities = numpy.array([[{g["class"]: g["probability"] for g in p["top"]}[c] for c in classes] for p in found])
    softmax = torch.softmax(torch.from_numpy(logits).double(), 1).numpy()
    return compared("a run, 2,000 test images (probabilities)", softmax, probabilities)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["torch", "run"])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--models", nargs="+", default=["cnn"])
    parser.add_argument("--data-dir", type=pathlib.Path, default=os.environ.get("CONCORD_DATA_DIR", "."))
    parser.add_argument("--concord", default="concord")
    options = parser.parse_args()
    warnings.filterwarnings("ignore")
    options.folder.mkdir(parents=True, exist_ok=True)
    sys.exit(0 if (of_torch if options.what == "torch" else of_run)(options) else 1)


if __name__ == "__main__":
    main()
