"""Puts what was measured into a table for people or into plain values for JSON."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import Any

from benchmarks.measuring import Measured, p95

MOST_TIMES_THE_FLOOR = 3.0
MOST_GROWTH = 1.2
HEAD = f"{'page':24}{'as':9}{'cases':>9}{'rows':>8}{'empty':>8}{'floor':>8}{'page':>8}{'p95':>8}{'ratio':>8}{'growth':>8}"


def as_table(measured: Sequence[Measured]) -> str:
    """One line for each page and size; times in milliseconds, by medians. A figure over its target is starred."""
    lines = [HEAD, "-" * len(HEAD)]
    for one in measured:
        small = min(one.times)
        for size, times in one.times.items():
            visit = one.recorded.visit
            figures = (
                median(times.rows),
                median(times.empty),
                times.floor,
                median(times.page),
                p95(times.page),
            )
            shown = "".join(f"{seconds * 1000:8.1f}" for seconds in figures)
            grown = _against(one.growth(small, size), MOST_GROWTH) if size != small else ""
            ratio = _against(times.ratio, MOST_TIMES_THE_FLOOR)
            lines.append(f"{visit.name:24}{visit.who:9}{size:9,}{shown}{ratio:>8}{grown:>8}")
    lines += [
        "",
        "rows: the same rows by psycopg, their cells opened; empty: an empty page; floor: both; milliseconds, medians.",
        f"ratio: page over floor (target {MOST_TIMES_THE_FLOOR:g}); growth: over its own figure at the smallest size",
        f"(target {MOST_GROWTH:g}); * over the target.",
    ]
    return "\n".join(lines)


def _against(figure: float, most: float) -> str:
    return f"{figure:.2f}{'*' if figure > most else ' '}"


def as_json(measured: Sequence[Measured]) -> dict[str, Any]:
    """The same and more, in plain values; times in milliseconds."""
    return {
        "targets": {"ratio": MOST_TIMES_THE_FLOOR, "growth": MOST_GROWTH},
        "pages": [
            {
                "page": one.recorded.visit.name,
                "as": one.recorded.visit.who,
                "path": one.recorded.visit.path,
                "queries": one.recorded.queries,
                "cells": one.cells,
                "sizes": {str(size): _figures(one, size) for size in one.times},
            }
            for one in measured
        ],
    }


def _figures(one: Measured, size: int) -> dict[str, float]:
    times = one.times[size]
    figures = {
        "rows_ms": median(times.rows) * 1000,
        "empty_ms": median(times.empty) * 1000,
        "floor_ms": times.floor * 1000,
        "page_ms": median(times.page) * 1000,
        "page_p95_ms": p95(times.page) * 1000,
        "ratio": times.ratio,
        "growth": one.growth(min(one.times), size),
    }
    return {name: round(value, 3) for name, value in figures.items()}
