"""(being built)"""

from __future__ import annotations

from django.http import HttpResponse

from cases.access import may_search
from sendiass.pages import StaffRequest, page


@page(may=may_search)
def search(request: StaffRequest) -> HttpResponse:
    raise NotImplementedError
