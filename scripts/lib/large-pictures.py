"""Writes a folder of PNG files, two classes of 256 x 256 pixels in colour, that come to so many MiB when they are unpacked.

usage: large-pictures.py FOLDER MEBIBYTES
"""

import multiprocessing
import pathlib
import random
import struct
import sys
import zlib

SIDE = 256
HALF = bytes(value & 0xF0 for value in range(256))  # four bits of noise: files of some half of the pixels' size


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def picture(seed):
    pixels = random.Random(seed).randbytes(3 * SIDE * SIDE).translate(HALF)
    rows = b"".join(b"\0" + pixels[start : start + 3 * SIDE] for start in range(0, len(pixels), 3 * SIDE))
    header = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 2, 0, 0, 0)
    packer = zlib.compressobj(1, strategy=zlib.Z_HUFFMAN_ONLY)  # noise repeats nothing, and looking for it takes minutes
    data = packer.compress(rows) + packer.flush()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def write(task):
    path, seed = task
    path.write_bytes(picture(seed))


def main():
    folder, count = pathlib.Path(sys.argv[1]), int(sys.argv[2]) * 2**20 // (3 * SIDE * SIDE) + 1
    tasks = [(folder / "train" / f"class {n % 2}" / f"{n:06}.png", n) for n in range(count)]
    tasks += [(folder / "test" / f"class {n}" / "0.png", count + n) for n in range(2)]
    for path in {path.parent for path, _ in tasks}:
        path.mkdir(parents=True)
    with multiprocessing.Pool() as pool:
        for _ in pool.imap_unordered(write, tasks, chunksize=16):
            pass


if __name__ == "__main__":
    main()
