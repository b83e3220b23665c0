"""(being built)"""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse

from cases.access import may_allocate, may_work_cases
from sendiass.pages import StaffRequest, page


@page(may=may_work_cases)
def matter_change(request: StaffRequest, reference: str) -> HttpResponse:
    raise NotImplementedError


@page(may=may_work_cases)
def status_change(request: StaffRequest, reference: str) -> HttpResponse:
    raise NotImplementedError


@page(may=may_allocate)
def allocation_make(request: StaffRequest, reference: str) -> HttpResponse:
    raise NotImplementedError


@page(may=may_allocate)
def allocation_end(request: StaffRequest, reference: str, allocation_id: UUID) -> HttpResponse:
    raise NotImplementedError


@page(may=may_work_cases)
def key_date_add(request: StaffRequest, reference: str) -> HttpResponse:
    raise NotImplementedError


@page(may=may_work_cases)
def key_date_remove(request: StaffRequest, reference: str, key_date_id: UUID) -> HttpResponse:
    raise NotImplementedError


@page(may=may_work_cases)
def task_add(request: StaffRequest, reference: str) -> HttpResponse:
    raise NotImplementedError
