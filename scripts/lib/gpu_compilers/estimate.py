"""docs/reports/gpu-estimates.md: what share of a GPU's peak each kernel can reach, from its listing, operations and bytes."""

import dataclasses
import re

from .page import name, row
from .reading import Work

HEAD = """# What share of a GPU's peak each kernel can reach

Written by

```
scripts/gpu-compilers --estimates docs/reports/gpu-estimates.md
```

from the listings of AMD's two targets. No program ran, and latency, occupancy, bank conflicts and launches are left out: these are upper bounds. What
a listing shows is how many instructions a lane issues for the bytes and the multiply-adds that count. A branch that may be left out and touches no global
memory counts as left out.

| GPU | lanes | GHz | fused multiply-adds | memory | local memory, a lane and clock |
| --- | ---: | ---: | ---: | ---: | ---: |
"""

TILES = """
## Products and convolutions

One iteration of the densest loop, for a lane. The *limit* is what takes most clocks: vector instructions, one a clock, of which only the
multiply-adds count (two in one where the listing has a `v_dual` instruction), local memory, or global memory, of which a tile of SIDE × ROWS by SIDE × COLUMNS reads
4 · (ROWS + COLUMNS) / SIDE bytes for each lane and each step of the inner dimension, if no cache serves groups beside each other. The share is the multiply-adds' of the peak.

"""

ROWS = """
## Rows and elements

All loops of a kernel that touch global memory, one iteration each (long rows: what a group does once for a row is left out), or the whole kernel where it has none. The share is
that of the memory's bandwidth, 100 % where the instructions take less time than the bytes.

"""


@dataclasses.dataclass
class GPU:
    """Figures of the maker's data sheet."""

    target: str
    name: str
    lanes: int
    gigahertz: float
    # Multiply-adds that a lane may begin in a clock.
    fused: int
    gigabytes: float
    # Bytes of local memory for each lane and clock.
    local: float

    def bytes_a_clock(self) -> float:
        return self.gigabytes / (self.lanes * self.gigahertz)


GPUS = [
    # 60 compute units of 64 lanes, 128 bytes of local memory a clock each; HBM2.
    GPU("gfx906", "Radeon VII", 3840, 1.75, 1, 1024, 2),
    # 96 compute units of 64 lanes, which may issue two multiply-adds at once; GDDR6.
    GPU("gfx1100", "Radeon RX 7900 XTX", 6144, 2.5, 2, 960, 2),
]


def tile_share(gpu: GPU, work: Work, macros: dict[str, int]) -> tuple[float, str]:
    """Of the peak's multiply-adds, and what limits it."""
    steps = work.fused / (macros["ROWS"] * macros["COLUMNS"])
    clocks = {
        "vector instructions": work.vector,
        "local memory": work.local / gpu.local,
        "global memory": 4 * (macros["ROWS"] + macros["COLUMNS"]) / macros["SIDE"] * steps / gpu.bytes_a_clock(),
    }
    limit = max(clocks, key=clocks.get)
    return work.fused / gpu.fused / clocks[limit], limit


def bandwidth_share(gpu: GPU, work: Work) -> float:
    """Of the memory's bandwidth."""
    needed = work.total / gpu.bytes_a_clock()
    return needed / max(needed, work.vector)


def page(entries: list[dict], readings: dict, shown: str) -> str:
    """`readings` by target and number of the entry."""
    text = HEAD
    gpus = [gpu for gpu in GPUS if any(target == gpu.target for target, _ in readings)]
    for gpu in gpus:
        peak = 2 * gpu.lanes * gpu.gigahertz * gpu.fused / 1000
        text += row([
            f"{gpu.name} ({gpu.target})", str(gpu.lanes), f"{gpu.gigahertz:g}", f"{peak:.1f} TFLOP/s", f"{gpu.gigabytes:g} GB/s", f"{gpu.local:g} B"])
    tiles, rows = [], []
    for number, entry in enumerate(entries):
        if entry["set"] != shown or entry["family"] in ("peak", "probe"):
            continue
        macros = {macro: int(value) for macro, value in re.findall(r"-D(\w+)=(\d+)", entry["options"])}
        if entry["family"].startswith("convolution_rows"):
            continue  # a processor's
        kernels = {gpu.target: readings[gpu.target, number].work for gpu in gpus if (gpu.target, number) in readings}
        if entry["family"].endswith("_local"):
            line, least = [], []
            for gpu in gpus:
                work = max(kernels[gpu.target].values(), key=lambda work: work.densest.fused).densest
                share, limit = tile_share(gpu, work, macros)
                least.append(share)
                line += [f"{work.fused} / {work.vector} / {work.local:g} B", f"**{100 * share:.0f} %**, {limit}"]
            tiles.append((min(least), [name(entry, entries, True), *line]))
            continue
        for kernel in sorted(set.intersection(*(set(each) for each in kernels.values()))):
            works = [kernels[gpu.target][kernel].memory for gpu in gpus]
            if not all(work.total for work in works):
                continue
            line, least = [], []
            for gpu, work in zip(gpus, works):
                share = bandwidth_share(gpu, work)
                least.append(share)
                line += [f"{work.vector} / {work.total:g} B", f"**{100 * share:.0f} %**"]
            rows.append((min(least), [f"`{kernel.removeprefix('concord_')}`", *line]))
    for title, found, unit in ((TILES, tiles, "multiply-adds / vector instructions / local bytes"), (ROWS, rows, "vector instructions / bytes")):
        text += title + row(["kernel", *(cell for gpu in gpus for cell in (f"{gpu.target}: {unit}", "share"))])
        text += row(["---", *("---:" for _ in range(2 * len(gpus)))])
        for _, line in sorted(found, key=lambda each: each[0]):
            text += row(line)
        if found:
            worst = min(found, key=lambda each: each[0])
            text += f"\nThe worst: {worst[1][0]}, {100 * worst[0]:.0f} %.\n"
    return text
