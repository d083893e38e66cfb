"""docs/reports/gpu-compilers.md: what every kernel became on every GPU."""

import re

from .reading import Reading

HEAD = """# Kernels on GPUs that are not here

Written by

```
scripts/gpu-compilers --markdown docs/reports/gpu-compilers.md
```

which compiles every kernel source as the product does, for GPUs, and reads the listings ([testing.md](../testing.md) says for what). No
program ran.

"""

LEGEND = """
## Kernel by kernel

With the option set `{shown}`. ✓ is compiled, without an `fma` in it. *found / expected* are fused multiply-adds. For **kernels with a
register tile** those of the densest loop, and the tile's, of which the loop must have a multiple: compilers unroll. For the others those of
the whole listing, and those that the source asks for: AMD's and NVIDIA's listings must have as many, Intel's at least one, since its compiler
unrolls and repeats after it was asked; those of its divisions are among them. Bytes are what a thread keeps in memory because registers did not hold it or an array was not kept
in registers: of a work-item on AMD and NVIDIA (whose assembler, not part of this, may spill more), of a hardware thread of 8 to 32
work-items on Intel.

"""


def row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def name(entry: dict, entries: list[dict], has_tile: bool) -> str:
    """Its family, with the macros of its tile where there are several of it."""
    text = f"`{entry['family']}`"
    if has_tile:
        text = f"**{text}**"
    if sum(other["family"] == entry["family"] and other["set"] == entry["set"] for other in entries) > 1:
        text += " " + ", ".join(f"{macro} {value}" for macro, value in re.findall(r"-D(\w+)=(\d+)", entry["options"]))
    return text


def cell(result: Reading | None, tile: int | None) -> str:
    if result is None:
        return "**failed**"
    if tile:
        text = f"{result.loop} / {tile}"
    elif result.asked or result.fused:
        text = f"{result.fused} / {result.asked}"
    else:
        text = "✓"
    return text + (f", {result.memory} B" if result.memory else "")


def page(targets: list, entries: list[dict], results: dict[tuple[str, int], Reading], shown: str, tile) -> str:
    """`results` by target and number of the entry; of what failed there is none. `tile` gives the elements of an entry's tile."""
    text = HEAD + row(["target", "compiler", "compiled", "failed"]) + row(["---", "---", "---:", "---:"])
    for target in targets:
        passed = sum(of == target.name for of, _ in results)
        text += row([target.name, target.version(), f"{passed} of {len(entries)}", str(len(entries) - passed)])
    text += f"\nEach of {len({entry['family'] for entry in entries})} sources with the option sets " + ", ".join(
        f"`{name}`" for name in dict.fromkeys(entry["set"] for entry in entries)) + ".\n"
    text += LEGEND.format(shown=shown)
    text += row(["kernel source", *(target.name for target in targets)]) + row(["---", *("---:" for _ in targets)])
    for number, entry in enumerate(entries):
        if entry["set"] == shown:
            text += row([name(entry, entries, bool(tile(entry))), *(cell(results.get((target.name, number)), tile(entry)) for target in targets)])
    return text
