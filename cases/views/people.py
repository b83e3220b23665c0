"""(being built)"""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse

from cases.access import may_work_cases
from sendiass.pages import StaffRequest, page


@page(may=may_work_cases)
def people_page(request: StaffRequest, reference: str) -> HttpResponse:
    raise NotImplementedError


@page(may=may_work_cases)
def person_add(request: StaffRequest, reference: str) -> HttpResponse:
    raise NotImplementedError


@page(may=may_work_cases)
def person_change(request: StaffRequest, reference: str, person_id: UUID) -> HttpResponse:
    raise NotImplementedError


@page(may=may_work_cases)
def person_remove(request: StaffRequest, reference: str, person_id: UUID) -> HttpResponse:
    raise NotImplementedError


@page(may=may_work_cases)
def contact_add(request: StaffRequest, reference: str, person_id: UUID) -> HttpResponse:
    raise NotImplementedError


@page(may=may_work_cases)
def contact_change(request: StaffRequest, reference: str, person_id: UUID, contact_id: UUID) -> HttpResponse:
    raise NotImplementedError


@page(may=may_work_cases)
def contact_remove(request: StaffRequest, reference: str, person_id: UUID, contact_id: UUID) -> HttpResponse:
    raise NotImplementedError


@page(may=may_work_cases)
def relationship_set(request: StaffRequest, reference: str, person_id: UUID) -> HttpResponse:
    raise NotImplementedError
