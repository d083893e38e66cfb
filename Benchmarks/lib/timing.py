"""Times of one thing done many times, as `concord bench` takes them."""

import statistics
import time


def milliseconds(body, seconds, at_least=10, group=1):
    """Does `body`, which does `group` things, for so long and so often, after two calls that are not counted; sorted times."""
    body()
    body()
    times = []
    start = time.perf_counter()
    while len(times) < at_least or time.perf_counter() - start < seconds:
        begin = time.perf_counter()
        body()
        times.append((time.perf_counter() - begin) * 1000 / group)
    return sorted(times)


def repeated(call, seconds):
    """The times of `call`, many times in a row as a step would, in rows of a millisecond or more."""
    alone = statistics.median(milliseconds(call, 0, at_least=3))
    group = max(1, min(100, round(1 / max(alone, 0.001) + 0.5)))

    def row():
        for _ in range(group):
            call()

    return milliseconds(row, seconds, group=group)


def summary(times):
    """Median and 90th percentile."""
    return {"median": statistics.median(times), "p90": times[min(len(times) - 1, len(times) * 9 // 10)]}
