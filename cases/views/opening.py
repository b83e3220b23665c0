"""(being built)"""

from __future__ import annotations

from django.http import HttpResponse

from cases.access import may_open_cases
from sendiass.pages import StaffRequest, page


@page(may=may_open_cases)
def case_open(request: StaffRequest) -> HttpResponse:
    raise NotImplementedError
