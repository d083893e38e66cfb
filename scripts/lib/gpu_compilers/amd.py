"""What a lane does, read from AMD's listings."""

import re

from .reading import Kernel, Work

FUNCTION = re.compile(r"^(\w+):\s*; @\1\n(.*?)^\.Lfunc_end\d+:", re.MULTILINE | re.DOTALL)
LABEL = re.compile(r"^(\.LBB\d+_\d+):")
BRANCH = re.compile(r"^\s+s_c?branch\w*\s+(\.LBB\d+_\d+)")
GLOBAL = re.compile(r"^\s+(?:global|flat|buffer)_(?:load|store)_(\w+)")
LOCAL = re.compile(r"^\s+ds_(?:load|store|read|write)(2?)(?:addr|st64)?_\w*?(?:_2addr|_stride64)?_?b(\d+)")
# As AMD names them before its third generation, and since.
SIZES = {
    "dword": 4, "dwordx2": 8, "dwordx3": 12, "dwordx4": 16, "b32": 4, "b64": 8, "b96": 12, "b128": 16, "ubyte": 1, "sbyte": 1, "byte": 1,
    "u8": 1, "i8": 1, "b8": 1, "ushort": 2, "sshort": 2, "short": 2, "u16": 2, "i16": 2, "b16": 2,
}


def work(lines: list[str], fused: re.Pattern[str]) -> Work:
    """What these lines do, each once."""
    found = Work()
    for line in lines:
        if line.startswith("\tv_"):
            found.vector += 1
        # A dual instruction holds two operations.
        found.fused += len(fused.findall(line))
        if size := GLOBAL.match(line):
            found.total += SIZES.get(size[1].removesuffix("_d16_hi"), 4)
        if size := LOCAL.match(line):
            twice = bool(size[1]) or "2addr" in line
            found.local += int(size[2]) // 8 * (2 if twice else 1)
    return found


def taken(lines: list[str]) -> list[str]:
    """Without what a branch may leave out that touches no global memory: of a division of 64 bits, for example, all but the short way
    is seldom needed."""
    labels = {label[1]: number for number, line in enumerate(lines) if (label := LABEL.match(line))}
    left, number = [], 0
    while number < len(lines):
        left.append(lines[number])
        branch = BRANCH.match(lines[number])
        end = labels.get(branch[1], 0) if branch and "s_cbranch" in lines[number] else 0
        skips = end > number and not any(GLOBAL.match(line) for line in lines[number:end])
        number = end if skips else number + 1
    return left


def loops(lines: list[str]) -> list[tuple[int, int]]:
    """The first and last line of every loop that holds no other one."""
    labels, found = {}, []
    for number, line in enumerate(lines):
        if label := LABEL.match(line):
            labels[label[1]] = number
        elif (branch := BRANCH.match(line)) and branch[1] in labels:
            found.append((labels[branch[1]], number))
    return [
        one for one in found
        if not any(other != one and one[0] <= other[0] and other[1] <= one[1] for other in found)]


def kernels(text: str, fused: re.Pattern[str]) -> dict[str, Kernel]:
    """Every kernel of a listing."""
    found = {}
    for name, body in FUNCTION.findall(text):
        lines = body.splitlines()
        inner = [work(taken(lines[first:last + 1]), fused) for first, last in loops(lines)]
        touching = [each for each in inner if each.total]
        whole = work(taken(lines), fused)
        found[name] = Kernel(
            densest=max([*inner, Work()], key=lambda each: each.fused) if any(each.fused for each in inner) else whole,
            memory=sum(touching, Work()) if touching else whole)
    return found
