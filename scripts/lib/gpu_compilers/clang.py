"""AMD's and NVIDIA's GPUs, through clang's back ends and libclc's built-in functions."""

import pathlib
import re
import shutil

from . import amd
from .reading import Finding, Reading, densest_loop, run

CLC = pathlib.Path("/usr/lib/clc")
COMPILER = "clang-16"

# Flags of LLVM's instructions that let a back end compute something else than what is written.
RELAXED = re.compile(r"= (?:tail |notail )?(?:f\w+|call|select|phi) (?:\w+ )*?(fast|contract|reassoc|afn|arcp|nsz|nnan|ninf) .*")


def elements(ir: str, operation: str) -> int:
    """How often the intermediate code has an operation, `llvm.fma` or `udiv i64` for example, each vector counted by its elements."""
    if operation.startswith("llvm."):
        found = re.findall(rf"call [^@]*@{re.escape(operation)}\.(?:v(\d+))?f32\(", ir)
    else:
        name, kind = operation.split()
        found = re.findall(rf"= {name} (?:\w+ )*?(?:<(\d+) x )?{kind}\b", ir)
    return sum(int(width or 1) for width in found)


OF_CONSTANTS = re.compile(r"(%\S+) = .*@llvm\.fma\.f32\(float (?:\w+ )?(\S+), float (?:\w+ )?(\S+), float (?:\w+ )?(\S+)\)")


def known(ir: str) -> int:
    """Fused multiply-adds of constants, which the back end computes itself: a division by a constant begins with some."""
    count, constants = 0, set()
    for line in ir.splitlines():
        if line.startswith("define"):
            constants.clear()
        elif (found := OF_CONSTANTS.search(line)) and all(
            not operand.startswith("%") or operand in constants for operand in found.groups()[1:]
        ):
            constants.add(found[1])
            count += 1
    return count


class Clang:
    """One of its targets. Divisions become several instructions: how many multiply-adds are among them is known, and no other is let
    pass."""

    tool = COMPILER

    def __init__(
        self, name: str, triple: str, library: str, fused: str, contracted: str, memory: str, cpu: str = "",
        fused_of: dict[str, int] | None = None, contracted_of: dict[str, int] | None = None,
    ) -> None:
        self.name, self.triple, self.library, self.cpu = name, triple, library, cpu
        self.fused, self.contracted, self.memory = (re.compile(text) for text in (fused, contracted, memory))
        self.fused_of, self.contracted_of = fused_of or {}, contracted_of or {}

    def missing(self) -> str:
        if not shutil.which(COMPILER):
            return f"{COMPILER} is not installed"
        return "" if (CLC / self.library).exists() else "libclc is not installed"

    def version(self) -> str:
        return run(COMPILER, "--version").splitlines()[0]

    def read(self, source: pathlib.Path, options: list[str], folder: pathlib.Path) -> Reading:
        machine = ["-target", self.triple, *([f"-mcpu={self.cpu}"] if self.cpu else []), "-nogpulib", "-O3", "-S", "-w"]
        intermediate, listing = folder / "kernel.ll", folder / "kernel.s"
        run(
            COMPILER, *machine, "-x", "cl", "-Xclang", "-finclude-default-header", "-Xclang", "-mlink-builtin-bitcode", "-Xclang",
            str(CLC / self.library), "-emit-llvm", *options, str(source), "-o", str(intermediate))
        run(COMPILER, *machine, "-x", "ir", "-Xclang", "-disable-llvm-passes", str(intermediate), "-o", str(listing))
        ir, text = intermediate.read_text(), listing.read_text()
        self.check(ir, text)
        return Reading(
            fused=len(self.fused.findall(text)) - self.expansions(self.fused_of, ir), asked=elements(ir, "llvm.fma") - known(ir),
            loop=densest_loop(text, self.fused), memory=sum(int(size) for size in self.memory.findall(text)),
            work=amd.kernels(text, self.fused) if self.triple.startswith("amdgcn") else {})

    @staticmethod
    def expansions(each: dict[str, int], ir: str) -> int:
        return sum(count * elements(ir, operation) for operation, count in each.items())

    def check(self, ir: str, text: str) -> None:
        """That nothing is contracted: the back end is not allowed to, and has not."""
        if relaxed := RELAXED.search(ir):
            raise Finding(f"the back end may contract or relax '{relaxed[0][2:]}'")
        if "@llvm.fmuladd" in ir:
            raise Finding("the back end may contract a multiply-add that is written in two operations")
        found, expected = self.contracted.findall(text), self.expansions(self.contracted_of, ir)
        if len(found) != expected:
            raise Finding(
                f"the listing has {len(found)} instructions such as '{(found or ['none'])[0]}' that round otherwise than the source"
                f" says, where its integer divisions have {expected}")
