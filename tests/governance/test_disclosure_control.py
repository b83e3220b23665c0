"""No few people can be found in figures that leave, whatever is subtracted from what (B02, L31, SECURITY 7)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import product

import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from feedback.rules import Coarseness, coarse
from governance.disclosure_control import Published, Refused, ShownTable, Told, audit
from governance.rules.showing import Kind, Lot, lot
from governance.rules.tables import About, Catalogue, Counted, Dimension, Figure, Period, Release, Table
from tests.governance.subtracting import Enumerator, HalfYear, Solver, coarse_reader, naive_reader, subsets_of

pytestmark = [pytest.mark.clause("B02", "L31"), pytest.mark.once]

BY = Coarseness(few=7, step=5)
SMALL = {1, 2, 3, 4}
AGE = Dimension("age", ("young", "older", "oldest"))
SEX = Dimension("sex", ("girl", "boy"))
NEED = Dimension("need", ("autism", "hearing", "other"), is_sensitive=True)
CASES = Table("cases", "Cases", "cases", about=About.CONDUCT)
BY_AGE = Table("by_age", "Cases by age", "cases", (AGE,))
BY_AGE_AND_SEX = Table("by_age_and_sex", "Cases by age and sex", "cases", (AGE, SEX))
BY_NEED = Table("by_need", "Cases by need", "cases", (NEED,))
CATALOGUE = Catalogue((CASES, BY_AGE, BY_AGE_AND_SEX, BY_NEED))
QUARTERS = (
    Period(date(2026, 1, 1), date(2026, 3, 31)),
    Period(date(2026, 4, 1), date(2026, 6, 30)),
)
HALF = Period(date(2026, 1, 1), date(2026, 6, 30))
WHEN = {QUARTERS[0]: frozenset({0}), QUARTERS[1]: frozenset({1}), HALF: frozenset({0, 1})}
Ages = tuple[int, ...]
Person = tuple[str, str, str]


def ages(numbers: Ages, period: Period = QUARTERS[0], table: Table = BY_AGE) -> Counted:
    return Counted(table, period, {(value,): n for value, n in zip(AGE.values, numbers, strict=True)})


def release(*tables: Counted, name: str = "A report") -> Release:
    return Release(name, tables)


def nothing_drawn(figure: Figure) -> bool:
    return False


def everything_drawn(figure: Figure) -> bool:
    return True


def asked(
    history: Sequence[Told],
    *tables: Counted,
    by: Coarseness = BY,
    name: str = "A report",
    drawn: Lot = nothing_drawn,
) -> Published | Refused:
    return audit(history, release(*tables, name=name), catalogue=CATALOGUE, by=by, drawn=drawn)


def published(history: Sequence[Told], *tables: Counted, name: str = "A report") -> Published:
    found = asked(history, *tables, name=name)
    assert isinstance(found, Published), found
    return found


def refused(history: Sequence[Told], *tables: Counted) -> Refused:
    found = asked(history, *tables)
    assert isinstance(found, Refused), found
    assert found.reason
    assert found.changes
    return found


def texts(found: Published, period: Period, table: Table = BY_AGE) -> dict[str, str]:
    return {cell.of[0]: cell.text for cell in found.table(table.name, period).cells}


def true_texts(numbers: Ages, by: Coarseness | None) -> dict[str, str]:
    """As it would leave if nobody looked at anything but the figure itself; by the usual rule without a coarseness."""
    each = dict(zip(AGE.values, numbers, strict=True)) | {"": sum(numbers)}
    if by is None:
        return {group: "*" if 0 < n < 5 else str(n) for group, n in each.items()}
    shown = {group: coarse(n, by) for group, n in each.items()}
    return {group: "*" if n is None else str(n) for group, n in shown.items()}


# What the attackers can do where nobody stands in their way.


def test_quarters_and_their_half_year_give_the_usual_rule_away() -> None:
    """The published attack: below five hidden and totals exact, in both quarters and the half-year."""
    found = small = 0
    for seed in range(40):
        first = (2 + seed % 3, 1 + seed % 4, 9 + seed)
        second = (4 + seed % 5, 6, 2 + seed % 3)
        both = tuple(one + two for one, two in zip(first, second, strict=True))
        left = HalfYear((true_texts(first, None), true_texts(second, None)), true_texts(both, None))
        attacker = Enumerator(left, naive_reader, most=60)
        for which, numbers in enumerate((first, second)):
            for group, number in zip(AGE.values, numbers, strict=True):
                if number in SMALL:
                    small += 1
                    found += attacker.quarter(group, which) == {number}
    assert found > small * 0.9


def test_a_total_of_stars_gives_a_small_figure_away_unless_it_is_held_against_them() -> None:
    nobody_looked = HalfYear((true_texts((4, 7, 7), BY), true_texts((0, 0, 0), BY)))
    assert nobody_looked.quarters[0] == {"young": "*", "older": "*", "oldest": "*", "": "20"}
    attacker = Enumerator(nobody_looked, coarse_reader(7, 5), most=30)
    assert attacker.quarter("young", 0) & SMALL == {4}

    left = published([], ages((4, 7, 7)))
    held = HalfYear((texts(left, QUARTERS[0]), true_texts((0, 0, 0), BY)))
    assert Enumerator(held, coarse_reader(7, 5), most=30).quarter("young", 0) >= SMALL
    assert left.withheld


def test_an_exact_total_beside_rounded_parts_gives_a_small_figure_away() -> None:
    """The other attacker finds it, too: 26 in all, and 10 and 10 stand for at most 24."""
    attacker = Solver(1, {"age": AGE.values})
    read = coarse_reader(7, 5)
    for group, text in zip(AGE.values, ("10", "10", "*"), strict=True):
        attacker.sees({0}, [("age", group)], *read(text))
    attacker.sees({0}, [], 26, 26)
    assert [one for one in SMALL if attacker.can_be({0}, [("age", "oldest")], one)] == [2, 3, 4]

    left = published([], Counted(CASES, QUARTERS[0], {(): 26}), ages((12, 12, 2)))
    held = Solver(1, {"age": AGE.values})
    held.sees({0}, [], 26, 26)
    for group in AGE.values:
        held.sees({0}, [("age", group)], *read(texts(left, QUARTERS[0])[group]))
    assert all(held.can_be({0}, [("age", "oldest")], one) for one in SMALL)


# The property: in every history, every small figure can be every small figure.

NUMBERS = st.one_of(st.integers(0, 9), st.integers(0, 24))
THREE = st.tuples(NUMBERS, NUMBERS, NUMBERS)


@settings(max_examples=50, deadline=None)
@given(
    first=THREE,
    second=THREE,
    by=st.sampled_from([BY, Coarseness(4, 5), Coarseness(7, 10)]),
    key=st.binary(min_size=1, max_size=4),
)
def test_whoever_tries_every_number_finds_no_small_figure_in_quarters_and_half_year(
    first: Ages, second: Ages, by: Coarseness, key: bytes
) -> None:
    history: list[Told] = []
    shown: dict[Period, Mapping[str, str]] = {}
    both = tuple(one + two for one, two in zip(first, second, strict=True))
    for period, numbers in zip((*QUARTERS, HALF), (first, second, both), strict=True):
        found = asked(history, ages(numbers, period), by=by, name=str(period), drawn=lot(key, one_in=10))
        event(f"{type(found).__name__} {len(history)}")
        if isinstance(found, Published):
            history.append(found.told)
            shown[period] = texts(found, period)
    nothing = dict.fromkeys((*AGE.values, ""), "not out")
    left = HalfYear(
        (shown.get(QUARTERS[0], nothing), shown.get(QUARTERS[1], nothing)), shown.get(HALF, nothing)
    )
    attacker = Enumerator(left, coarse_reader(by.few, by.step), most=45)
    for which, numbers in enumerate((first, second)):
        for group, number in zip(AGE.values, numbers, strict=True):
            assert attacker.quarter(group, which) >= {number}
            if number in SMALL:
                assert attacker.quarter(group, which) >= SMALL
    for group, number in zip(AGE.values, both, strict=True):
        if number in SMALL:
            somebody = sum(quarter[group] not in ("0", "not out") for quarter in left.quarters)
            assert attacker.half(group) >= {one for one in SMALL if one >= somebody}


PEOPLE = st.lists(
    st.tuples(st.sampled_from(AGE.values), st.sampled_from(SEX.values), st.sampled_from(NEED.values)),
    max_size=40,
)


def tables_of(period: Period, people: Sequence[Person], chosen: Sequence[Table]) -> list[Counted]:
    found = []
    for table in chosen:
        places = [("age", "sex", "need").index(dimension.name) for dimension in table.by]
        counts = Counter(tuple(person[place] for place in places) for person in people)
        found.append(Counted(table, period, counts))
    return found


def tell(attacker: Solver, left: Published) -> None:
    read = coarse_reader(BY.few, BY.step)
    by_name = {table.name: table for table in CATALOGUE}
    for shown in left.tables:
        table = by_name[shown.name]
        for cell in shown.cells:
            of = [
                (dimension.name, value) for dimension, value in zip(table.by, cell.of, strict=True) if value
            ]
            exact = cell.kind is Kind.EXACT
            least, most = (int(cell.text), int(cell.text)) if exact else read(cell.text)
            if cell.text in ("*", "[c]") and any(name == "need" for name, _ in of):
                least = 0
            attacker.sees(WHEN[shown.period], of, least, most)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    first=PEOPLE,
    second=PEOPLE,
    chosen=st.sets(st.sampled_from([CASES, BY_AGE, BY_AGE_AND_SEX, BY_NEED]), min_size=1),
    later=st.sets(st.sampled_from([CASES, BY_AGE, BY_AGE_AND_SEX, BY_NEED]), min_size=1),
)
def test_whoever_subtracts_everything_from_everything_finds_no_small_figure(
    first: Sequence[Person], second: Sequence[Person], chosen: set[Table], later: set[Table]
) -> None:
    """Tables that overlap, exact totals, something sensitive; the first quarter told in two reports, the half-year told apart
    otherwise than its quarters."""
    history: list[Told] = []
    left: list[tuple[Published, Sequence[Counted]]] = []
    attacker = Solver(2, {dimension.name: dimension.values for dimension in (AGE, SEX, NEED)})
    everyone = [*first, *second]
    reports = (
        (QUARTERS[0], first, chosen),
        (QUARTERS[0], first, later - chosen),
        (QUARTERS[1], second, chosen),
        (HALF, everyone, later),
    )
    for number, (period, people, about) in enumerate(reports):
        if not about:
            continue
        tables = tables_of(period, people, sorted(about, key=lambda one: one.name))
        found = asked(history, *tables, name=f"Report {number}")
        event(f"{type(found).__name__} {len(history)}")
        if isinstance(found, Published):
            history.append(found.told)
            left.append((found, tables))
            tell(attacker, found)
    assume(left)
    for _, those in left:
        for counted in those:
            if counted.table.about is About.CONDUCT:
                continue
            for figure, number in counted.true_figures().items():
                when = WHEN[counted.period]
                if (when, tuple(sorted(figure.of))) in attacker.seen:
                    least, most = attacker.seen[when, tuple(sorted(figure.of))]
                    assert least <= number <= most
                    if least == most and not figure.of:
                        continue
                must = set(SMALL)
                if "need" in figure.shape and (number or _somebody(counted, figure.of)):
                    must |= {0}
                if number in must:
                    at_least = attacker.least_for_somebody(when, figure.of)
                    for one in sorted(must):
                        assert one < at_least or attacker.can_be(when, figure.of, one), (figure, number, one)


def _somebody(counted: Counted, of: Sequence[tuple[str, str]]) -> bool:
    """Whether there is anybody among whom a need could be told apart."""
    whole = tuple(pair for pair in of if pair[0] != "need")
    return any(figure.of == whole and number for figure, number in counted.true_figures().items())


@settings(max_examples=15, deadline=None)
@given(first=THREE, second=THREE, data=st.data())
def test_what_is_withheld_depends_on_nothing_but_what_would_have_been_shown(
    first: Ages, second: Ages, data: st.DataObject
) -> None:
    """Another truth that would be shown alike is withheld alike: there is nothing to read from what is missing
    but what the coarse figures say."""
    other = tuple(
        data.draw(st.sampled_from([n for n in range(28) if coarse(n, BY) == coarse(number, BY)]))
        for number in second
    )
    assume(true_texts(other, BY) == true_texts(second, BY))
    before = asked([], ages(first))
    assume(isinstance(before, Published))
    assert isinstance(before, Published)
    assert asked([before.told], ages(second, QUARTERS[1])) == asked([before.told], ages(other, QUARTERS[1]))


def test_whoever_knows_how_neighbours_are_chosen_learns_nothing_from_what_is_missing() -> None:
    """Whoever sees a release looks for all that could lie behind it, with the whole procedure in hand but the key: if
    nothing were drawn by lot, some figure would be found; as it is, none."""
    found_out = 0
    for numbers in ((1, 8, 8), (4, 12, 12), (4, 7, 12), (2, 2, 8)):
        seen = published([], ages(numbers)).tables
        without_lot, behind = worlds(seen, [()]), worlds(seen, list(subsets_of(FIGURES)))
        assert numbers in without_lot <= behind
        found_out += is_narrowed(without_lot)
        assert not is_narrowed(behind)
    assert found_out


FIGURES = [BY_AGE.figure((value,), QUARTERS[0]) for value in (*AGE.values, "")]


def worlds(seen: tuple[ShownTable, ...], lots: Sequence[Sequence[Figure]]) -> set[Ages]:
    """Every table of three figures up to 22 that leaves just as this one did, by one of these lots."""
    shown = {cell.of[0]: cell.text for cell in seen[0].cells}
    made: dict[object, bool] = {}
    found = set()
    for numbers in product(range(23), repeat=3):
        alone = true_texts(numbers, BY)
        if all(text in ("[c]", alone[group]) for group, text in shown.items()):
            pattern = tuple(alone.items())
            if pattern not in made:
                made[pattern] = any(
                    isinstance(other := asked([], ages(numbers), drawn=chosen.__contains__), Published)
                    and other.tables == seen
                    for chosen in lots
                )
            if made[pattern]:
                found.add(numbers)
    return found


def is_narrowed(behind: set[Ages]) -> bool:
    """Whether some figure can be some small numbers and not others."""
    each = [{numbers[place] for numbers in behind} & SMALL for place in range(3)]
    return any(could and could != SMALL for could in each)


# What people notice.


def test_what_is_drawn_by_lot_is_withheld_and_not_told_from_the_rest() -> None:
    found = asked([], ages((9, 33, 20)), drawn=lambda figure: figure.of == (("age", "older"),))
    assert isinstance(found, Published)
    assert texts(found, QUARTERS[0])["older"] == "[c]"
    assert "or it was drawn by lot" in found.withheld[0].why
    assert "drawn by lot" in " ".join(found.explanation)


def test_nobody_is_never_withheld_and_neither_is_what_is_exact() -> None:
    found = asked([], Counted(CASES, QUARTERS[0], {(): 60}), ages((0, 30, 30)), drawn=everything_drawn)
    assert isinstance(found, Published)
    assert texts(found, QUARTERS[0]) == {"young": "0", "older": "[c]", "oldest": "[c]", "": "60"}


def test_a_lot_draws_the_same_figures_each_time_and_others_by_another_key() -> None:
    figures = [Figure("cases", QUARTERS[0], (("age", str(number)),)) for number in range(2000)]
    first, again, other = ([draw(one) for one in figures] for draw in (lot(b"a"), lot(b"a"), lot(b"b")))
    assert first == again != other
    assert 15 <= sum(first) <= 75


def test_figures_are_coarse_totals_too_and_few_is_a_star() -> None:
    found = published([], ages((9, 33, 0)))
    assert texts(found, QUARTERS[0]) == {"young": "10", "older": "35", "oldest": "0", "": "40"}
    assert not found.withheld
    assert texts(published([], ages((2, 33, 41))), QUARTERS[0])["young"] == "*"


def test_the_report_says_how_its_figures_are_made_and_what_is_withheld() -> None:
    found = published([], ages((6, 6, 6)))
    assert found.withheld
    for missing in found.withheld:
        assert found.table("by_age", QUARTERS[0]).text(*missing.of) == "[c]"
        assert "Together with other figures of this release" in missing.why
    said = " ".join(found.explanation)
    assert "nearest 5" in said
    assert "* means 1 to 7" in said
    assert f"[c] means that a number is withheld: {len(found.withheld)} are here" in said
    assert "None" not in said


def test_the_services_own_work_is_exact_and_needs_no_explanation() -> None:
    found = published([], Counted(CASES, QUARTERS[0], {(): 3}))
    assert found.table("cases", QUARTERS[0]).text() == "3"
    assert found.explanation == ()


def test_an_exact_total_is_shown_exact_in_every_table_and_counts_as_known() -> None:
    found = published([], Counted(CASES, QUARTERS[0], {(): 44}), ages((3, 21, 20)))
    assert texts(found, QUARTERS[0])[""] == "44"


def test_too_few_people_for_a_table_are_refused_with_what_to_change() -> None:
    found = refused([], Counted(CASES, QUARTERS[0], {(): 3}), ages((3, 0, 0)))
    assert "too few people" in found.reason
    assert "“Cases by age” for 1 January 2026 to 31 March 2026" in found.reason
    assert any("longer period" in change for change in found.changes)


def test_a_solver_that_runs_out_of_time_refuses() -> None:
    found = audit([], release(ages((4, 7, 7))), catalogue=CATALOGUE, by=BY, drawn=nothing_drawn, seconds=0)
    assert isinstance(found, Refused)
    assert "could not be shown" in found.reason
    assert any("Merge rows" in change for change in found.changes)


def test_a_period_is_published_once() -> None:
    first = published([], ages((9, 33, 0)), name="Spring")
    found = refused([first.told], ages((9, 33, 0)))
    assert "has left already, in “Spring”" in found.reason
    assert "twice" in refused([], ages((9, 33, 0)), ages((9, 33, 0))).reason


def test_a_table_that_disagrees_with_what_has_left_is_refused() -> None:
    first = published([], ages((9, 33, 20)))
    second = published([first.told], ages((9, 33, 20), QUARTERS[1]))
    late = ages((9, 66, 40), HALF)
    assert "frozen snapshot" in " ".join(refused([first.told, second.told], late).changes)
    other = Counted(BY_AGE_AND_SEX, QUARTERS[0], {("young", "girl"): 30})
    assert "does not agree" in refused([first.told], other).reason


def test_a_table_outside_the_catalogue_never_leaves() -> None:
    other = Table("by_sex", "Cases by sex", "cases", (SEX,))
    with pytest.raises(ValueError, match="not in the catalogue"):
        asked([], Counted(other, QUARTERS[0], {("girl",): 20}))


def test_tables_that_go_round_in_a_circle_are_no_catalogue() -> None:
    pairs = [(AGE, SEX), (SEX, NEED), (AGE, NEED)]
    circle = [Table(str(at), str(at), "cases", pair) for at, pair in enumerate(pairs)]
    with pytest.raises(ValueError, match="circle"):
        Catalogue(circle)
    Catalogue([*circle[:2], BY_AGE])


def test_tables_that_left_before_the_catalogue_changed_may_close_a_circle_and_are_refused() -> None:
    pairs = [(AGE, SEX), (SEX, NEED), (AGE, NEED)]
    one, two, three = (Table(str(at), str(at), "cases", pair) for at, pair in enumerate(pairs))
    laid = [
        Counted(table, QUARTERS[0], dict.fromkeys(product(*(side.values for side in table.by)), number))
        for table, number in ((one, 30), (two, 30), (three, 20))
    ]
    before = audit([], release(*laid[:2]), catalogue=Catalogue((one, two)), by=BY, drawn=nothing_drawn)
    assert isinstance(before, Published)
    found = audit([before.told], release(laid[2]), catalogue=Catalogue((three,)), by=BY, drawn=nothing_drawn)
    assert isinstance(found, Refused)
    assert "circle" in found.reason


def test_that_nobody_or_everybody_has_a_need_is_treated_as_few() -> None:
    found = published([], Counted(BY_NEED, QUARTERS[0], {("autism",): 30}))
    shown = texts(found, QUARTERS[0], BY_NEED)
    assert shown["hearing"] == shown["other"] == "*"
    assert any("0 to 7" in said for said in found.explanation)
    nobody = published([], Counted(BY_NEED, QUARTERS[0], {}))
    assert set(texts(nobody, QUARTERS[0], BY_NEED).values()) == {"0"}


def test_what_was_withheld_once_stays_so_whichever_table_asks_for_it() -> None:
    first = published([], ages((6, 6, 6)), name="Spring")
    gone = first.withheld[0]
    pairs: dict[tuple[str, ...], int] = {("young", "girl"): 6, ("older", "girl"): 6, ("oldest", "boy"): 6}
    found = published([first.told], Counted(BY_AGE_AND_SEX, QUARTERS[0], pairs), name="Summer")
    of = gone.of[0], ""
    assert found.table("by_age_and_sex", QUARTERS[0]).text(*of) == "[c]"
    assert [one.why for one in found.withheld if one.of == of] == ["It was withheld in “Spring”."]


def test_what_is_counted_must_be_cells_of_the_table() -> None:
    with pytest.raises(ValueError, match="no such cells"):
        Counted(BY_AGE, QUARTERS[0], {("ancient",): 1})
    with pytest.raises(ValueError, match="less than nobody"):
        Counted(BY_AGE, QUARTERS[0], {("young",): -1})
