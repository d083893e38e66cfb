"""What is read from one listing, and what the readers of all compilers share."""

import dataclasses
import os
import re
import subprocess


class Finding(Exception):
    """What is wrong with one compiled kernel source."""


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
