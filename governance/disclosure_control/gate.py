"""The one gate for figures that leave: from what was counted to what is shown, or to what must be changed first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from feedback.rules import Coarseness
from governance.disclosure_control.auditing import ContradictionError, UnsafeError, withhold
from governance.disclosure_control.outcome import Published, Refused, ShownCell, ShownTable, Told, Withheld
from governance.disclosure_control.solving import OutOfTimeError, Patience
from governance.rules.showing import FEW, WITHHELD, Fact, Kind, Lot, facts
from governance.rules.tables import Catalogue, Counted, Figure, Release, going_round

LONGEST = 60.0
"""Seconds after which a release is refused for want of an answer."""
CHANGES = (
    "Merge rows of the table into fewer, such as several needs into one.",
    "Choose a longer period.",
    "Leave the table out.",
)


def audit(
    history: Sequence[Told],
    release: Release,
    *,
    catalogue: Catalogue,
    by: Coarseness,
    drawn: Lot,
    seconds: float = LONGEST,
) -> Published | Refused:
    """The release as it may leave, given everything that ever left to anybody; or why not.

    `drawn` is the lot by which some figures are withheld in any case (`governance.rules.showing.lot`).
    Raises ValueError for a table that is not in the catalogue.
    """
    for counted in release.tables:
        if counted.table not in catalogue:
            raise ValueError(f"{counted.table.name} is not in the catalogue.")
    if refused := _again(history, release):
        return refused
    old = _known(fact for told in history for fact in told.facts)
    new, untrue = _new(old, release, by)
    if untrue is not None:
        return _contradicts(release, untrue, history)
    if refused := _in_a_circle(old, new, release):
        return refused
    fresh = {figure: fact for figure, fact in new.items() if figure not in old or fact != old[figure]}
    by_lot = {figure for figure, fact in fresh.items() if fact.may_go and drawn(figure)}
    fresh |= {figure: fresh[figure].withheld() for figure in by_lot}
    try:
        gone = by_lot | withhold(
            {f: one for f, one in old.items() if f not in fresh}, fresh, Patience.of(seconds)
        )
    except UnsafeError as unsafe:
        return _unsafe(release, unsafe.figure)
    except ContradictionError:
        return _contradicts(release, None, history)
    except OutOfTimeError:
        return Refused(
            release.name,
            "It could not be shown that nobody can be found in these figures. "
            f"There were {seconds:g} seconds to find out.",
            CHANGES,
        )
    return _published(
        history, release, {f: one.withheld() if f in gone else one for f, one in new.items()}, by
    )


def _known(told: Iterable[Fact]) -> dict[Figure, Fact]:
    """What is known of each figure: the narrowest that was said of it."""
    found: dict[Figure, Fact] = {}
    for fact in told:
        if (other := found.get(fact.figure)) is None or _width(fact) < _width(other):
            found[fact.figure] = fact
    return found


def _width(fact: Fact) -> float:
    return float("inf") if fact.most is None else fact.most - fact.least


def _new(
    old: Mapping[Figure, Fact], release: Release, by: Coarseness
) -> tuple[dict[Figure, Fact], Counted | None]:
    """What the release would say of each of its figures; and the first table that is not what earlier releases said.

    What has left once is shown as it left: a figure that was withheld stays so, since only then was its release safe.
    """
    new: dict[Figure, Fact] = {}
    truths: dict[Figure, int] = {}
    for counted in release.tables:
        truth = counted.true_figures()
        for figure, fact in facts(counted, by).items():
            if truths.setdefault(figure, truth[figure]) != truth[figure]:
                return {}, counted
            said = old.get(figure)
            if said is not None and not said.least <= truth[figure] <= _most(said):
                return {}, counted
            if said is not None and fact.kind is not Kind.EXACT:
                fact = said
            if figure not in new or fact.kind is Kind.EXACT:
                new[figure] = fact
    return new, None


def _most(fact: Fact) -> float:
    return float("inf") if fact.most is None else fact.most


def _again(history: Sequence[Told], release: Release) -> Refused | None:
    """A period is published once, from a frozen snapshot."""
    left = {one: told.release for told in history for one in told.tables}
    mine: set[object] = set()
    for counted in release.tables:
        one = counted.table.name, counted.period
        if one in mine or one in left:
            where = f"has left already, in “{left[one]}”" if one in left else "is in this release twice"
            return Refused(
                release.name,
                f"“{counted.table.heading}” for {counted.period} {where}. A period is published once.",
                ("Leave the table out, and point to the release it is in.",),
            )
        mine.add(one)
    return None


def _in_a_circle(old: Mapping[Figure, Fact], new: Mapping[Figure, Fact], release: Release) -> Refused | None:
    for counted in release.tables:
        counts, period = counted.table.counts, counted.period
        shapes = {
            figure.shape for figure in (*old, *new) if figure.counts == counts and figure.period.meets(period)
        }
        if going_round(shapes):
            return Refused(
                release.name,
                f"“{counted.table.heading}” goes round in a circle with tables that left before: each shares something "
                "with the next, and together they tell more than can be checked.",
                ("Leave the table out.", "Tell it apart by fewer characteristics."),
            )
    return None


def _contradicts(release: Release, counted: Counted | None, history: Sequence[Told]) -> Refused:
    what = f"“{counted.table.heading}” for {counted.period}" if counted else "A table of this release"
    return Refused(
        release.name,
        f"{what} does not agree with other tables for the same people, here or in {len(history)} earlier releases.",
        (
            "Count all tables of a period from its frozen snapshot.",
            "Count cases that were written down late in the period that follows.",
        ),
    )


def _unsafe(release: Release, figure: Figure) -> Refused:
    tables = [
        counted
        for counted in release.tables
        if counted.table.counts == figure.counts and counted.period.meets(figure.period)
    ]
    hit = [one for one in tables if figure.shape <= {dimension.name for dimension in one.table.by}]
    names = " and ".join(f"“{one.table.heading}” for {one.period}" for one in (hit or tables)[:2])
    return Refused(
        release.name,
        f"{names or 'A table'}: there are too few people in it. Whatever else were withheld, a figure below five could be "
        "worked out from it and from what else is known.",
        CHANGES,
    )


def _published(
    history: Sequence[Told], release: Release, shown: Mapping[Figure, Fact], by: Coarseness
) -> Published:
    tables, withheld = [], []
    said_before = {fact.figure: told.release for told in history for fact in told.facts}
    for counted in release.tables:
        cells = []
        for of in counted.table.cells():
            fact = shown[counted.table.figure(of, counted.period)]
            cells.append(ShownCell(of, fact.kind, fact.text))
            if fact.kind is Kind.WITHHELD:
                before = said_before.get(fact.figure)
                withheld.append(Withheld(counted.table.name, counted.period, of, _why(before, history)))
        tables.append(ShownTable(counted.table.name, counted.table.heading, counted.period, tuple(cells)))
    told = Told(
        release.name,
        tuple((one.table.name, one.period) for one in release.tables),
        tuple(shown.values()),
    )
    return Published(
        release.name,
        tuple(tables),
        tuple(withheld),
        tuple(_explanation(shown.values(), by)),
        told,
    )


def _why(before: str | None, history: Sequence[Told]) -> str:
    if before is not None:
        return f"It was withheld in “{before}”."
    others = (
        "other figures of this release or of earlier ones" if history else "other figures of this release"
    )
    return f"Together with {others} it could tell how many a small figure stands for, or it was drawn by lot."


def _explanation(shown: Collection[Fact], by: Coarseness) -> Iterable[str]:
    kinds = {fact.kind for fact in shown}
    if kinds == {Kind.EXACT}:
        return
    yield (
        "So that nobody can be found in these figures, they are not exact. "
        f"Numbers above {by.few} are rounded to the nearest {by.step}, totals too, so parts may not add up to their total."
    )
    if Kind.FEW in kinds:
        yield f"{FEW} means 1 to {by.few}."
    if any(fact.is_sensitive and fact.kind is Kind.FEW for fact in shown):
        yield (
            f"Where people are told apart by something personal, such as ethnicity, {FEW} means 0 to {by.few}: "
            "that nobody or everybody shares it would say as much."
        )
    if Kind.WITHHELD in kinds:
        number = sum(fact.kind is Kind.WITHHELD for fact in shown)
        yield (
            f"{WITHHELD} means that a number is withheld: {number} {'is' if number == 1 else 'are'} here. Subtracted from "
            "other numbers, here or in an earlier report, it could tell how many a small number stands for. Some are "
            "drawn by lot, so that what is missing tells nothing. A number that is withheld may itself be large."
        )
    if Kind.EXACT in kinds:
        yield "Numbers about the service's own work as a whole are exact."
