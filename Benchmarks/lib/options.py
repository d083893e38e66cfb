"""Options that both scripts take."""

import argparse
import shlex
import sys

import machine


def parser(description):
    result = argparse.ArgumentParser(description=description)
    result.add_argument("--concord", metavar="FILE", help="the built command; default: .build/release/concord")
    result.add_argument("--backend", help="as concord takes it; default: its own")
    result.add_argument("--rounds", type=int, default=3, help="how often each side has its turn; default: 3")
    result.add_argument("--seconds", type=float, default=1, help="of each measurement, at least; default: 1")
    result.add_argument("--threads", type=int, default=machine.cores(), help="default: every core")
    result.add_argument("--json", metavar="FILE", help="write every figure with the machine's description")
    result.add_argument("--markdown", metavar="FILE", help="write the tables for a document")
    return result


def document(versions):
    """What every JSON starts with."""
    command = shlex.join([sys.argv[0].rsplit("/", 2)[-2] + "/" + sys.argv[0].rsplit("/", 1)[-1], *sys.argv[1:]])
    return {"machine": machine.description(), "versions": versions, "command": command}
