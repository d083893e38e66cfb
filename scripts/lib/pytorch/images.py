"""The data sets as Concord reads and normalises them."""

import dataclasses
import gzip
import pathlib

import numpy


@dataclasses.dataclass
class Images:
    pixels: numpy.ndarray  # uint8 [N, C, H, W]
    labels: numpy.ndarray  # int32 [N]
    mean: float
    deviation: float
    maximum: float = 255

    def normalised(self) -> numpy.ndarray:
        """(pixel / maximum − mean) / deviation, float32, each operation rounded."""
        scaled = self.pixels.astype(numpy.float32) / numpy.float32(self.maximum)
        return (scaled - numpy.float32(self.mean)) / numpy.float32(self.deviation)


def _content(folders: list[pathlib.Path], name: str) -> bytes:
    for folder in folders:
        if (folder / name).exists():
            return (folder / name).read_bytes()
        if (folder / f"{name}.gz").exists():
            return gzip.decompress((folder / f"{name}.gz").read_bytes())
    raise SystemExit(f"{name} is in none of {', '.join(map(str, folders))}, plain or gzip")


def mnist(folder: pathlib.Path) -> tuple[Images, Images]:
    """Training and test part, from the four IDX files."""

    def part(name: str) -> Images:
        folders = [folder, folder / "mnist"]
        pixels = numpy.frombuffer(_content(folders, f"{name}-images-idx3-ubyte"), numpy.uint8, offset=16)
        labels = numpy.frombuffer(_content(folders, f"{name}-labels-idx1-ubyte"), numpy.uint8, offset=8)
        return Images(pixels.reshape(-1, 1, 28, 28), labels.astype(numpy.int32), mean=0.1307, deviation=0.3081)

    return part("train"), part("t10k")


def cifar10(folder: pathlib.Path) -> tuple[Images, Images]:
    """Training and test part, from the binary version; of the five training files those that are there."""
    folders = [folder, folder / "cifar10", folder / "cifar-10-batches-bin"]

    def part(names: list[str]) -> Images:
        rows = numpy.frombuffer(b"".join(_content(folders, name) for name in names), numpy.uint8).reshape(-1, 3073)
        pixels = rows[:, 1:].reshape(-1, 3, 32, 32)
        return Images(pixels, rows[:, 0].astype(numpy.int32), mean=0.5, deviation=0.5)

    names = [f"data_batch_{number}.bin" for number in range(1, 6)]
    there = [name for name in names if any((place / f"{name}{end}").exists() for place in folders for end in ("", ".gz"))]
    return part(there or names[:1]), part(["test_batch.bin"])


def digits(path: pathlib.Path) -> Images:
    """All of the embedded digits, 8 × 8 grey pixels of 0 … 16."""
    rows = numpy.frombuffer(path.read_bytes(), numpy.uint8).reshape(-1, 65)
    return Images(rows[:, 1:].reshape(-1, 1, 8, 8), rows[:, 0].astype(numpy.int32), mean=0.3058, deviation=0.3764, maximum=16)


DATASETS = {"cifar10": cifar10, "mnist": mnist}
