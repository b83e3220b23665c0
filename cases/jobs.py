"""What the clock calls on this floor: sweeps that may run twice and make up for a missed tick."""

from celery import shared_task

from cases.actions.conflicts import find_all, see_to_conflicts
from cases.actions.documents import scan_waiting
from cases.actions.enquiries import forget_old_callbacks
from cases.actions.interests import remind_of_interests
from cases.actions.policy import remind_of_policy
from cases.actions.referrals import forget_old_referrals
from cases.actions.request_conflicts import keep_all_again, tell_of_what_nobody_sees
from cases.watching import WATCHER, look_through
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


@shared_task
def see_to_new_conflicts() -> None:
    """Take cases from those whom a conflict shut out without an action's help, and tell those who decide."""
    with acting(by=ServicePrincipal("conflicts")):
        see_to_conflicts(by=None, at=clock.now())


@shared_task
def find_conflicts_again() -> None:
    """Hold the interests in people against everyone on record, and all interests against what was asked of late."""
    with acting(by=ServicePrincipal("conflicts")):
        find_all(at=clock.now())
        keep_all_again(at=clock.now())


@shared_task
def tell_of_unseen() -> None:
    """Tell those above of requests and calls that wait and are kept from everybody who could see to them."""
    with acting(by=ServicePrincipal("conflicts")):
        tell_of_what_nobody_sees(at=clock.now())


@shared_task
def ask_for_interests() -> None:
    """Ask everyone in time to confirm their interests."""
    with acting(by=ServicePrincipal("sweeps")):
        remind_of_interests(at=clock.now())


@shared_task
def ask_for_policy_reading() -> None:
    """Ask everyone to read the policy that is in force."""
    with acting(by=ServicePrincipal("sweeps")):
        remind_of_policy(at=clock.now())


@shared_task
def look_through_readings() -> None:
    """Look through the reading of days that are over for what is unusual."""
    with acting(by=WATCHER):
        look_through(at=clock.now())
