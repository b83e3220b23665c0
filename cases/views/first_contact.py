"""(being built)"""

from __future__ import annotations

from django.http import HttpResponse

from cases.access import may_work_cases
from sendiass.pages import StaffRequest, page


@page(may=may_work_cases)
def first_contact_record(request: StaffRequest, reference: str) -> HttpResponse:
    raise NotImplementedError


@page(may=may_work_cases)
def aim_record(request: StaffRequest, reference: str) -> HttpResponse:
    raise NotImplementedError
