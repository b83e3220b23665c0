"""Messages, drafts and the record of what was done tell of cases, too: the second wall before them (SECURITY 4)."""

from django.db import migrations

from sendiass.database.row_security import RowSecurity

# A message knows its case by the reference alone. Whoever posts letters posts those of every case but their own interests'.
TOLD = """
CREATE FUNCTION stands_for_the_record() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT COALESCE(current_setting('app.service', true), '') = 'record'
$$;
CREATE FUNCTION stands_for_the_drafts() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT COALESCE(current_setting('app.service', true), '') = 'drafts'
$$;
CREATE FUNCTION posts_letters() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT COALESCE(public.standing_role() IN ('manager', 'administrator'), false)
$$;
CREATE FUNCTION cases_reference_shut_to(of_reference text, of_worker uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT EXISTS (
        SELECT FROM public.cases_case one
        JOIN public.cases_conflict shut ON shut.case_id = one.id AND shut.state = 'standing'
        WHERE one.reference = of_reference AND shut.worker_id = of_worker
    ) OR EXISTS (
        SELECT FROM public.cases_referral asked
        WHERE asked.reference = of_reference AND (
            EXISTS (SELECT FROM public.cases_referralconflict
                    WHERE referral_id = asked.id AND worker_id = of_worker)
            OR EXISTS (SELECT FROM public.cases_conflict
                       WHERE case_id = asked.case_id AND worker_id = of_worker AND state = 'standing'))
    )
$$;
CREATE FUNCTION cases_writes_to_the_lead(of_worker uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT EXISTS (SELECT FROM public.accounts_user WHERE id = of_worker AND role = 'strategic_lead')
$$;
"""
BACK = """
DROP FUNCTION cases_writes_to_the_lead(uuid); DROP FUNCTION cases_reference_shut_to(text, uuid);
DROP FUNCTION posts_letters(); DROP FUNCTION stands_for_the_drafts(); DROP FUNCTION stands_for_the_record();
"""

# What the lead is told is about a manager's own interests: it is not the managers' to see that it was.
TO_A_COLLEAGUE = (
    "subject_id = public.standing_worker() OR ((SELECT public.posts_letters()) AND "
    "((SELECT public.standing_role()) = 'administrator' OR NOT public.cases_writes_to_the_lead(subject_id)))"
)
OF_A_CASE = (
    "((SELECT public.posts_letters()) AND NOT public.cases_reference_shut_to(reference, public.standing_worker())) "
    "OR EXISTS (SELECT FROM public.cases_case one WHERE one.reference = outbox_message.reference)"
)
RECORD = "(SELECT public.stands_for_the_record())"


class Migration(migrations.Migration):
    """The record is written by all and read by the service alone; its pages ask as the part that looks into readings."""

    dependencies = [
        ("cases", "0029_requests_for_those_they_are_for"),
        ("audit", "0002_the_chain"),
        ("drafts", "0001_initial"),
        ("outbox", "0004_third_parties"),
    ]

    operations = [
        migrations.RunSQL(TOLD, BACK),
        RowSecurity(
            "outbox_message",
            f"CASE WHEN subject_kind = 'worker' THEN {TO_A_COLLEAGUE} ELSE {OF_A_CASE} END",
        ),
        RowSecurity(
            "drafts_draft",
            "owner_id = public.standing_worker() OR (SELECT public.stands_for_the_drafts())",
        ),
        RowSecurity("audit_reading", RECORD, added="true"),
        RowSecurity("audit_logentry", RECORD, added="true"),
    ]
