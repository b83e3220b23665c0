"""A page with nothing on it: what any page costs a signed-in person, by GET and by POST."""

from django.http import HttpResponse

from cases.access import may_work_cases
from sendiass.pages import StaffRequest, page


@page(may=may_work_cases)
def empty(_request: StaffRequest) -> HttpResponse:
    """Everything round a page: session, user, permission, transaction; and no page."""
    return HttpResponse()
