#!/usr/bin/env python3
"""Imports torchvision's models from ONNX, and compares and trains them.

    scripts/onnx-torchvision.py FOLDER --concord concord [--models resnet18 …] [--report docs/reports/onnx-torchvision.md]
    scripts/onnx-torchvision.py FOLDER --concord concord --zoo [--models resnet34 …]

Each model has random weights and running statistics, and goes through PyTorch's exporter at a small image size. The imported model is
exported again, and its logits in ONNX Runtime are compared with PyTorch's in float64: within 1e-5 of the largest.
Three steps on made-up images have to end in one hash on every backend, and the memory has to be as predicted. With `--zoo` Concord's own
models take torchvision's weights by name, and are compared in the same way.

Needs torch, torchvision, onnx, onnxscript, onnxruntime, safetensors and pillow. Ends with 0 where all hold.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import warnings

try:
    import numpy
    import onnx
    import onnxruntime
    import safetensors.torch
    import torch
    import torchvision
    from PIL import Image
except ModuleNotFoundError as error:
    sys.exit(f"{error}\n\n{__doc__}")

# Images' size, and the exporter: one keeps batch normalisation in training form, the other knows attention.
MODELS = {
    "resnet18": (32, "torchscript"),
    "vgg11": (64, "torchscript"),
    "vgg16": (64, "torchscript"),
    "mobilenet_v2": (32, "torchscript"),
    "mobilenet_v3_small": (32, "torchscript"),
    "efficientnet_b0": (32, "torchscript"),
    "convnext_tiny": (32, "torchscript"),
    "densenet121": (32, "torchscript"),
    "squeezenet1_1": (64, "torchscript"),
    "shufflenet_v2_x1_0": (32, "torchscript"),
    "googlenet": (64, "torchscript"),
    "regnet_y_400mf": (32, "torchscript"),
    "vit_b_16": (32, "dynamo"),
}
# What Concord calls torchvision's.
ZOO = {
    "resnet18": "resnet18", "resnet34": "resnet34", "resnet50": "resnet50", "densenet121": "densenet121",
    "mobilenetv2": "mobilenet_v2", "efficientnet-b0": "efficientnet_b0", "convnext-t": "convnext_tiny",
}
CHANGES = {
    "vgg11": "pooled to 2 × 2 places, and fully connected layers for them",
    "vgg16": "pooled to 2 × 2 places, and fully connected layers for them",
    "vit_b_16": "2 of its 12 layers",
    "googlenet": "without auxiliary outputs",
}


def made(name: str, size: int) -> tuple[torch.nn.Module, torch.Tensor]:
    torch.manual_seed(1)
    settings = {"weights": None, "num_classes": 10}
    if name == "googlenet":
        settings |= {"aux_logits": False, "init_weights": False}
    if name == "vit_b_16":
        model = torchvision.models.VisionTransformer(
            image_size=size, patch_size=16, num_layers=2, num_heads=12, hidden_dim=768, mlp_dim=3072, num_classes=10)
        torch.nn.init.normal_(model.class_token)
        torch.nn.init.normal_(model.heads.head.weight, std=0.02)
    else:
        model = getattr(torchvision.models, name)(**settings)
    if name.startswith("vgg"):
        model.avgpool = torch.nn.AdaptiveAvgPool2d(2)
        model.classifier[0] = torch.nn.Linear(512 * 4, 4096)
    for module in model.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.running_mean.uniform_(-0.2, 0.2)
            module.running_var.uniform_(0.5, 2)
    return model.eval(), torch.randn(4, 3, size, size)


def exported(model: torch.nn.Module, images: torch.Tensor, path: pathlib.Path, exporter: str) -> None:
    ends = {"input_names": ["x"], "output_names": ["y"]}
    if exporter == "dynamo":
        shapes = ({0: torch.export.Dim("n")},)
        torch.onnx.export(
            model, (images,), path, dynamo=True, dynamic_shapes=shapes, external_data=True, verbose=False, **ends)
    else:
        torch.onnx.export(
            model, (images,), path, dynamo=False, dynamic_axes={"x": {0: "n"}, "y": {0: "n"}},
            training=torch.onnx.TrainingMode.PRESERVE, do_constant_folding=False, **ends)


def share(path: pathlib.Path, images: torch.Tensor, wanted: numpy.ndarray) -> float:
    """The largest difference of logits, as a share of the largest; 1 where a class differs."""
    onnx.checker.check_model(str(path), full_check=True)
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    found = session.run(None, {session.get_inputs()[0].name: images.numpy()})[0]
    if (found.argmax(1) != wanted.argmax(1)).any():
        return 1
    return float(numpy.abs(found - wanted).max() / numpy.abs(wanted).max())


def pictures(folder: pathlib.Path, size: int) -> pathlib.Path:
    """Two images of noise for each of ten classes."""
    folder = folder / f"pictures-{size}"
    numbers = numpy.random.default_rng(1)
    for part in ("train", "val"):
        for label in range(10):
            place = folder / part / str(label)
            place.mkdir(parents=True, exist_ok=True)
            Image.fromarray(numbers.integers(0, 256, (size, size, 3), dtype=numpy.uint8)).save(place / "0.png")
    return folder


class Command:
    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options

    def __call__(self, *words: object) -> None:
        result = subprocess.run([self.options.concord, *map(str, words)], capture_output=True, text=True)
        if result.returncode:
            sys.exit(f"concord {words[0]}: {result.stderr.strip()}")

    def trained(self, model: pathlib.Path, weights: pathlib.Path, size: int) -> tuple[str, set[int]]:
        """The hash that three steps end in on every backend, and the differences of memory."""
        folder, hashes, differences = self.options.folder.resolve(), set(), set()
        for backend in self.options.backends:
            report = folder / "report.json"
            self(
                "train", "--model", model, "--init", weights, "--dataset", f"{pictures(folder, size)}/", "--steps", 3,
                "--batch-size", 4, "--optimizer", "sgd", "--lr", "0.001", "--momentum", "0.9", "--backend", backend, "--report", report,
                "--quiet")
            found = json.loads(report.read_text())
            hashes.add(found["parametersSHA256"])
            differences |= {row["difference"] for row in found["memory"]["categories"].values()}
        return (hashes.pop() if len(hashes) == 1 else "differs", differences)


def of_exports(options: argparse.Namespace) -> tuple[list[str], bool]:
    command, right = Command(options), True
    rows = [
        "| model | images | exporter | nodes | layers | parameters | logits within | three steps | memory |",
        "| --- | --- | --- | ---: | ---: | ---: | ---: | --- | ---: |",
    ]
    for name in options.models or MODELS:
        size, exporter = MODELS[name]
        model, images = made(name, size)
        stem = options.folder / name
        source, again, layers, weights = (stem.with_suffix(s) for s in (".onnx", ".again.onnx", ".json", ".safetensors"))
        exported(model, images, source, exporter)
        with torch.no_grad():
            wanted = model.double()(images.double()).numpy()
        command("import", source, "--output", layers, "--weights", weights)
        command("export", "--model", layers, "--weights", weights, again)
        difference = share(again, images, wanted)
        digest, memory = command.trained(layers, weights, size) if options.backends else ("not run", set())
        right &= difference <= 1e-5 and digest != "differs" and memory <= {0}
        nodes = len(onnx.load(source, load_external_data=False).graph.node)
        count = sum(p.numel() for p in model.parameters())
        kinds = len(json.loads(layers.read_text())["layers"])
        rows.append(
            f"| {name}{', ' + CHANGES[name] if name in CHANGES else ''} | {size} × {size} | {exporter} | {nodes} | {kinds} | "
            f"{count:,} | {difference:.1e} | {digest[:16]} | {', '.join(map(str, sorted(memory)))} |")
        print(rows[-1], flush=True)
    return rows, right


def of_zoo(options: argparse.Namespace) -> tuple[list[str], bool]:
    command, right, size = Command(options), True, 64
    folder = pictures(options.folder.resolve(), size)
    for name in options.models or ZOO:
        model, images = made(ZOO[name], size)
        weights, path = options.folder / f"{name}.safetensors", options.folder / f"{name}.onnx"
        tensors = {k: v.contiguous() for k, v in model.state_dict().items() if not k.endswith("num_batches_tracked")}
        safetensors.torch.save_file(tensors, weights)
        with torch.no_grad():
            wanted = model.double()(images.double()).numpy()
        command("export", "--model", name, "--weights", weights, "--dataset", f"{folder}/", path)
        difference = share(path, images, wanted)
        right &= difference <= 1e-5
        print(f"{name}: torchvision's weights by name, logits within {difference:.1e} of the largest", flush=True)
    return [], right


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--models", nargs="+")
    parser.add_argument("--zoo", action="store_true")
    parser.add_argument("--backends", nargs="*", default=["reference", "opencl"])
    parser.add_argument("--report", type=pathlib.Path)
    parser.add_argument("--concord", default="concord")
    options = parser.parse_args()
    warnings.filterwarnings("ignore")
    options.folder.mkdir(parents=True, exist_ok=True)
    rows, right = (of_zoo if options.zoo else of_exports)(options)
    if options.report and rows:
        options.report.write_text(REPORT.format(rows="\n".join(rows), torchvision=torchvision.__version__, torch=torch.__version__))
    sys.exit(0 if right else 1)


REPORT = """# torchvision's models from ONNX

What `scripts/onnx-torchvision.py` writes: random weights and running statistics, torchvision {torchvision}, torch {torch}. Logits are those of the
imported model, exported again, in ONNX Runtime, beside PyTorch's in float64: their largest difference as a share of the largest logit, of four
images with the same classes. Three steps of 4 images end in the hash that is shown, of which these are the first digits, on the reference
and on OpenCL (PoCL); memory is the difference of what was allocated from what was predicted, in bytes, on both.

{rows}
"""


if __name__ == "__main__":
    main()
