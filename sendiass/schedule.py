"""Everything the clock calls, on one page. Each job is an idempotent sweep; a missed tick is made up by the next."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from celery.schedules import crontab

SCHEDULE: dict[str, dict[str, Any]] = {
    "say the worker is alive": {
        "task": "sendiass.health.jobs.heartbeat",
        "schedule": timedelta(seconds=20),
        "options": {"expires": 60},
    },
    "deliver what waits in the outbox": {
        "task": "sendiass.outbox.jobs.deliver_waiting",
        "schedule": timedelta(seconds=30),
        "options": {"expires": 60},
    },
    "fetch reports of mail that did not arrive": {
        "task": "sendiass.outbox.jobs.fetch_reports",
        "schedule": timedelta(minutes=5),
        "options": {"expires": 300},
    },
    "ask GOV.UK Notify what became of messages": {
        "task": "sendiass.outbox.jobs.ask_notify",
        "schedule": timedelta(minutes=5),
        "options": {"expires": 300},
    },
    "forget call-backs nothing came of": {
        "task": "cases.jobs.forget_callbacks",
        "schedule": crontab(hour=2, minute=10),
    },
    "forget requests nobody finished, and those settled without a case": {
        "task": "cases.jobs.forget_referrals",
        "schedule": crontab(hour=2, minute=15),
    },
    "destroy what is left of views that families withdrew": {
        "task": "feedback.jobs.erase_withdrawn_views",
        "schedule": crontab(hour=2, minute=17),
    },
    "forget comments and complaints whose time is over": {
        "task": "feedback.jobs.forget_comments",
        "schedule": crontab(hour=2, minute=18),
    },
    "forget drafts nobody came back to": {
        "task": "sendiass.drafts.jobs.forget_drafts",
        "schedule": crontab(hour=2, minute=20),
    },
    "scan what the scanner has not answered for": {
        "task": "cases.jobs.scan_waiting_documents",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 60},
    },
    "see to conflicts of interest that no action saw to": {
        "task": "cases.jobs.see_to_new_conflicts",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 60},
    },
    "hold interests in people against everyone on record": {
        "task": "cases.jobs.find_conflicts_again",
        "schedule": crontab(hour=1, minute=40),
    },
    "tell of requests and calls that nobody here can see to": {
        "task": "cases.jobs.tell_of_unseen",
        "schedule": timedelta(minutes=10),
        "options": {"expires": 600},
    },
    "ask everyone to confirm their interests": {
        "task": "cases.jobs.ask_for_interests",
        "schedule": crontab(hour=6, minute=15),
    },
    "ask everyone to read the policy that is in force": {
        "task": "cases.jobs.ask_for_policy_reading",
        "schedule": crontab(hour=6, minute=25),
    },
    "tell the manager and the chair when the policy is to be reviewed": {
        "task": "governance.jobs.tell_of_policy_review",
        "schedule": crontab(hour=6, minute=30),
    },
    "tell the manager of clearances that end": {
        "task": "sendiass.accounts.jobs.tell_of_clearances",
        "schedule": crontab(hour=6, minute=20),
    },
    "tell of training that is due, and of work beyond it": {
        "task": "governance.jobs.remind_of_training",
        "schedule": crontab(hour=6, minute=25),
    },
    "scan certificates the scanner has not answered for": {
        "task": "governance.jobs.scan_waiting_certificates",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 60},
    },
    "forget applicants who were not taken on": {
        "task": "governance.jobs.forget_applicants",
        "schedule": crontab(hour=2, minute=19),
    },
    "end permissions whose case has closed": {
        "task": "consent.jobs.end_permissions",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 60},
    },
    "stop letters no longer permitted, and tell of those that did not go": {
        "task": "consent.jobs.watch_letters",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 60},
    },
    "ask for permissions to be renewed": {
        "task": "consent.jobs.renew_permissions",
        "schedule": crontab(hour=0, minute=5),
    },
    "ask families of cases that closed what they thought": {
        "task": "feedback.jobs.send_invitations",
        "schedule": timedelta(seconds=30),
        "options": {"expires": 60},
    },
    "ask once more everyone who was asked in a period that ends": {
        "task": "feedback.jobs.remind",
        "schedule": crontab(hour=9, minute=15),
    },
    "forget addresses that were given for the questionnaire alone": {
        "task": "feedback.jobs.forget_where_to_ask",
        "schedule": crontab(hour=2, minute=12),
    },
    "let anonymous answers out together, and open the next period's mailboxes": {
        "task": "feedback.jobs.turn_batches",
        "schedule": crontab(hour=3, minute=30),
    },
    "remind of supervision that is near, and tell of what is overdue": {
        "task": "governance.jobs.remind",
        "schedule": crontab(minute=25),
    },
    "invite to meetings of the board whoever was not yet": {
        "task": "governance.jobs.invite_to_board",
        "schedule": crontab(hour=6, minute=35),
    },
    "look through the reading of the day before": {
        "task": "cases.jobs.look_through_readings",
        "schedule": crontab(hour=4, minute=20),
    },
    "forget ended sessions": {
        "task": "sendiass.accounts.jobs.forget_ended_sessions",
        "schedule": crontab(hour=2, minute=30),
    },
    "seal what was written and read": {
        "task": "sendiass.audit.jobs.seal_new_entries",
        "schedule": timedelta(minutes=1),
        "options": {"queue": "sealer", "expires": 60},
    },
    "seal what the minutes missed": {
        "task": "sendiass.audit.jobs.seal_what_was_missed",
        "schedule": crontab(hour=3, minute=10),
        "options": {"queue": "sealer"},
    },
}
