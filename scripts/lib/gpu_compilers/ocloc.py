"""Intel's GPUs, through its offline compiler."""

import pathlib
import re
import shutil
import tempfile

from .reading import Finding, Reading, densest_loop, run

FUSED = re.compile(r"^\s*(?:\(.*?\)\s*)?mad \(.*:f\s", re.MULTILINE)

# Entries of a binary's patch list: where its bytes of memory stand, in words of four bytes.
MEDIA_STATE, PRIVATE_SURFACE = 18, 38
SCRATCH_WORD, PRIVATE_WORD = 1, 3


def contractible(spirv: str) -> bool:
    """Whether a sum is of a product."""
    products = set(re.findall(r"(%\w+) = OpFMul ", spirv))
    sums = re.findall(r"= Op(?:FAdd|FSub) %\w+ (%\w+) (%\w+)", spirv)
    return any(products.intersection(operands) for operands in sums)


def divides(spirv: str) -> bool:
    """Whether it divides or takes roots, which becomes fused multiply-adds of its own: on dg2 the division of integers too."""
    return bool(re.search(r"= Op(?:FDiv|[US]Div|UMod|SRem|SMod) |= OpExtInst %\w+ %\w+ sqrt ", spirv))


def fused_elements(spirv: str) -> int:
    """The calls of fma, each vector counted by its elements."""
    widths = dict(re.findall(r"(%\w+) = OpTypeVector %\w+ (\d+)", spirv))
    return sum(int(widths.get(kind, 1)) for kind in re.findall(r"= OpExtInst (%\w+) %\w+ fma ", spirv))


def private_memory(patches: str) -> int:
    """Bytes of scratch memory of a hardware thread, or of private memory of a work-item, from the disassembler's list of patches."""
    total = 0
    for token, words in re.findall(r"4 Token (\d+)\s+4 Size \d+\s+Hex ([0-9a-f ]+)", patches):
        number = {MEDIA_STATE: SCRATCH_WORD, PRIVATE_SURFACE: PRIVATE_WORD}.get(int(token))
        if number is not None:
            values = [int(byte, 16) for byte in words.split()[4 * number:4 * number + 4]]
            total += int.from_bytes(values, "little")
    return total


class Ocloc:
    tool = "ocloc"

    def __init__(self, name: str, sub_group: int, division: int = 0) -> None:
        self.name = name
        # Fused multiply-adds of a division of integers.
        self.division = division
        # The smallest that the device has: a driver says so, and the product passes it on.
        self.sub_group = sub_group
        self.instructions = tempfile.TemporaryDirectory()
        # The disassembler asks for the library by the name that only Debian's development files would have.
        for library in pathlib.Path("/usr/lib").glob("*/libiga64.so.1"):
            (pathlib.Path(self.instructions.name) / "libiga64.so").symlink_to(library)

    def missing(self) -> str:
        for tool, package in (("ocloc", "intel-opencl-icd"), ("spirv-dis", "spirv-tools")):
            if not shutil.which(tool):
                return f"{package} is not installed"
        return "" if any(pathlib.Path(self.instructions.name).iterdir()) else "libigc1 is not installed"

    def version(self) -> str:
        with tempfile.TemporaryDirectory() as folder:
            run("env", "-C", folder, "ocloc", "query", "OCL_DRIVER_VERSION")
            return "ocloc " + (pathlib.Path(folder) / "OCL_DRIVER_VERSION").read_text().strip("\0\n ")

    def read(self, source: pathlib.Path, options: list[str], folder: pathlib.Path) -> Reading:
        run(
            "ocloc", "compile", "-file", str(source), "-device", self.name, "-options",
            " ".join([*options, f"-DSUB_GROUP={self.sub_group}"]), "-out_dir", str(folder),
            "-output", "kernel")
        spirv = run("spirv-dis", str(next(folder.glob("kernel*.spv"))))
        # What a multiply-add in two operations becomes where contraction is allowed.
        if re.search(r"= OpExtInst %\w+ %\w+ mad ", spirv):
            raise Finding("the compiler may contract a multiply-add that is written in two operations")
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
        text = "".join(path.read_text() for path in listings)
        fused, asked = len(FUSED.findall(text)), fused_elements(spirv)
        if asked == 0 and divides(spirv):
            fused = 0  # none that the source asks for
        return Reading(
            fused=fused, asked=asked, loop=densest_loop(text, FUSED, self.division),
            memory=private_memory((dump / "PTM.txt").read_text()))
