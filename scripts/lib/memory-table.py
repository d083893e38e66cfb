#!/usr/bin/env python3
"""Writes docs/reports/memory-matrix.md from the results that scripts/memory-matrix keeps, to the standard output.

usage: memory-table.py RESULTS [PAGE]

Says on the standard error what is not as it must be, and then ends with 1. What was not run is no failure: the tables say how much was. Of the
page that there was, a section stays for which there are no results, and a row of the budgets.
"""

import contextlib
import io
import os
import platform
import sys
from collections import defaultdict

MODELS = ["mlp", "lenet5", "simplecnn", "mlp-cifar", "resnet20", "vgg11", "resnet18"]
OPTIMIZERS = ["sgd", "momentum", "adam"]
PLANS = ["retain", "reuse", "checkpoint"]
PARTS = [(1, 1), (7, 7), (7, 5), (7, 1), (64, 64), (64, 5), (64, 1)]
COUPLED = {"resnet20", "resnet18"}  # batch normalisation: the micro-batch decides the bits too
BACKENDS = ["reference", "pocl", "intel", "rusticl"]
CONFIGURATIONS = len(OPTIMIZERS) * len(PLANS) * len(PARTS)

wrong = []


def check(holds, message):
    if not holds:
        wrong.append(message)
    return holds


def table(columns, rows):
    """Columns whose name ends with '>' are right-aligned."""
    print("| " + " | ".join(name.rstrip(">") for name in columns) + " |")
    print("| " + " | ".join("---:" if name.endswith(">") else "---" for name in columns) + " |")
    for row in rows:
        print("| " + " | ".join(str(cell) for cell in row) + " |")
    print()


def grouped(number):
    return f"{number:,}"


def read(path):
    results = {}
    with open(path) as file:
        for line in file:
            key, *values = line.rstrip("\n").split("\t")
            results[tuple(key.split(" "))] = values
    return results


