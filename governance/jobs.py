"""What the clock calls on this floor: sweeps that may run twice and make up for a missed tick."""

from celery import shared_task

from governance.actions import joining, meetings, policy, training
from governance.actions.reminders import remind_of_sessions, tell_of_overdue
from sendiass import clock
from sendiass.audit import ServicePrincipal, acting


@shared_task
def remind() -> None:
    """Remind of supervision that is near, and tell of what is overdue."""
    sweeps = ServicePrincipal("sweeps")
    with acting(by=sweeps):
        at = clock.now()
        remind_of_sessions(by=sweeps, at=at)
        tell_of_overdue(by=sweeps, at=at)


@shared_task
def remind_of_training() -> None:
    """Tell of training that is due soon or overdue, and of work that went beyond its training."""
    sweeps = ServicePrincipal("sweeps")
    with acting(by=sweeps):
        at = clock.now()
        training.remind_of_training(by=sweeps, at=at)
        training.find_work_above_training(by=sweeps, at=at)


@shared_task
def tell_of_policy_review() -> None:
    """Tell the managers and the chair when the policy is due for review."""
    sweeps = ServicePrincipal("sweeps")
    with acting(by=sweeps):
        policy.tell_of_review(by=sweeps, at=clock.now())


@shared_task
def scan_waiting_certificates() -> None:
    """Scan certificates that the scanner has not answered for."""
    sweeps = ServicePrincipal("sweeps")
    with acting(by=sweeps):
        training.scan_waiting_certificates(by=sweeps, at=clock.now())


@shared_task
def forget_applicants() -> None:
    """Forget applicants who were not taken on, once their time is over."""
    with acting(by=ServicePrincipal("sweeps")):
        joining.forget_applicants(at=clock.now())


@shared_task
def invite_to_board() -> None:
    """Invite to meetings of the board to come whoever was not yet (L09)."""
    sweeps = ServicePrincipal("sweeps")
    with acting(by=sweeps):
        meetings.invite_members(by=sweeps, at=clock.now())
