"""What the figures were measured on."""

import datetime
import os
import platform
import sys


def _first(path, key):
    try:
        with open(path) as lines:
            for line in lines:
                if line.startswith(key):
                    return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return None


def cores():
    """Those that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()


def description():
    memory = _first("/proc/meminfo", "MemTotal")
    return {
        "processor": _first("/proc/cpuinfo", "model name") or platform.processor(),
        "cores": cores(),
        "memoryGiB": round(int(memory.split()[0]) / 2**20, 1) if memory else None,
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "loadAtStart": os.getloadavg()[0],
        "date": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
    }


def warn_if_busy():
    """Others at work make every figure worthless, and not in the same way for both sides."""
    load = os.getloadavg()[0]
    if load > 0.5:
        print(f"warning: the machine is busy (load {load:.1f}); the figures will not hold", file=sys.stderr)
