#!/usr/bin/env python3
"""Compiles every kernel, with every option set of the product, for GPUs that are not here, and reads the listings.

Usage: scripts/lib/gpu-compilers.py KERNELS [--set NAME] [--target NAME] [--markdown FILE]
           [--estimates FILE]

KERNELS is the folder that the test KernelExportTests writes; scripts/gpu-compilers makes it and calls this. For each
kernel source, option set and target:

- it compiles;
- nothing may be contracted: Intel's compiler is told so in the SPIR-V (ContractionOff for each kernel), the back ends of AMD and
  NVIDIA in LLVM's code; and their listings have no instruction that multiplies and adds with two roundings in one, or that an
  assembler may contract, but for as many as their division of integers of 64 bits takes;
- every `fma` stayed one: AMD's and NVIDIA's listings have as many as LLVM's code, Intel's have some where its SPIR-V has one;
- the densest loop of a kernel with a register tile has a multiple of the tile's elements in fused multiply-adds;
- the kernels for GPUs keep all they have in registers. (The convolutions of processors have tiles for those; where they spill, the
  table says so.)

Kernels of known meaning are compiled first, so that a listing that was misread is noticed. The last line counts for machines:

    N passed, N failed, N skipped
"""

import argparse
import concurrent.futures
import json
import os
import pathlib
import re
import sys
import tempfile

from gpu_compilers.clang import Clang
from gpu_compilers.ocloc import Ocloc
from gpu_compilers import estimate
from gpu_compilers.page import page
from gpu_compilers.reading import Finding, Reading

SHOWN = "software division"

# Two multiply-adds of a division of 64-bit integers go through floats. A correctly rounded division of floats is fused multiply-adds.
WIDE = ("udiv i64", "urem i64", "sdiv i64", "srem i64")
AMD = dict(
    triple="amdgcn-amd-amdhsa", library="amdgcn--amdhsa.bc", fused=r"\bv_(?:dual_)?(?:pk_)?fma\w*_f32",
    contracted=r"\bv_(?:mad|mac|madak|madmk)\w*_f32", memory=r"\.private_segment_fixed_size: (\d+)")
TARGETS = [
    *(Ocloc(*target) for target in (("skl", 8), ("tgllp", 8), ("dg2", 8, 5), ("pvc", 16))),
    Clang("gfx906", cpu="gfx906", fused_of={"fdiv float": 5}, contracted_of={operation: 2 for operation in WIDE}, **AMD),
    Clang("gfx1100", cpu="gfx1100", fused_of={"fdiv float": 5, **{operation: 2 for operation in WIDE}}, **AMD),
    Clang(
        "ptx", triple="nvptx64-nvidia-nvcl", library="nvptx64--nvidiacl.bc", fused=r"\bfma\.rn\.f32",
        contracted=r"\b(?:add|sub|mul|mad|fma)(?:\.ftz)?\.f32", memory=r"\.local .*__local_depot\d+\[(\d+)\]"),
]

# name: source, fused multiply-adds, whether something lies in memory
PLANTED = {
    "written_apart": ("x[i] = x[i] * x[i + 1] + x[i + 2];", 0, False),
    "written_fused": ("x[i] = fma(x[i], x[i + 1], x[i + 2]);", 1, False),
    "divided_integers": ("x[i] = fma(x[i], x[n / (i + 3)], x[n % (i + 5)]);", 1, False),
    "array_in_memory": (
        "float y[64]; for (int k = 0; k < 64; k++) y[k] = x[i * 64 + k];"
        " for (int k = 0; k < n; k++) y[(int)x[i + k]] = y[(int)x[i + k + 1]]; x[i] = y[(int)x[i]];", 0, True),
}
PLANTED_SOURCE = """#pragma OPENCL FP_CONTRACT OFF
kernel void {name}(global float *x, ulong n) {{ size_t i = get_global_id(0); {body} }}
"""
# What a back end may contract if it likes.
PLANTED_RELAXED = """#pragma OPENCL FP_CONTRACT ON
kernel void relaxed(global float *x) { size_t i = get_global_id(0); x[i] = x[i] * x[i + 1] + x[i + 2]; }
"""


def for_processors(entry: dict, families: set[str]) -> bool:
    """Whether no GPU is asked to compile it, as it takes the source that is made for them."""
    return entry["family"].split(" ")[0] + "_local" in families


def tile(entry: dict) -> int | None:
    """The elements that a work-item of this kernel owns in registers, from the macros that it is compiled with."""
    if "fma" in entry["set"]:
        return None  # each fma in integers is a loop of its own
    macros = {name: int(value) for name, value in re.findall(r"-D(\w+)=(\d+)", entry["options"])}
    for names in (("ROWS", "COLUMNS"), ("COLUMNS", "VECTORS", "WIDTH"), ("ROWS", "VECTORS", "WIDTH")):
        if all(name in macros for name in names):
            product = 1
            for name in names:
                product *= macros[name]
            return product
    return None


