"""What the clock asks of accounts. It ends nothing that has not ended by itself."""

from __future__ import annotations

from celery import shared_task

from sendiass.accounts.sessions import SessionStore


@shared_task
def forget_ended_sessions() -> None:
    """Delete sessions past their time. Idempotent."""
    SessionStore.clear_expired()
