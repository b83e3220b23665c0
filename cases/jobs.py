"""What the clock calls on this floor: sweeps that may run twice and make up for a missed tick."""

from celery import shared_task

from cases.actions.documents import scan_waiting
from cases.actions.enquiries import forget_old_callbacks
from cases.actions.referrals import forget_old_referrals
from sendiass import clock
from sendiass.audit import ServicePrincipal, acting


@shared_task
def forget_callbacks() -> None:
    """Forget the names and numbers of call-backs nothing came of."""
    with acting(by=ServicePrincipal("sweeps")):
        forget_old_callbacks(at=clock.now())


@shared_task
def forget_referrals() -> None:
    """Forget half-written requests nobody came back to, and what settled ones said once their days have passed."""
    with acting(by=ServicePrincipal("sweeps")):
        forget_old_referrals(at=clock.now())


@shared_task
def scan_waiting_documents() -> None:
    """Have documents scanned for which the scanner gave no answer before."""
    scanner = ServicePrincipal("sweeps")
    with acting(by=scanner):
        scan_waiting(by=scanner, at=clock.now())
