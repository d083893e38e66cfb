"""Philox4x32-10 (Salmon, Moraes, Dror and Shaw, SC 2011) as docs/numerics.md uses it, written for numpy."""

import numpy

INITIALISATION = 1  # the purpose of a stream


def words(count: int, seed: int, stream: int, step: int = 0) -> numpy.ndarray:
    """The words of elements 0 … count − 1 under a seed, as uint32."""
    blocks = numpy.arange((count + 3) // 4, dtype=numpy.uint64)
    low = numpy.uint64(0xFFFF_FFFF)
    half = numpy.uint64(32)
    counter = [blocks & low, blocks >> half, numpy.full_like(blocks, step), numpy.full_like(blocks, stream)]
    key = [seed & 0xFFFF_FFFF, seed >> 32]
    for _ in range(10):
        first = numpy.uint64(0xD251_1F53) * counter[0]
        second = numpy.uint64(0xCD9E_8D57) * counter[2]
        counter = [
            (second >> half) ^ counter[1] ^ numpy.uint64(key[0]),
            second & low,
            (first >> half) ^ counter[3] ^ numpy.uint64(key[1]),
            first & low,
        ]
        key = [(key[0] + 0x9E37_79B9) & 0xFFFF_FFFF, (key[1] + 0xBB67_AE85) & 0xFFFF_FFFF]
    return numpy.stack(counter, axis=1).reshape(-1)[:count].astype(numpy.uint32)


def uniform(count: int, seed: int, stream: int, step: int = 0) -> numpy.ndarray:
    """Numbers in [0, 1): the words' top 24 bits × 2⁻²⁴, as float32."""
    return (words(count, seed, stream, step) >> numpy.uint32(8)).astype(numpy.float32) * numpy.float32(2.0**-24)
