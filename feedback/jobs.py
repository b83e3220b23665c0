"""What the clock calls on this floor: sweeps that may run twice and make up for a missed tick."""

from celery import shared_task

from feedback.actions import invitations
from feedback.actions.batches import QUESTIONNAIRES, open_batches, settle_batches
from feedback.actions.comments import forget_old_comments
from feedback.actions.invitations import INVITER
from feedback.actions.views_given import erase_withdrawn
from sendiass import clock
from sendiass.audit import ServicePrincipal, acting


@shared_task
def turn_batches() -> None:
    """Let out the anonymous answers of periods that have ended, and open the mailboxes of those that begin."""
    with acting(by=QUESTIONNAIRES):
        today = clock.today()
        settle_batches(on=today)
        open_batches(on=today)


@shared_task
def send_invitations() -> None:
    """Ask those whose case closed, or whose call was answered, what they thought."""
    with acting(by=INVITER):
        invitations.send_invitations(at=clock.now())


@shared_task
def remind() -> None:
    """Ask everyone once more who was asked in a period that ends."""
    with acting(by=INVITER):
        invitations.remind(at=clock.now())


@shared_task
def forget_where_to_ask() -> None:
    """Forget addresses that were given for the questionnaire alone."""
    with acting(by=INVITER):
        invitations.forget_where_to_ask(at=clock.now())


@shared_task
def erase_withdrawn_views() -> None:
    """Destroy what is left of views whose authors withdrew them."""
    with acting(by=ServicePrincipal("sweeps")):
        erase_withdrawn()


@shared_task
def forget_comments() -> None:
    """Forget what people said of the service, once its time is over."""
    with acting(by=ServicePrincipal("sweeps")):
        forget_old_comments(at=clock.now())
