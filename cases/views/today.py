"""(being built)"""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse

from cases.access import may_work_cases
from sendiass.pages import StaffRequest, page


@page(may=may_work_cases)
def today(request: StaffRequest) -> HttpResponse:
    raise NotImplementedError


@page(may=may_work_cases)
def own_task_add(request: StaffRequest) -> HttpResponse:
    raise NotImplementedError


@page(may=may_work_cases)
def task_finish(request: StaffRequest, task_id: UUID) -> HttpResponse:
    raise NotImplementedError
