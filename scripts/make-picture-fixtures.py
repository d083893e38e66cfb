#!/usr/bin/env python3
"""Makes what the tests of pictures compare with: pixels that Pillow gives, as hashes, and small JPEG files.

usage: scripts/make-picture-fixtures.py   (a Python with Pillow and numpy; writes into Tests/ConcordDataTests/Fixtures)

Noise is byte(i) = high byte of (i + 1) * 2654435761 + seed * 40503 modulo 2^32, which the tests make too.
"""

import ctypes
import hashlib
import io
import pathlib
import random

import numpy
from PIL import Image, ImageOps

FIXTURES = pathlib.Path(__file__).resolve().parent.parent / "Tests/ConcordDataTests/Fixtures"
FILTERS = {
    "nearest": Image.Resampling.NEAREST, "box": Image.Resampling.BOX, "bilinear": Image.Resampling.BILINEAR,
    "bicubic": Image.Resampling.BICUBIC, "lanczos": Image.Resampling.LANCZOS,
}


def noise(count, seed):
    numbers = numpy.arange(1, count + 1, dtype=numpy.uint64) * 2654435761 + seed * 40503
    return ((numbers & 0xFFFFFFFF) >> 24).astype(numpy.uint8)


def picture(height, width, channels, seed):
    planes = noise(channels * height * width, seed).reshape(channels, height, width)
    return Image.fromarray(planes[0] if channels == 1 else numpy.ascontiguousarray(planes.transpose(1, 2, 0)))


def digest(image):
    pixels = numpy.asarray(image)
    planes = pixels if pixels.ndim == 2 else pixels.transpose(2, 0, 1)
    return hashlib.sha256(numpy.ascontiguousarray(planes).tobytes()).hexdigest()[:16]


def resizes():
    """filter, channels, height, width, new height, new width, hash"""
    chance = random.Random(1)
    for number in range(200):
        channels = 1 if number % 4 == 3 else 3
        height, width, new_height, new_width = (chance.randint(1, 90) for _ in range(4))
        if number % 10 == 0:
            new_height = height
        if number % 10 == 5:
            new_width = width
        source = picture(height, width, channels, number)
        for name, resampling in FILTERS.items():
            yield name, channels, height, width, new_height, new_width, digest(
                source.resize((new_width, new_height), resampling))


def fittings():
    """fitting, filter, height, width, wanted height, wanted width, hash, seed: padding as ImageOps.pad, covering as torchvision's Resize and CenterCrop"""
    chance = random.Random(2)
    for number in range(60):
        height, width = (chance.randint(1, 120) for _ in range(2))
        wanted = chance.randint(1, 60)
        wanted_height, wanted_width = (wanted, wanted) if number % 2 == 0 else (wanted, chance.randint(1, 60))
        source = picture(height, width, 3, number)
        name = list(FILTERS)[number % 5]
        # Where a side would round to nothing Pillow makes an empty picture, Concord one pixel.
        if min(width / height * wanted_height, height / width * wanted_width) > 0.5:
            padded = ImageOps.pad(source, (wanted_width, wanted_height), FILTERS[name], color=(9, 80, 200))
            yield "pad", name, height, width, wanted_height, wanted_width, digest(padded), number
        if wanted_height == wanted_width:
            short, long = sorted((height, width))
            scaled = int(wanted * long / short)
            size = (wanted, scaled) if width <= height else (scaled, wanted)
            left, top = int(round((size[0] - wanted) / 2.0)), int(round((size[1] - wanted) / 2.0))
            covered = source.resize(size, FILTERS[name]).crop((left, top, left + wanted, top + wanted))
            yield "shortest", name, height, width, wanted, wanted, digest(covered), number


def colours():
    """mode, hash: of every colour whose channels are multiples of 5"""
    steps = numpy.arange(0, 256, 5, dtype=numpy.uint8)
    grid = numpy.stack(numpy.meshgrid(steps, steps, steps, indexing="ij"), -1).reshape(1, -1, 3)
    source = Image.fromarray(numpy.ascontiguousarray(grid))
    for name, mode in ("grey", "L"), ("hsv", "HSV"), ("ycbcr", "YCbCr"):
        yield name, digest(source.convert(mode))


