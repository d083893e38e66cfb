#!/usr/bin/env python3
"""Compiles every kernel, with every option set of the product, for GPUs that are not here, and reads the listings.

Usage: scripts/lib/gpu-compilers.py KERNELS [--set NAME] [--markdown FILE]

KERNELS is the folder that the test KernelExportTests writes; scripts/gpu-compilers makes it and calls this. For each
kernel source, option set and target:

- it compiles;
- nothing may be contracted: Intel's compiler is told so in the SPIR-V (ContractionOff for each kernel), and the listings of
  AMD and NVIDIA have no instruction that multiplies and adds with two roundings in one, or that an assembler may contract;
- the inner loops of the main kernels have a multiple of the fused multiply-adds of their tile;
- no kernel with a tile for GPUs spills registers, with any tile that the tuner tries.

Two kernels of known meaning are compiled first, so that a listing that was misread is noticed. The last line counts for machines:

    N passed, N failed, N skipped
"""

import argparse
import concurrent.futures
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

CLC = pathlib.Path("/usr/lib/clc")
# Whose inner loops take the products of a work-item's elements, each of its options -DROWS times -DCOLUMNS.
TILES = ("matmul_local", "convolution_local", "conv2d_weight_gradient_local")
PLANTED = """#pragma OPENCL FP_CONTRACT OFF
kernel void written_apart(global float *x) { size_t i = get_global_id(0); x[i] = x[i] * x[i + 1] + x[i + 2]; }
"""
PLANTED_FUSED = """#pragma OPENCL FP_CONTRACT OFF
kernel void written_fused(global float *x) { size_t i = get_global_id(0); x[i] = fma(x[i], x[i + 1], x[i + 2]); }
"""


class Finding(Exception):
    """What is wrong with one compiled kernel source."""


def run(*command: str, **environment: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **environment}, timeout=600)
    if done.returncode:
        log = (done.stderr + done.stdout).strip().splitlines()
        raise Finding(f"{command[0]} ended with status {done.returncode}: " + " / ".join(log[:3]))
    return done.stdout + done.stderr


def contractible(spirv: str) -> bool:
    """Whether a sum is of a product."""
    products = set(re.findall(r"(%\w+) = OpFMul ", spirv))
    sums = re.findall(r"= Op(?:FAdd|FSub) %\w+ (%\w+) (%\w+)", spirv)
    return any(products.intersection(operands) for operands in sums)


class Clang:
    """clang-16 with libclc's built-in functions."""

    def __init__(self, name: str, triple: str, library: str, fused: str, contracted: str, spill: str, cpu: str = "") -> None:
        self.name, self.triple, self.library, self.cpu = name, triple, library, cpu
        self.fused, self.contracted, self.spill = (re.compile(text) for text in (fused, contracted, spill))

    def missing(self) -> str:
        if not shutil.which("clang-16"):
            return "clang-16 is not installed"
        return "" if (CLC / self.library).exists() else "libclc is not installed"

    def listing(self, source: pathlib.Path, options: list[str], folder: pathlib.Path) -> str:
        target = folder / "kernel.s"
        run(
            "clang-16", "-target", self.triple, *([f"-mcpu={self.cpu}"] if self.cpu else []), "-x", "cl", "-Xclang",
            "-finclude-default-header", "-Xclang", "-mlink-builtin-bitcode", "-Xclang", str(CLC / self.library),
            "-nogpulib", "-Wno-linker-warnings", "-O3", "-S", *options, str(source), "-o", str(target))
        return target.read_text()

    def check(self, text: str) -> None:
        # AMD's compiler divides integers through floats, with a multiply-add in two roundings and this reciprocal.
        if "v_rcp_iflag_f32" in text:
            return
        if found := self.contracted.search(text):
            raise Finding(f"the listing has '{found[0]}', which rounds otherwise than the source says")

    def spills(self, text: str) -> bool:
        return bool(self.spill.search(text))


class Ocloc:
    """Intel's offline compiler."""

    fused = re.compile(r"^\s*(?:\(.*?\)\s*)?mad \(.*:f\s", re.MULTILINE)

    def __init__(self, name: str) -> None:
        self.name = name
        self.instructions = tempfile.TemporaryDirectory()
        # The disassembler asks for the library by the name that only Debian's development files would have.
        for library in pathlib.Path("/usr/lib").glob("*/libiga64.so.1"):
            (pathlib.Path(self.instructions.name) / "libiga64.so").symlink_to(library)

    def missing(self) -> str:
        for tool, package in (("ocloc", "intel-opencl-icd"), ("spirv-dis", "spirv-tools")):
            if not shutil.which(tool):
                return f"{package} is not installed"
        return "" if any(pathlib.Path(self.instructions.name).iterdir()) else "libigc-tools is not installed"

    def listing(self, source: pathlib.Path, options: list[str], folder: pathlib.Path) -> str:
        kept = " ".join(option for option in options if option != "-w")  # its warnings say what spills
        log = run(
            "ocloc", "compile", "-file", str(source), "-device", self.name, "-options", kept, "-out_dir", str(folder),
            "-output", "kernel")
        spirv = run("spirv-dis", str(next(folder.glob("kernel*.spv"))))
        kernels = re.findall(r"OpEntryPoint Kernel (%\w+) \"(\w+)\"", spirv)
        for identifier, kernel in kernels:
            # The mode is only there for kernels with something to contract.
            body = re.search(rf"{identifier} = OpFunction .*?OpFunctionEnd", spirv, re.DOTALL)
            if body and contractible(body[0]) and not re.search(rf"OpExecutionMode {identifier} ContractionOff", spirv):
                raise Finding(f"the compiler may contract in {kernel}")
        dump = folder / "dump"
        dump.mkdir()
        run(
            "ocloc", "disasm", "-file", str(next(folder.glob("kernel*.bin"))), "-dump", str(dump), "-device", self.name,
            LD_LIBRARY_PATH=self.instructions.name)
        listings = sorted(dump.glob("*.asm"))
        if len(listings) < len(kernels):
            raise Finding("the disassembler gave no listing")
        return log + "".join(path.read_text() for path in listings)

    def check(self, text: str) -> None:
        pass  # ContractionOff was looked for in what the compiler was given

    def spills(self, text: str) -> bool:
        return "spilled around" in text


