#!/usr/bin/env python3
"""Predicts a data set's test images with `concord predict`, and compares with PyTorch and with `concord evaluate`.

    concord train --model mlp --dataset mnist --run RUN
    scripts/predict-pytorch.py RUN --data-dir DATA --concord .build/release/concord

Needs torch, numpy, pillow and safetensors. The test images become PNG files; PyTorch has the weights of the run's last checkpoint,
and computes in float64, so that what differs is not its own rounding. Prints the largest difference of a probability and both accuracies. Ends with 0 where the difference is at most 1e-6 and the
accuracies are the same.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "lib"))

try:
    import numpy
    import torch
    from PIL import Image
    from safetensors import safe_open
    from pytorch.images import DATASETS
    from pytorch.networks import NETWORKS
except ModuleNotFoundError as error:
    sys.exit(f"{error}\n\n{__doc__}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=pathlib.Path)
    parser.add_argument("--model", default="mlp")
    parser.add_argument("--dataset", default="mnist", choices=sorted(DATASETS))
    parser.add_argument("--data-dir", type=pathlib.Path, default=os.environ.get("CONCORD_DATA_DIR", "."))
    parser.add_argument("--concord", default="concord")
    options = parser.parse_args()

    def concord(*words: str) -> dict:
        return json.loads(subprocess.run([options.concord, *words, "--json"], check=True, stdout=subprocess.PIPE).stdout)

    _, test = DATASETS[options.dataset](options.data_dir)
    classes = json.loads((options.run / "data.json").read_text())["classes"]
    with tempfile.TemporaryDirectory() as folder:
        for number, image in enumerate(test.pixels):
            pixels = image[0] if image.shape[0] == 1 else image.transpose(1, 2, 0)
            Image.fromarray(pixels).save(f"{folder}/{number:06}.png")
        found = concord("predict", "--run", str(options.run), "--checkpoint", "last", "--top", str(len(classes)), folder)
    probabilities = numpy.zeros((len(test.labels), len(classes)))
    for number, prediction in enumerate(found["predictions"]):
        assert pathlib.Path(prediction["file"]).stem == f"{number:06}"
        for guess in prediction["top"]:
            probabilities[number, classes.index(guess["class"])] = guess["probability"]
    with safe_open(options.run / "checkpoints" / "last.safetensors", "pt") as file:
        names = [name for name in file.keys() if not name.startswith(("optimizer.", "training."))]
        weights = {name: file.get_tensor(name) for name in names}
    network = NETWORKS[options.model](tuple(test.pixels.shape[1:]), len(classes))
    network.load_state_dict(weights)
    network.eval()
    with torch.no_grad():
        images = torch.from_numpy(test.normalised())
        single = torch.softmax(network(images), 1).numpy()
        double = torch.softmax(network.double()(images.double()), 1).numpy()
    difference = float(numpy.abs(probabilities - double).max())
    rounding = float(numpy.abs(single - double).max())
    accuracy = float((probabilities.argmax(1) == test.labels).mean())
    told = concord(
        "evaluate", "--run", str(options.run), "--checkpoint", "last", "--data-dir", str(options.data_dir))["accuracy"]
    print(
        f"{len(test.labels)} images: probabilities differ by at most {difference:.2e} (torch's own float32: {rounding:.2e}); "
        f"accuracy {accuracy}, evaluated {told}")
    sys.exit(0 if difference <= 1e-6 and accuracy == told else 1)


if __name__ == "__main__":
    main()
