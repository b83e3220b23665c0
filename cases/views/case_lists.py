"""(being built)"""

from __future__ import annotations

from django.http import HttpResponse

from cases.access import may_allocate, may_work_cases
from sendiass.pages import StaffRequest, page


@page(may=may_work_cases)
def case_list(request: StaffRequest) -> HttpResponse:
    raise NotImplementedError


@page(may=may_allocate)
def waiting_list(request: StaffRequest) -> HttpResponse:
    raise NotImplementedError