def stays_in_registers(entry: dict) -> bool:
    """Whether it is made for GPUs. Where fma is computed in integers, another kernel takes its place, or a function is called."""
    for_gpus = "-DCONCORD_GROUP" in entry["options"] and not entry["family"].startswith(("convolution_rows", "probe"))
    return for_gpus and "fma" not in entry["set"]


def reading(target, source: pathlib.Path, options: list[str]) -> Reading:
    with tempfile.TemporaryDirectory() as folder:
        return target.read(source, options, pathlib.Path(folder))


def check_planted(target) -> None:
    with tempfile.TemporaryDirectory() as name:
        source = pathlib.Path(name) / "planted.cl"
        for kernel, (body, fused, memory) in PLANTED.items():
            source.write_text(PLANTED_SOURCE.format(name=kernel, body=body))
            result = reading(target, source, ["-cl-std=CL1.2"])
            # Intel's compiler may take two instructions for twice as many work-items.
            if (result.asked, bool(result.fused), bool(result.memory)) != (fused, bool(fused), memory):
                raise Finding(f"the planted kernel {kernel} was read as {result}")
        source.write_text(PLANTED_RELAXED)
        try:
            result = reading(target, source, ["-cl-std=CL1.2"])
        except Finding:
            return
        raise Finding(f"the planted kernel relaxed passed, read as {result}")


def check(target, kernels: pathlib.Path, entry: dict) -> Reading:
    result = reading(target, kernels / entry["file"], entry["options"].split())
    exact = isinstance(target, Clang)
    if result.fused != result.asked if exact else bool(result.fused) != bool(result.asked):
        raise Finding(f"the listing has {result.fused} fused multiply-adds, where the source asks for {result.asked}")
    elements = tile(entry)
    if elements and (result.loop == 0 or result.loop % elements):
        raise Finding(f"the densest loop has {result.loop} fused multiply-adds, where a multiple of {elements} was expected")
    if result.memory and stays_in_registers(entry):
        raise Finding(f"{result.memory} bytes lie in memory instead of registers")
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kernels", type=pathlib.Path)
    parser.add_argument("--markdown", type=pathlib.Path, help="write the table to this file")
    parser.add_argument("--estimates", type=pathlib.Path, help="write what share of a GPU's peak each kernel can reach to this file")
    parser.add_argument("--set", help="only this option set, such as 'software division'")
    parser.add_argument("--target", help="only this GPU, such as 'pvc'")
    arguments = parser.parse_args()
    entries = json.loads((arguments.kernels / "kernels.json").read_text())
    families = {entry["family"] for entry in entries}
    entries = [
        entry for entry in entries if arguments.set in (None, entry["set"]) and not for_processors(entry, families)]
    if not entries:
        sys.exit(f"there is no option set '{arguments.set}'")
    targets = [target for target in TARGETS if arguments.target in (None, target.name)]
    if not targets:
        sys.exit(f"there is no GPU '{arguments.target}'; there are " + ", ".join(target.name for target in TARGETS))
    counts, results, compiled = {"passed": 0, "failed": 0, "skipped": 0}, {}, []
    for target in targets:
        if reason := target.missing():
            print(f"skipped  {target.name}: {reason}")
            counts["skipped"] += len(entries)
            continue
        try:
            check_planted(target)
        except Finding as finding:
            sys.exit(f"{target.name}: {finding}; its listings cannot be read")
        compiled.append(target)
        failed = 0
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            jobs = [pool.submit(check, target, arguments.kernels, entry) for entry in entries]
            for number, (entry, job) in enumerate(zip(entries, jobs)):
                try:
                    results[target.name, number] = job.result()
                except Finding as finding:
                    failed += 1
                    print(f"FAILED   {target.name}, {entry['family']}, {entry['set']}, {entry['options']}: {finding}")
        counts["failed"] += failed
        counts["passed"] += len(entries) - failed
        print(f"{target.name}: {len(entries) - failed} of {len(entries)} passed", flush=True)
    shown = SHOWN if arguments.set is None else arguments.set
    if arguments.estimates:
        arguments.estimates.write_text(estimate.page(entries, results, shown))
    if arguments.markdown:
        arguments.markdown.write_text(page(compiled, entries, results, shown, tile))
    print("{passed} passed, {failed} failed, {skipped} skipped".format(**counts))
    sys.exit(1 if counts["failed"] else 0)


if __name__ == "__main__":
    main()
