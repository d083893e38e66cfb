"""What is read from one listing, and what the readers of all compilers share."""

import dataclasses
import os
import re
import subprocess


class Finding(Exception):
    """What is wrong with one compiled kernel source."""


@dataclasses.dataclass
class Work:
    """What one lane does in a stretch of a listing."""

    # Fused multiply-adds, and vector instructions with them among.
    fused: int = 0
    vector: int = 0
    # Bytes of local memory, and of global memory.
    local: int = 0
    total: int = 0

    def __add__(self, other: "Work") -> "Work":
        return Work(self.fused + other.fused, self.vector + other.vector, self.local + other.local, self.total + other.total)


@dataclasses.dataclass
class Kernel:
    """One kernel of a listing: its loop with the most multiply-adds, and all of its loops that touch global memory, once each. The whole
    kernel stands for them where it has none."""

    densest: Work
    memory: Work


@dataclasses.dataclass
class Reading:
    """One kernel source, compiled."""

    # Fused multiply-adds of the listing that stand for one of the source, and those of the intermediate code that the compiler's back
    # end was given, each vector counted by its elements.
    fused: int
    asked: int
    # Fused multiply-adds of the densest loop.
    loop: int
    # Bytes of memory where registers or arrays of a thread went, over all kernels of the source. Intel's count all work-items of a
    # hardware thread, the others one work-item.
    memory: int
    # By the kernel's name, of AMD's listings.
    work: dict[str, Kernel] = dataclasses.field(default_factory=dict)


def run(*command: str, **environment: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **environment}, timeout=600)
    if done.returncode:
        log = (done.stderr + done.stdout).strip().splitlines()
        raise Finding(f"{command[0]} ended with status {done.returncode}: " + " / ".join(log[:3]))
    return done.stdout + done.stderr


def densest_loop(text: str, fused: re.Pattern[str], division: int = 0) -> int:
    """The most fused multiply-adds between two labels, which a comment may follow.

    `division`: how many a division of integers has; blocks of as many are taken for one where others have some too.
    """
    blocks = re.split(r"^\s*[.$\w]+:\s*(?:[;/#].*)?$", text, flags=re.MULTILINE)
    counts = {len(fused.findall(block)) for block in blocks}
    return max(counts - {division, 0} or counts)
