"""A file that was drawn and checked, for tests."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from governance.actions.file_checks import Findings, Wanted, draw_sample, record_check
from governance.choices import Promise, Verdict
from governance.models import FileCheck, FileSample
from governance.rules.file_checks import Found
from sendiass import clock
from sendiass.accounts.models import User
from tests.cast import Cast, logged

ALL_KEPT = tuple(Found(one, Verdict.KEPT) for one in Promise)


def drawn(cast: Cast, *, worker: User | None = None, size: int = 3, seed: str = "seed") -> FileSample:
    """A sample of what a worker did in the last quarter."""
    today = clock.today()
    wanted = Wanted(worker or cast.team.caseworker, today - timedelta(days=90), today, size)
    return draw_sample(by=cast.team.manager, wanted=wanted, seed=seed, once=uuid4(), at=clock.now())


def checked(cast: Cast, findings: Findings | None = None) -> FileCheck:
    """A file of the caseworker's on the Khans' case that the manager has checked."""
    logged(cast.team.caseworker, cast.khans.case)
    sample = drawn(cast, size=20)
    check: FileCheck = FileCheck.objects.filter(sample=sample, case=cast.khans.case).order_by("place")[0]
    record_check(by=cast.team.manager, check=check, findings=findings or Findings(ALL_KEPT), at=clock.now())
    return check
