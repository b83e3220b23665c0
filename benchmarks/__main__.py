"""`script/benchmark`: makes the caseloads, measures pages, the index of names and releases, prints the tables."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence

from benchmarks.databases import Failed, ensure
from benchmarks.measuring import measure, measure_names
from benchmarks.pages import Searched
from benchmarks.releases import Audited, measure_releases
from benchmarks.report import Findings, as_json, as_table

SMALLEST = 8_000
"""Below this not every caseload has enough open cases for one worker to hold 500."""

CASES_A_QUARTER = (40, 250)
"""A service that takes on 160 cases in a year, and one that takes on 1,000."""


def main() -> int:
    asked = _arguments()
    sizes = sorted(set(asked.cases))
    if sizes[0] < SMALLEST:
        return _fail(f"--cases must be at least {SMALLEST:,}: one worker is to hold 500 of them.")
    before, *_ = os.getloadavg()
    try:
        releases = list(_releases(asked.releases))
        with_data = sizes if asked.pages or asked.people else []
        environments = {size: _ensured(size, fresh=asked.fresh) for size in with_data}
        ports = {size: asked.port + number for number, size in enumerate(sizes)}
        names = list(_names(environments[sizes[-1]], asked.people)) if asked.people else []
        pages = measure(environments, ports=ports, rounds=asked.rounds, pages=asked.pages, say=_say)
    except Failed as failed:
        return _fail(str(failed))
    after, *_ = os.getloadavg()
    found = Findings(pages, names, releases, os.cpu_count() or 1, (before, after))
    print(json.dumps(as_json(found), indent=2) if asked.json else as_table(found))
    return 0


def _names(environ: Mapping[str, str], numbers: Iterable[int]) -> Iterator[Searched]:
    for people in numbers:
        _say(f"the index of names of {people:,} people")
        yield measure_names(environ, people)


def _releases(after: Sequence[int]) -> Iterator[Audited]:
    for cases in CASES_A_QUARTER if after else ():
        _say(f"what left after up to {max(after)} quarters of {cases} cases")
        yield from measure_releases(cases, after, _say)


def _ensured(size: int, *, fresh: bool) -> dict[str, str]:
    began = time.monotonic()
    _say(f"a caseload of {size:,} cases")
    environ = ensure(size, fresh=fresh, environ=os.environ)
    _say(f"  ready after {time.monotonic() - began:.0f} s")
    return environ


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/benchmark", description=__doc__)
    parser.add_argument(
        "--cases", type=int, nargs="+", default=[10_000, 100_000], help="sizes (10000 100000)"
    )
    parser.add_argument("--rounds", type=int, default=60, help="how often each page is asked for (60)")
    parser.add_argument(
        "--pages",
        nargs="*",
        default=[""],
        help="only those whose names begin so, such as search; none if empty",
    )
    parser.add_argument(
        "--people",
        type=int,
        nargs="*",
        default=[50_000, 200_000],
        help="sizes of the index of names (50000 200000), as far as the largest caseload goes; none if empty",
    )
    parser.add_argument(
        "--releases",
        type=int,
        nargs="*",
        default=[0, 4, 8, 12, 16, 20],
        help="quarters after which to hold figures that leave against all before (0 4 … 20); none if empty",
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of the table")
    parser.add_argument("--fresh", action="store_true", help="make the data bases anew")
    parser.add_argument("--port", type=int, default=8120, help="the first of the ports to serve on (8120)")
    return parser.parse_args()


def _say(what: str) -> None:
    print(f"• {what}", file=sys.stderr, flush=True)


def _fail(why: str) -> int:
    print(f"✗ {why}", file=sys.stderr, flush=True)
    return 1


if __name__ == "__main__":
    sys.exit(main())
