"""(being built)"""

from __future__ import annotations

from django.http import HttpResponse

from cases.access import may_take_enquiries
from sendiass.pages import StaffRequest, page


@page(may=may_take_enquiries)
def intake(request: StaffRequest) -> HttpResponse:
    raise NotImplementedError


@page(may=may_take_enquiries)
def enquiry_take(request: StaffRequest) -> HttpResponse:
    raise NotImplementedError


@page(may=may_take_enquiries)
def enquiry_page(request: StaffRequest, reference: str) -> HttpResponse:
    raise NotImplementedError
