"""(being built)"""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse

from cases.access import may_work_cases
from sendiass.pages import StaffRequest, page


@page(may=may_work_cases)
def case_page(request: StaffRequest, reference: str) -> HttpResponse:
    raise NotImplementedError


@page(may=may_work_cases)
def intervention_page(request: StaffRequest, reference: str, intervention_id: UUID) -> HttpResponse:
    raise NotImplementedError


@page(may=may_work_cases)
def intervention_correct(request: StaffRequest, reference: str, intervention_id: UUID) -> HttpResponse:
    raise NotImplementedError
