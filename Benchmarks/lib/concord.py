"""Runs the built `concord`."""

import json
import os
import subprocess

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


class ConcordError(Exception):
    """What `concord` said was wrong."""


class Concord:
    def __init__(self, path, backend, threads):
        self.path = path or os.path.join(ROOT, ".build", "release", "concord")
        if not os.access(self.path, os.X_OK):
            raise ConcordError(f"there is no concord at {self.path}; build it (swift build -c release) or name it with --concord")
        self.backend = ["--backend", backend] if backend else []
        # PoCL's own limit; other drivers take every core.
        self.environment = dict(os.environ, POCL_MAX_PTHREAD_COUNT=str(threads))

    def bench(self, *arguments):
        """The JSON of `concord bench`."""
        command = [self.path, "bench", "--json", "-", *self.backend, *map(str, arguments)]
        outcome = subprocess.run(command, capture_output=True, text=True, env=self.environment)
        if outcome.returncode != 0:
            lines = [line for line in outcome.stderr.splitlines() if line.startswith("Error: ")]
            raise ConcordError((lines or outcome.stderr.splitlines() or ["concord said nothing"])[-1].removeprefix("Error: "))
        return json.loads(outcome.stdout)


def description(report):
    """What a report says of Concord and its device."""
    return {key: report[key] for key in ("version", "backend", "device", "platform", "driver")}
