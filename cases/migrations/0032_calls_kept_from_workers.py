"""Calls kept from whoever has an interest in them, and requests shown only to those who can open them (Y12)."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from sendiass.database.append_only import AppendOnly
from sendiass.database.row_security import SHOWN, RowSecurity

# What answers a request is kept from whoever the request is kept from.
HIDDEN = """
CREATE FUNCTION cases_calls_hidden_from(of_worker uuid) RETURNS SETOF uuid ROWS 5
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    RETURN QUERY SELECT enquiry_id FROM public.cases_enquiryconflict WHERE worker_id = of_worker
    UNION ALL
    SELECT asked.enquiry_id FROM public.cases_referralconflict shut JOIN public.cases_referral asked ON asked.id = shut.referral_id
        WHERE shut.worker_id = of_worker AND asked.enquiry_id IS NOT NULL;
END $$;
CREATE FUNCTION opens_cases() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT COALESCE(public.standing_role() IN ('caseworker', 'manager'), false)
$$;
"""
BACK = "DROP FUNCTION cases_calls_hidden_from(uuid); DROP FUNCTION opens_cases();"
CASE = (
    "((SELECT public.sees_all_cases()) AND case_id NOT IN (SELECT public.cases_shut_to(public.standing_worker()))) "
    "OR case_id = ANY ((SELECT public.cases_given_ids())::uuid[])"
)
NOT_HIDDEN = "id NOT IN (SELECT public.{}(public.standing_worker()))"
OF_THE_DESK = "case_id IS NULL AND (SELECT public.{}())"
CALLS = f"{OF_THE_DESK.format('takes_enquiries')} AND {NOT_HIDDEN.format('cases_calls_hidden_from')}"
REQUESTS = f"{OF_THE_DESK.format('opens_cases')} AND {NOT_HIDDEN.format('cases_requests_hidden_from')}"
BEHIND = "(SELECT public.stands_behind_the_form())"


def shown(table: str, to: str) -> str:
    """The table's policy with another condition; parts of the service that work for everyone are shown all, as ever."""
    return f"ALTER POLICY {SHOWN} ON {table} USING ((SELECT public.stands_for_the_service()) OR ({to}))"


class Migration(migrations.Migration):
    """`cases_callback` and `cases_intervention` are shown with their enquiry, as they were."""

    dependencies = [
        ("cases", "0031_clearance"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="EnquiryConflict",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("found_at", models.DateTimeField()),
                (
                    "enquiry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.enquiry"
                    ),
                ),
                (
                    "interest",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.interest"
                    ),
                ),
                (
                    "worker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("enquiry", "interest"), name="an_interest_meets_a_call_once"
                    )
                ],
            },
        ),
        migrations.RunSQL(HIDDEN, BACK),
        AppendOnly("cases_enquiryconflict"),
        RowSecurity(
            "cases_enquiryconflict",
            "worker_id <> public.standing_worker() AND (SELECT public.sees_all_cases())",
        ),
        migrations.RunSQL(
            shown("cases_enquiry", f"({CALLS}) OR ({CASE})"),
            shown(
                "cases_enquiry",
                f"({OF_THE_DESK.format('takes_enquiries')}) OR ({CASE})",
            ),
        ),
        migrations.RunSQL(
            shown("cases_referral", f"{BEHIND} OR ({REQUESTS}) OR ({CASE})"),
            shown(
                "cases_referral",
                f"{BEHIND} OR ({OF_THE_DESK.format('takes_enquiries')} "
                f"AND {NOT_HIDDEN.format('cases_requests_hidden_from')}) OR ({CASE})",
            ),
        ),
    ]