TARGETS = [
    *(Ocloc(name) for name in ("skl", "tgllp", "dg2", "pvc")),
    *(
        Clang(
            cpu, "amdgcn-amd-amdhsa", "amdgcn--amdhsa.bc", r"v_(?:dual_)?(?:pk_)?fma\w*_f32", r"v_(?:mad|mac|madak|madmk)_f32",
            r"vgpr_spill_count: [1-9]", cpu)
        for cpu in ("gfx906", "gfx1100")
    ),
    Clang(
        "ptx", "nvptx64-nvidia-nvcl", "nvptx64--nvidiacl.bc", r"\bfma\.rn\.f32", r"\b(?:add|sub|mul|mad|fma)(?:\.ftz)?\.f32",
        r"\bst\.local\.f32 .*spill"),
]


def densest_loop(text: str, fused: re.Pattern[str]) -> int:
    """The most fused multiply-adds between two labels."""
    blocks = re.split(r"^\s*[.$\w]+:\s*$", text, flags=re.MULTILINE)
    return max(len(fused.findall(block)) for block in blocks)


def planted(target) -> None:
    for source, expected in ((PLANTED, 0), (PLANTED_FUSED, 1)):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            (folder / "planted.cl").write_text(source)
            text = target.listing(folder / "planted.cl", ["-cl-std=CL1.2"], folder)
            target.check(text)
            if bool(target.fused.findall(text)) != bool(expected):
                raise Finding(f"the listing of a planted kernel should have {'a' if expected else 'no'} fused multiply-add")


def compiled(kernels: pathlib.Path, entry: dict, target) -> tuple[int, bool]:
    """The fused multiply-adds of the densest loop, and whether registers are spilled."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        text = target.listing(kernels / entry["file"], entry["options"].split(), folder)
    target.check(text)
    dense = densest_loop(text, target.fused)
    is_tile = entry["family"] in TILES and "fma" not in entry["set"]
    if is_tile:
        sizes = dict(re.findall(r"-D(ROWS|COLUMNS)=(\d+)", entry["options"]))
        tile = int(sizes["ROWS"]) * int(sizes["COLUMNS"])
        if dense == 0 or dense % tile:
            raise Finding(f"the inner loop has {dense} fused multiply-adds, where a multiple of {tile} was expected")
    spills = target.spills(text)
    if spills and is_tile:
        raise Finding("registers are spilled")
    return dense, spills


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kernels", type=pathlib.Path)
    parser.add_argument("--markdown", type=pathlib.Path, help="write the table to this file")
    parser.add_argument("--set", help="only this option set, such as 'software division'")
    arguments = parser.parse_args()
    entries = json.loads((arguments.kernels / "kernels.json").read_text())
    entries = [entry for entry in entries if arguments.set in (None, entry["set"])]
    if not entries:
        sys.exit(f"there is no option set '{arguments.set}'")
    rows, counts = [], {"passed": 0, "failed": 0, "skipped": 0}
    for target in TARGETS:
        if reason := target.missing():
            print(f"skipped  {target.name}: {reason}")
            counts["skipped"] += len(entries)
            continue
        try:
            planted(target)
        except Finding as finding:
            sys.exit(f"{target.name}: {finding}; its listings cannot be read")
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            jobs = {pool.submit(compiled, arguments.kernels, entry, target): entry for entry in entries}
            failed, loops = 0, {}
            for job in concurrent.futures.as_completed(jobs):
                entry = jobs[job]
                try:
                    dense, spills = job.result()
                    if entry["family"] in TILES and "fma" not in entry["set"]:
                        loops[entry["family"]] = f"{dense}, spills" if spills else str(dense)
                except Finding as finding:
                    failed += 1
                    print(f"FAILED   {target.name}, {entry['family']}, {entry['set']}: {finding}")
        counts["failed"] += failed
        counts["passed"] += len(entries) - failed
        print(f"{target.name}: {len(entries) - failed} of {len(entries)} passed", flush=True)
        rows.append([target.name, str(len(entries)), str(failed), *(loops.get(family, "–") for family in TILES)])
    if arguments.markdown:
        heads = ["target", "compiled", "failed", *(f"`{family}`" for family in TILES)]
        lines = [heads, ["---"] * len(heads), *rows]
        arguments.markdown.write_text("".join(f"| {' | '.join(line)} |\n" for line in lines))
    print("{passed} passed, {failed} failed, {skipped} skipped".format(**counts))
    sys.exit(1 if counts["failed"] else 0)


if __name__ == "__main__":
    main()
