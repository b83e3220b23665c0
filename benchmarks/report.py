"""Puts what was measured into tables for people or into plain values for JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from benchmarks.measuring import Measured, Times, p95
from benchmarks.pages import Searched
from benchmarks.releases import Audited

MOST_TIMES_THE_FLOOR = 3.0
MOST_GROWTH = 1.2
MOST_OF_A_SEARCH, AMONG_PEOPLE = 0.050, 50_000
"""Seconds that one search in twenty may exceed, in a warm process, among so many people."""
MOST_OF_A_QUARTERS_REPORT = 10.0
"""Seconds for a quarter's report to be held against everything that left before."""
MEGABYTE = 1024 * 1024
PAGES = (
    f"{'page':24}{'as':9}{'cases':>9}{'queries':>9}{'cells':>7}"
    f"{'rows':>8}{'empty':>8}{'floor':>8}{'page':>8}{'p95':>8}{'ratio':>8}{'growth':>8}"
)
NAMES = (
    f"{'index of names':14}{'people':>9}{'ready':>9}{'memory':>9}{'median':>9}{'p95':>9}{'text':>9}{'p95':>9}"
)

RELEASES = (
    f"{'figures that leave':20}{'cases':>7}{'quarters':>10}{'releases':>10}{'figures':>9}{'withheld':>10}"
    f"{'seconds':>9}{'busy':>9}"
)


@dataclass(frozen=True)
class Findings:
    """All that was measured, and what else the machine did: processes that wanted a core, on average over a minute."""

    pages: Sequence[Measured]
    names: Sequence[Searched]
    releases: Sequence[Audited]
    cores: int
    load: tuple[float, float]


def as_table(found: Findings) -> str:
    """A line for each page and size, for each index of names, and for each report. A figure over its target is starred."""
    lines = []
    if found.pages:
        lines += [PAGES, "-" * len(PAGES)]
        lines += [_line(one, size) for one in found.pages for size in one.times]
        lines += [
            "",
            "rows: the same rows by psycopg, their cells opened; empty: an empty page; floor: both; milliseconds, medians.",
            f"ratio: page over floor (target {MOST_TIMES_THE_FLOOR:g}); growth: over its own figure at the smallest size",
            f"(target {MOST_GROWTH:g}); * over the target.",
            "",
        ]
    if found.names:
        lines += [NAMES, "-" * len(NAMES)]
        lines += [_line_of_names(one) for one in found.names]
        lines += [
            "",
            "ready: seconds from nothing; memory: megabytes; a search in a warm process: milliseconds by the wall's clock",
            f"(target for p95 among {AMONG_PEOPLE:,} people {MOST_OF_A_SEARCH * 1000:g}); * over the target;",
            "text: one of a hundred words, held against everyone before it is kept among talks with the authority.",
            "",
        ]
    if found.releases:
        lines += [RELEASES, "-" * len(RELEASES)]
        lines += [_line_of_release(one) for one in found.releases]
        lines += [
            "",
            "cases: in a quarter; quarters: that have had their reports; releases: that everything is held against;",
            "seconds by the wall's clock, and of the processor alone (target for a quarter's report "
            f"{MOST_OF_A_QUARTERS_REPORT:g}); * over the target.",
            "",
        ]
    before, after = found.load
    return "\n".join([*lines, f"{found.cores} cores; load {before:.1f} before, {after:.1f} after."])


def _line(one: Measured, size: int) -> str:
    times, small = one.times[size], min(one.times)
    figures = (median(times.rows), median(times.empty), times.floor, median(times.page), p95(times.page))
    shown = "".join(f"{seconds * 1000:8.1f}" for seconds in figures)
    grown = _against(one.growth(small, size), MOST_GROWTH) if size != small else ""
    ratio = _against(times.ratio, MOST_TIMES_THE_FLOOR)
    asked = f"{times.queries:9}{times.cells:7}"
    return f"{one.visit.name:24}{one.visit.who:9}{size:9,}{asked}{shown}{ratio:>8}{grown:>8}"


def _line_of_names(one: Searched) -> str:
    most = MOST_OF_A_SEARCH * 1000 if one.people <= AMONG_PEOPLE else float("inf")
    usual = f"{median(one.searches) * 1000:8.1f} "
    slow = _against(p95(one.searches) * 1000, most)
    screen = "".join(f"{seconds * 1000:8.1f} " for seconds in (median(one.screens), p95(one.screens)))
    return f"{'':14}{one.people:9,}{one.opening:9.1f}{one.memory / MEGABYTE:9.0f}{usual:>9}{slow:>9}{screen}"


def _line_of_release(one: Audited) -> str:
    most = MOST_OF_A_QUARTERS_REPORT if one.report == "quarter" else float("inf")
    withheld = "refused" if one.withheld is None else str(one.withheld)
    return (
        f"{one.report:20}{one.cases:7,}{one.quarters:10}{one.releases:10}{one.figures:9}{withheld:>10}"
        f"{_against(one.seconds, most):>9}{one.busy:8.2f} "
    )


def _against(figure: float, most: float) -> str:
    return f"{figure:.2f}{'*' if figure > most else ' '}"


def as_json(found: Findings) -> dict[str, Any]:
    """The same and more, in plain values; times in milliseconds unless they say otherwise."""
    return {
        "targets": {
            "ratio": MOST_TIMES_THE_FLOOR,
            "growth": MOST_GROWTH,
            "search_p95_ms": MOST_OF_A_SEARCH * 1000,
            "search_among_people": AMONG_PEOPLE,
            "quarters_report_s": MOST_OF_A_QUARTERS_REPORT,
        },
        "machine": {"cores": found.cores, "load_before": found.load[0], "load_after": found.load[1]},
        "pages": [
            {
                "page": one.visit.name,
                "as": one.visit.who,
                "path": one.visit.path,
                "sizes": {str(size): dict(_figures(one, size)) for size in one.times},
            }
            for one in found.pages
        ],
        "names": [dict(_figures_of_names(one)) for one in found.names],
        "releases": [asdict(one) for one in found.releases],
    }


def _figures(one: Measured, size: int) -> Iterator[tuple[str, float]]:
    times: Times = one.times[size]
    yield from (("queries", times.queries), ("cells", times.cells))
    for name, seconds in (
        ("rows_ms", median(times.rows)),
        ("empty_ms", median(times.empty)),
        ("floor_ms", times.floor),
        ("page_ms", median(times.page)),
        ("page_p95_ms", p95(times.page)),
    ):
        yield name, round(seconds * 1000, 3)
    yield "ratio", round(times.ratio, 3)
    yield "growth", round(one.growth(min(one.times), size), 3)


def _figures_of_names(one: Searched) -> Iterator[tuple[str, float]]:
    yield "people", one.people
    yield "ready_s", round(one.opening, 3)
    yield "memory_mb", round(one.memory / MEGABYTE, 1)
    yield "search_ms", round(median(one.searches) * 1000, 3)
    yield "search_p95_ms", round(p95(one.searches) * 1000, 3)
    yield "text_ms", round(median(one.screens) * 1000, 3)
    yield "text_p95_ms", round(p95(one.screens) * 1000, 3)