def processor():
    try:
        with open("/proc/cpuinfo") as file:
            return next(line.split(":")[1].strip() for line in file if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.machine()


def agreement(results):
    """Prediction, ledger and driver, for every backend and model."""
    peaks, rows = {}, []
    for model in MODELS:
        for backend in BACKENDS:
            counts, most, outside = defaultdict(int), 0, 0
            for (part, *key), values in results.items():
                if part not in ("bytes", "bits") or key[0] != backend or key[1] != model:
                    continue
                difference, peak, seen = values[:3]
                counts[part] += 1
                name = " ".join([part, *key])
                if check(difference == "0", f"{name}: prediction and ledger differ by {difference}"):
                    peaks[(part, *key)] = int(peak)
                else:
                    most = "!"
                if backend != "reference" and not check(seen == peak, f"{name}: the driver saw {seen}, the ledger {peak}"):
                    outside = "!"
            if counts:
                seen = "" if backend == "reference" else outside
                rows.append([
                    model, backend, f"{counts['bytes']} of {CONFIGURATIONS}", f"{counts['bits']} of {CONFIGURATIONS}", most, seen
                ])
    for (part, *key), peak in peaks.items():
        measured = peaks.get(("bytes", *key))
        if part == "bits" and measured is not None:
            check(peak == measured, f"{' '.join(key)}: training took {peak}, memory --measure {measured}")
    table(["model", "on", "measured>", "trained>", "difference to prediction>", "difference to driver>"], rows)
    return peaks


def sizes(peaks):
    """Bytes by model, optimizer, plan and largest micro-batch: on the reference, which takes no workspace, and with it on PoCL."""
    rows = []
    for model in MODELS:
        for optimizer in OPTIMIZERS:
            for plan in PLANS:
                cells = []
                for batch, micro in [(1, 1), (7, 5), (7, 7), (64, 64)]:
                    peak = peaks.get(("bytes", "pocl", model, optimizer, plan, str(batch), str(micro)))
                    cells.append(grouped(peak) if peak is not None else "")
                if any(cells):
                    rows.append([model, optimizer, plan, *cells])
    table(["model", "optimizer", "plan", "1>", "5>", "7>", "64>"], rows)


def hashes(results):
    groups = defaultdict(list)
    for (part, *key), values in results.items():
        if part == "bits":
            backend, model, optimizer, plan, batch, micro = key
            group = (model, optimizer, int(batch), int(micro) if model in COUPLED else None)
            groups[group].append((backend, values[3]))
    rows = []
    for group in sorted(groups, key=lambda g: (MODELS.index(g[0]), OPTIMIZERS.index(g[1]), g[2], -(g[3] or 0))):
        model, optimizer, batch, micro = group
        found = {hash for _, hash in groups[group]}
        check(len(found) == 1 and "" not in found, f"{group}: {len(found)} different hashes")
        runs = [f"{sum(b == backend for b, _ in groups[group])} {backend}" for backend in BACKENDS]
        whole = [(b, m) for b, m in PARTS if b == batch]
        micros = str(micro) if micro else ", ".join(str(m) for _, m in whole)
        rows.append([
            model, optimizer, batch, micros, f"`{sorted(found)[0][:16]}…`" if len(found) == 1 else "**different**",
            ", ".join(run for run in runs if not run.startswith("0 "))
        ])
    table(["model", "optimizer", "batch>", "micro-batches", "SHA-256 of all parameters", "runs"], rows)


def budgets(results, before):
    """With the rows of the section before that were not run again."""
    groups = defaultdict(list)
    for (part, *key), values in results.items():
        if part == "budgets":
            backend, model, plan, budget = key
            batch, peak, following = map(int, values)
            check(peak <= int(budget) < following, f"{' '.join(key)}: {batch} take {peak}, {batch + 1} {following}")
            groups[model, plan, backend].append((int(budget), batch, peak, following))
    kept = [[cell.strip() for cell in line.strip("|").split("|")] for line in before.splitlines() if line.startswith("| ")]
    rows = [row for row in kept if row[0] in MODELS and not any(group[:2] == (row[0], row[1]) for group in groups)]
    for model, plan, backend in groups:
        found = sorted(groups[model, plan, backend])
        rows.append([
            model, plan, backend, len(found), f"{grouped(found[0][0])} to {grouped(found[-1][0])}", f"{found[0][1]} to {found[-1][1]}",
            grouped(min(budget - peak for budget, _, peak, _ in found)),
            grouped(min(following - budget for budget, _, _, following in found))
        ])
    rows.sort(key=lambda row: (MODELS.index(row[0]), PLANS.index(row[1])))
    table(["model", "plan", "on", "budgets>", "bytes", "images", "left at least>", "missing for one more at least>"], rows)


def packing(results):
    rows = []
    for model in MODELS:
        for size in ("1", "7", "64"):
            if values := results.get(("packing", "-", model, size)):
                taken, bound = map(int, values)
                check(bound <= taken <= 1.02 * bound, f"packing {model} {size}: {taken} of {bound}")
                rows.append([model, size, grouped(taken), grouped(bound), f"{100 * (taken / bound - 1):.2f} %"])
    table(["model", "micro-batch>", "bytes>", "lower bound>", "more>"], rows)


def trade(results):
    rows, found = [], {}
    for (part, *key), values in results.items():
        if part == "trade":
            backend, _, _, plan, _ = key
            activations, peak, extra, _, before, resident, digest, difference = values
            check(difference == "0", f"trade {plan}: a difference of {difference}")
            found[plan] = (int(activations), float(extra), digest)
            rows.append([
                plan, grouped(int(activations)), f"{100 * float(extra):.1f} %",
                f"{int(peak) / 2**20:.0f} MiB", f"{int(before) / 2**20:.0f} MiB", f"{int(resident) / 2**20:.0f} MiB", f"`{digest[:16]}…`"
            ])
    if {"retain", "checkpoint"} <= set(found):
        retain, checkpoint = found["retain"], found["checkpoint"]
        check(2 * checkpoint[0] <= retain[0], "trade: checkpoint takes more than half of retain's activations")
        check(checkpoint[1] <= 0.35, "trade: checkpoint computes more than 35 % again")
    check(len({digest for _, _, digest in found.values()}) <= 1, "trade: the plans give different bits")
    table(
        ["plan", "activations>", "computed again>", "all that is asked of the device>", "resident before>", "resident at most>",
         "SHA-256"], rows)


def agreement_section(results, _):
    print("""*Measured* configurations were allocated by `concord memory --measure`, *trained* ones took one step of `concord train` on real images. The
differences are the largest of any: to the prediction, over all categories, padding and peak; to what a preloaded library counted at the
driver at most, which also had to get all of it back. Training took the same bytes as `memory --measure` everywhere. The reference has no driver.
""")
    peaks = agreement(results)
    print("""All bytes on PoCL, by the largest micro-batch:
""")
    sizes(peaks)


def hashes_section(results, _):
    print("""The hash of one configuration under every plan, on every backend, and with every micro-batch where no layer couples samples. In `resnet20` and
`resnet18` batch normalisation does, so each micro-batch has a line. After a first step momentum's velocity is
the gradient, so that `sgd` and `momentum` have the same hash. Fewer runs than others mean that not all plans and micro-batches were run there.
""")
    hashes(results)


def budgets_section(results, before):
    print("""For each budget `concord fit` names a batch, without a trial. One step of it was trained under that limit and took what `fit` said; of one
image more training was refused, and `memory --measure` without a limit took more than the budget. The last columns are the nearest of all to
being wrong. `scripts/memory-matrix budgets table` runs them anew, the large models only with `CONCORD_TEST_LONG=1`; rows
that are not run stay as an earlier build left them.
""")
    budgets(results, before)
    trials = [(key[1], values) for key, values in results.items() if key[0] == "trial"]
    for backend, values in trials:
        print(f"On {backend} `fit` asked the driver for what opening the device asks for and no more: {values[0]} buffers, one probe after the other.\n")
    if not trials:
        for line in before.splitlines():
            if line.startswith("On "):
                print(line + "\n")


def packing_section(results, _):
    print("""Bytes of the activations with their padding under the plan `reuse`, and the largest sum of them that lives at one operation, which no places
can go below. `concord memory --plan reuse` prints both.
""")
    packing(results)


def trade_section(results, _):
    print("""`resnet18` on CIFAR-10 in batches of 64 with SGD, five steps. *Resident* is the whole process, before the device was opened and at most. The results
in `.build/memory-matrix` have the median of the steps too, which means something only on a machine without other work.
""")
    trade(results)


# Each with the part of the results without which it stays as it was.
SECTIONS = [
    ("Prediction, ledger and driver", "bytes", agreement_section),
    ("One step, the same bits", "bits", hashes_section),
    ("Budgets", "budgets", budgets_section),
    ("How tight reuse is", "packing", packing_section),
    ("What checkpoint costs", "trade", trade_section),
]


def sections_of(path):
    """Heading to text, of a page that need not be there."""
    try:
        with open(path) as page:
            parts = page.read().split("\n## ")[1:]
    except FileNotFoundError:
        return {}
    return {part.split("\n", 1)[0]: part.split("\n", 1)[1].strip("\n") for part in parts}


def main():
    results = read(sys.argv[1])
    before = sections_of(sys.argv[2]) if len(sys.argv) > 2 else {}
    parts = {key[0] for key in results}
    print(f"""# The memory matrix

Every model of the zoo × SGD, SGD with momentum, Adam × every plan × batches of 1, 7 and 64 × whole, in micro-batches of 5 and of 1: {CONFIGURATIONS}
configurations a model. This page is made by

```
CONCORD_DATA_DIR=… scripts/memory-matrix
```

which takes hours and so is not part of `scripts/test`; that holds a part of it. The machine was a virtual one with {os.cpu_count()} cores of {processor()}.
""")
    stale = [heading for heading, part, _ in SECTIONS if part not in parts and heading in before]
    if stale:
        print(f"""Not run again with the last build: {"; ".join(f"*{heading}*" for heading in stale)}. They are as an earlier one left them, which may have
declared another workspace.
""")
    for heading, part, write in SECTIONS:
        text = before.get(heading, "")
        if part in parts or not text:
            made = io.StringIO()
            with contextlib.redirect_stdout(made):
                write(results, text)
            text = made.getvalue().strip("\n")
        print(f"## {heading}\n\n{text}\n")
    for line in wrong:
        print(line, file=sys.stderr)
    return 1 if wrong else 0


sys.exit(main())
