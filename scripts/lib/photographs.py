"""Makes a folder of photographs as people have them of the images of CIFAR-10, or says what Pillow makes of such a folder.

usage: photographs.py make FOLDER CIFAR10   300 files of 40 to 900 pixels a side in two classes, 240 for training and 60 for test:
                                            JPEG of several qualities, subsamplings and progressive, PNG with and without alpha,
                                            turned by Exif, grey, CMYK
       photographs.py hash FOLDER HEIGHT WIDTH FITTING FILTER MODE
                                            the SHA-256 of the training and of the test part as `concord data show --json` has them,
                                            decoded and resized by Pillow
Needs Pillow and numpy.
"""

import gzip
import hashlib
import pathlib
import random
import sys

import numpy
from PIL import Image, ImageOps

CLASSES = "cat", "ship"
LABELS = 3, 8
BACKGROUND = 255, 255, 255
MODES = {"rgb": "RGB", "grey": "L", "hsv": "HSV", "ycbcr": "YCbCr"}


def images(cifar):
    """The test images of two classes, in turn."""
    path = next(path for path in (cifar / "test_batch.bin", cifar / "test_batch.bin.gz") if path.exists())
    content = path.read_bytes()
    rows = numpy.frombuffer(gzip.decompress(content) if path.suffix == ".gz" else content, numpy.uint8).reshape(-1, 3073)
    return [rows[rows[:, 0] == label, 1:].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)[:150] for label in LABELS]


def with_alpha(image, chance):
    """Transparent towards a corner."""
    y, x = numpy.mgrid[0 : image.height, 0 : image.width]
    alpha = numpy.clip(x * 255 // max(1, image.width) + y * 2, 0, 255).astype(numpy.uint8)
    image = image.copy()
    image.putalpha(Image.fromarray(alpha))
    return image


def save(image, path, kind, chance):
    quality, sampling = chance.choice((20, 60, 75, 90, 97)), chance.choice(("4:4:4", "4:2:2", "4:2:0"))
    options = {"quality": quality, "subsampling": sampling, "progressive": chance.random() < 0.4}
    if kind == "exif":
        exif = Image.Exif()
        exif[0x0112] = chance.randint(2, 8)
        image.save(path.with_suffix(".jpeg"), **options, exif=exif)
    elif kind == "grey":
        image.convert("L").save(path.with_suffix(".jpg"), quality=quality, progressive=options["progressive"])
    elif kind == "cmyk":
        image.convert("CMYK").save(path.with_suffix(".JPG"), **options)
    elif kind == "png":
        image.save(path.with_suffix(".png"), compress_level=1)
    elif kind == "alpha":
        with_alpha(image, chance).save(path.with_suffix(".png"), compress_level=1)
    elif kind == "palette":
        image.quantize(200).save(path.with_suffix(".PNG"), compress_level=1)
    else:
        image.save(path.with_suffix(".jpg"), **options)


def make(folder, cifar):
    chance = random.Random(1)
    kinds = ["jpeg"] * 8 + ["exif"] * 3 + ["grey", "cmyk", "png", "alpha", "palette"]
    for name, pictures in zip(CLASSES, images(cifar)):
        for number, pixels in enumerate(pictures):
            place = folder / ("test" if number % 5 == 4 else "train") / name
            place.mkdir(parents=True, exist_ok=True)
            # Most are small, so that the whole takes seconds.
            size = tuple(40 + int(860 * chance.random() ** 3) for _ in range(2))
            image = Image.fromarray(numpy.ascontiguousarray(pixels)).resize(size, Image.Resampling.BICUBIC)
            save(image, place / f"{number:03}", kinds[number % len(kinds)], chance)


def read(path, height, width, fitting, resampling, mode):
    image = ImageOps.exif_transpose(Image.open(path))
    if image.mode == "RGBA":
        background = Image.new("RGB", image.size, BACKGROUND)
        background.paste(image.convert("RGB"), mask=image.getchannel("A"))
        image = background
    image = image.convert("RGB").convert(mode)
    if fitting == "stretch":
        return image.resize((width, height), resampling)
    if fitting == "pad":
        colour = Image.new("RGB", (1, 1), BACKGROUND).convert(mode).getpixel((0, 0))
        return ImageOps.pad(image, (width, height), resampling, color=colour)
    # torchvision's Resize(side) and CenterCrop(side).
    short, long = sorted(image.size)
    scaled = int(height * long / short)
    image = image.resize((height, scaled) if image.width <= image.height else (scaled, height), resampling)
    left, top = int(round((image.width - width) / 2.0)), int(round((image.height - height) / 2.0))
    return image.crop((left, top, left + width, top + height))


def part_hash(folder, *how):
    names = sorted((path.name for path in folder.iterdir()), key=str.encode)
    files = [(label, path) for label, name in enumerate(names)
             for path in sorted((folder / name).iterdir(), key=lambda path: path.name.encode())]
    digest = hashlib.sha256(len(files).to_bytes(8, "little"))
    for label, path in files:
        pixels = numpy.asarray(read(path, *how))
        planes = pixels if pixels.ndim == 2 else pixels.transpose(2, 0, 1)
        digest.update(numpy.ascontiguousarray(planes).tobytes() + label.to_bytes(4, "little"))
    return digest.hexdigest()


def main(arguments):
    match arguments:
        case ["make", folder, cifar]:
            make(pathlib.Path(folder), pathlib.Path(cifar))
        case ["hash", folder, height, width, fitting, name, mode]:
            how = int(height), int(width), fitting, Image.Resampling[name.upper()], MODES[mode]
            print(part_hash(pathlib.Path(folder) / "train", *how), part_hash(pathlib.Path(folder) / "test", *how))
        case _:
            sys.exit(__doc__)


main(sys.argv[1:])
