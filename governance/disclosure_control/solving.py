"""Asks the solver (HiGHS) which numbers are compatible with everything known; it knows sums and bounds, and no figures."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds as Within
from scipy.optimize import LinearConstraint, milp
from scipy.sparse import coo_array

from governance.disclosure_control.network import ENDLESS, Bounds

OPTIMAL, LIMIT, INFEASIBLE = 0, 1, 2
FAR = 60
"""How far beyond its bounds a figure is thought to go, at least, when it is tried not to show it."""
Sum = tuple[int, tuple[int, ...]]
Numbers = NDArray[np.float64]


class OutOfTimeError(Exception):
    """The solver has not found an answer while there was time."""


@dataclass
class Patience:
    """How long there is for all questions together, by a clock that only goes forward."""

    until: float

    @classmethod
    def of(cls, seconds: float) -> Patience:
        """From now on."""
        return cls(time.monotonic() + seconds)

    def left(self) -> float:
        """The seconds that are left; refuses when there are none."""
        if (seconds := self.until - time.monotonic()) <= 0:
            raise OutOfTimeError
        return seconds


class Loose(NamedTuple):
    """A figure that may be freed, at a cost, from between these."""

    cost: float
    least: int
    most: int


class _Row(NamedTuple):
    of: dict[int, float]
    least: float
    most: float


class Question:
    """Figures that move, the sums among them, and what can be asked about them."""

    def __init__(self, figures: Sequence[int], sums: Sequence[Sum], bounds: Bounds) -> None:
        self.figures = list(figures)
        self._column = {figure: at for at, figure in enumerate(self.figures)}
        self._least = np.array([bounds.least[figure] for figure in self.figures], dtype=float)
        self._most = np.array([_end(bounds.most[figure]) for figure in self.figures], dtype=float)
        self._rows = []
        for whole, parts in sums:
            row: dict[int, float] = {}
            right = 0.0
            for figure, sign in ((whole, 1.0), *((part, -1.0) for part in parts)):
                if (column := self._column.get(figure)) is None:
                    right -= sign * bounds.least[figure]
                else:
                    row[column] = row.get(column, 0.0) + sign
            if row:
                self._rows.append(_Row(row, right, right))

    def near(
        self, wanted: Mapping[int, int], fixed: Mapping[int, tuple[int, int]], patience: Patience
    ) -> dict[int, int] | None:
        """Numbers for all figures, as near to those wanted as can be; None where nothing keeps to what is fixed."""
        width = len(self.figures)
        most, least = self._fixed(fixed)
        rows, cost = list(self._rows), [0.0] * width
        for figure, number in wanted.items():
            rows.append(
                _Row({self._column[figure]: 1.0, len(cost): -1.0, len(cost) + 1: 1.0}, number, number)
            )
            cost += [1.0, 1.0]
        extra = len(cost) - width
        found = _solve(
            cost,
            rows,
            np.concatenate([least, np.zeros(extra)]),
            np.concatenate([most, np.full(extra, np.inf)]),
            np.concatenate([np.ones(width), np.zeros(extra)]),
            patience,
            gap=0.2,
        )
        if found is None:
            return None
        numbers = np.rint(found[:width])
        self._hold(numbers, least, most)
        return dict(zip(self.figures, map(int, numbers), strict=True))

    def cheapest(
        self, loose: Mapping[int, Loose], fixed: Mapping[int, tuple[int, int]], patience: Patience
    ) -> list[int] | None:
        """Which of the loose figures must be freed, at least cost, so that there are numbers that keep to what is fixed."""
        width = len(self.figures)
        most, least = self._fixed(fixed)
        rows, cost = list(self._rows), [0.0] * width
        freed = [figure for figure in self.figures if figure in loose and figure not in fixed]
        for figure in freed:
            at, switch, one = self._column[figure], len(cost), loose[figure]
            far = max(FAR, one.most)
            rows.append(_Row({at: 1.0, switch: one.least - least[at]}, one.least, np.inf))
            rows.append(_Row({at: 1.0, switch: -float(far)}, -np.inf, one.most))
            most[at] = min(most[at], one.most + far)
            cost.append(one.cost)
        extra = len(freed)
        found = _solve(
            cost,
            rows,
            np.concatenate([least, np.zeros(extra)]),
            np.concatenate([most, np.ones(extra)]),
            np.ones(width + extra),
            patience,
            gap=0.05,
        )
        if found is None:
            return None
        return [figure for figure, switch in zip(freed, found[width:], strict=True) if switch > 0.5]

    def _fixed(self, fixed: Mapping[int, tuple[int, int]]) -> tuple[Numbers, Numbers]:
        least, most = self._least.copy(), self._most.copy()
        for figure, (low, high) in fixed.items():
            at = self._column[figure]
            least[at], most[at] = max(least[at], low), min(most[at], high)
        return most, least

    def _hold(self, numbers: Numbers, least: Numbers, most: Numbers) -> None:
        """What the solver says is looked over with whole numbers: a world that is none would prove nothing."""
        keeps = bool(np.all(numbers >= least) and np.all(numbers <= most))
        for row in self._rows:
            keeps = keeps and sum(sign * numbers[at] for at, sign in row.of.items()) == row.least
        if not keeps:
            raise OutOfTimeError


def _solve(
    cost: Sequence[float],
    rows: Sequence[_Row],
    least: Numbers,
    most: Numbers,
    whole: Numbers,
    patience: Patience,
    gap: float,
) -> Numbers | None:
    if np.any(least > most):
        return None
    places = [(at, column, sign) for at, row in enumerate(rows) for column, sign in row.of.items()]
    constraints = []
    if places:
        down, across, signs = zip(*places, strict=True)
        matrix = coo_array((signs, (down, across)), shape=(len(rows), len(cost))).tocsr()
        constraints = [LinearConstraint(matrix, [row.least for row in rows], [row.most for row in rows])]
    found = milp(
        np.array(cost),
        integrality=whole,
        bounds=Within(least, most),
        constraints=constraints,
        options={"time_limit": patience.left(), "mip_rel_gap": gap},
    )
    if found.status == INFEASIBLE:
        return None
    if found.x is None:
        raise OutOfTimeError
    numbers: Numbers = found.x
    return numbers


def _end(most: int) -> float:
    return float("inf") if most >= ENDLESS else float(most)
