"""(being built)"""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse

from cases.access import may_keep_directory
from sendiass.pages import StaffRequest, page


@page(may=may_keep_directory)
def agency_list(request: StaffRequest) -> HttpResponse:
    raise NotImplementedError


@page(may=may_keep_directory)
def agency_add(request: StaffRequest) -> HttpResponse:
    raise NotImplementedError


@page(may=may_keep_directory)
def agency_change(request: StaffRequest, agency_id: UUID) -> HttpResponse:
    raise NotImplementedError
