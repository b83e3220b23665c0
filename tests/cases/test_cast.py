"""The cast comes on stage by the application's own verbs."""

from cases.models import Case
from tests.cast import Cast, logged


def test_each_caseworker_sees_their_own_family_and_the_manager_sees_all(cast: Cast) -> None:
    assert set(Case.objects.visible_to(cast.team.caseworker)) == {cast.khans.case}
    assert set(Case.objects.visible_to(cast.team.colleague)) == {cast.taylors.case}
    assert set(Case.objects.visible_to(cast.team.manager)) == {
        cast.khans.case,
        cast.taylors.case,
        cast.waiting,
    }
    assert not Case.objects.visible_to(cast.team.board_member).exists()


def test_work_is_logged_on_a_case(cast: Cast) -> None:
    entry = logged(cast.team.caseworker, cast.khans.case)
    assert entry.case == cast.khans.case