def photograph(width, height):
    """Smooth with edges, so that a JPEG file of it has all kinds of coefficients."""
    y, x = numpy.mgrid[0:height, 0:width]
    planes = [128 + 100 * numpy.sin(x / 5 + c) * numpy.cos(y / 7 - c) + 60 * ((x // 9 + y // 6 + c) % 2) - 30 for c in range(3)]
    return Image.fromarray(numpy.clip(numpy.stack(planes, -1), 0, 255).astype(numpy.uint8))


def exif(orientation, order):
    word = lambda value, count: value.to_bytes(count, "little" if order == "II" else "big")
    entry = word(0x0112, 2) + word(3, 2) + word(1, 4) + word(orientation, 2) + bytes(2)
    return b"Exif\0\0" + order.encode() + word(42, 2) + word(8, 4) + word(1, 2) + entry + word(0, 4)


def ycck(width, height):
    """A file as Photoshop writes it, which Pillow does not: by TurboJPEG."""
    library = ctypes.CDLL("libturbojpeg.so.0")
    library.tjInitCompress.restype = ctypes.c_void_p
    pixels = noise(4 * width * height, 3) // 2 + 100
    buffer, size = ctypes.c_void_p(), ctypes.c_ulong()
    cmyk, sampling = 11, 0
    status = library.tjCompress2(
        ctypes.c_void_p(library.tjInitCompress()), pixels.ctypes.data_as(ctypes.c_void_p), width, 0, height, cmyk,
        ctypes.byref(buffer), ctypes.byref(size), sampling, 80, 0)
    assert status == 0
    return ctypes.string_at(buffer.value, size.value)


def jpegs():
    """name, file, its pixels"""
    source = photograph(37, 29)
    kinds = {f"quality-{quality}": dict(quality=quality) for quality in (5, 50, 95)}
    kinds |= {name: dict(quality=80, subsampling=name.removeprefix("subsampling-")) for name in
              ("subsampling-4:4:4", "subsampling-4:2:2", "subsampling-4:2:0")}
    kinds |= {"progressive": dict(quality=70, progressive=True), "optimised": dict(quality=70, optimize=True),
              "restarts": dict(quality=70, restart_marker_blocks=2)}
    kinds |= {f"orientation-{number}": dict(quality=75, exif=exif(number, "II" if number % 2 else "MM")) for number in range(1, 9)}
    kinds |= {"grey": dict(quality=75), "grey-progressive": dict(quality=75, progressive=True), "cmyk": dict(quality=85)}
    for name, options in kinds.items():
        image = source.convert("L") if name.startswith("grey") else source.convert("CMYK") if name == "cmyk" else source
        if name == "cmyk":
            # All four inks.
            pixels = numpy.asarray(image).copy()
            pixels[..., 3] = numpy.asarray(source.convert("L")) // 2
            image = Image.fromarray(pixels, "CMYK")
        buffer = io.BytesIO()
        image.save(buffer, "JPEG", **options)
        opened = ImageOps.exif_transpose(Image.open(buffer))
        yield name, buffer.getvalue(), opened if opened.mode == "L" else opened.convert("RGB")
    content = ycck(37, 29)
    yield "ycck", content, Image.open(io.BytesIO(content)).convert("RGB")


def main():
    FIXTURES.mkdir(exist_ok=True)
    for name, rows in ("resizes", resizes()), ("fittings", fittings()), ("colours", colours()):
        lines = [" ".join(map(str, row)) for row in rows]
        (FIXTURES / f"pillow-{name}.txt").write_text("\n".join(lines) + "\n")
    folder = FIXTURES / "jpeg"
    folder.mkdir(exist_ok=True)
    lines = []
    for name, content, image in jpegs():
        name = name.replace(":", "")
        (folder / f"{name}.jpg").write_bytes(content)
        lines.append(f"{name} {len(image.getbands())} {image.height} {image.width} {digest(image)}")
    (FIXTURES / "pillow-jpeg.txt").write_text("\n".join(lines) + "\n")


main()
