#!/usr/bin/env python3
"""Writes Sources/CDigits/digits.bin, the `digits` data set that the program carries.

Usage: scripts/make-digits.py digits.csv.gz

The input is the file of that name in the Python package scikit-learn (sklearn/datasets/data): the test set of the UCI
Optical Recognition of Handwritten Digits, 1,797 lines of 64 pixels from 0 to 16 and the digit. The output has one row a
line, in the same order: the digit, then the 64 pixels, one byte each.
"""

import gzip
import pathlib
import sys

ROWS, PIXELS, BRIGHTEST, CLASSES = 1797, 64, 16, 10


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    rows = bytearray()
    with gzip.open(sys.argv[1], "rt", encoding="ascii") as lines:
        for number, line in enumerate(lines, start=1):
            values = [float(text) for text in line.split(",")]
            *pixels, digit = values
            if (
                len(pixels) != PIXELS
                or not all(value.is_integer() for value in values)
                or not all(0 <= pixel <= BRIGHTEST for pixel in pixels)
                or not 0 <= digit < CLASSES
            ):
                sys.exit(f"{sys.argv[1]}: line {number} is not {PIXELS} pixels from 0 to {BRIGHTEST} and a digit")
            rows += bytes(int(value) for value in (digit, *pixels))
    if len(rows) != ROWS * (1 + PIXELS):
        sys.exit(f"{sys.argv[1]}: expected {ROWS} lines, found {len(rows) // (1 + PIXELS)}")
    target = pathlib.Path(__file__).resolve().parent.parent / "Sources" / "CDigits" / "digits.bin"
    target.write_bytes(rows)
    print(f"{target}: {ROWS} rows, {len(rows)} bytes")


if __name__ == "__main__":
    main()
