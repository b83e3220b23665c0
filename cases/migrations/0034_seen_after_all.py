"""Lets somebody see a request or a call after all, where whoever decides found that their interest does not meet it (Y12)."""

import uuid
from importlib import import_module
from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import sendiass.crypto.fields
from sendiass.database.append_only import AppendOnly
from sendiass.database.row_security import RowSecurity

TOLD = import_module("cases.migrations.0030_what_tells_of_cases").TOLD
CALLS = import_module("cases.migrations.0032_calls_kept_from_workers").HIDDEN
REQUESTS = import_module("cases.migrations.0029_requests_for_those_they_are_for").HIDDEN

STILL = """
CREATE FUNCTION cases_request_is_kept(of_request uuid, of_worker uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT EXISTS (SELECT FROM public.cases_referralconflict shut
                   WHERE shut.referral_id = of_request AND shut.worker_id = of_worker
                   AND NOT EXISTS (SELECT FROM public.cases_keepinglifted lifted
                                   WHERE lifted.referral_id = of_request AND lifted.worker_id = of_worker
                                   AND lifted.at >= shut.found_at))
$$;
CREATE OR REPLACE FUNCTION cases_requests_hidden_from(of_worker uuid) RETURNS SETOF uuid ROWS 5
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    RETURN QUERY SELECT shut.referral_id FROM public.cases_referralconflict shut WHERE shut.worker_id = of_worker
        AND NOT EXISTS (SELECT FROM public.cases_keepinglifted lifted
                        WHERE lifted.referral_id = shut.referral_id AND lifted.worker_id = of_worker
                        AND lifted.at >= shut.found_at);
END $$;
CREATE OR REPLACE FUNCTION cases_calls_hidden_from(of_worker uuid) RETURNS SETOF uuid ROWS 5
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    RETURN QUERY SELECT shut.enquiry_id FROM public.cases_enquiryconflict shut WHERE shut.worker_id = of_worker
        AND NOT EXISTS (SELECT FROM public.cases_keepinglifted lifted
                        WHERE lifted.enquiry_id = shut.enquiry_id AND lifted.worker_id = of_worker
                        AND lifted.at >= shut.found_at)
    UNION ALL
    SELECT asked.enquiry_id FROM public.cases_referral asked
        WHERE asked.enquiry_id IS NOT NULL AND public.cases_request_is_kept(asked.id, of_worker);
END $$;
CREATE OR REPLACE FUNCTION cases_reference_shut_to(of_reference text, of_worker uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT EXISTS (
        SELECT FROM public.cases_case one
        JOIN public.cases_conflict shut ON shut.case_id = one.id AND shut.state = 'standing'
        WHERE one.reference = of_reference AND shut.worker_id = of_worker
    ) OR EXISTS (
        SELECT FROM public.cases_referral asked
        WHERE asked.reference = of_reference AND (
            public.cases_request_is_kept(asked.id, of_worker)
            OR EXISTS (SELECT FROM public.cases_conflict
                       WHERE case_id = asked.case_id AND worker_id = of_worker AND state = 'standing'))
    )
$$;
"""
BACK = (TOLD + CALLS + REQUESTS).replace(
    "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"
) + "DROP FUNCTION cases_request_is_kept(uuid, uuid);"


def _key(to: str, *, null: bool = False) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=to, null=null)


class Migration(migrations.Migration):
    """What was found before it was lifted keeps nobody from anything any more; what is found later does."""

    dependencies = [
        ("cases", "0033_interests_of_those_who_decide"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="KeepingLifted",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("reason", sendiass.crypto.fields.SealedTextField(max_length=2000)),
                ("at", models.DateTimeField()),
                ("by", _key(settings.AUTH_USER_MODEL)),
                ("enquiry", _key("cases.enquiry", null=True)),
                ("referral", _key("cases.referral", null=True)),
                ("worker", _key(settings.AUTH_USER_MODEL)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("worker", models.F("by")), _negated=True),
                        name="nobody_lets_themselves_see",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("referral__isnull", True), ("enquiry__isnull", True), _connector="XOR"
                        ),
                        name="one_thing_is_seen_after_all",
                    ),
                ],
            },
        ),
        AppendOnly("cases_keepinglifted"),
        RowSecurity("cases_keepinglifted", "false"),  # its pages ask as the part that sees to conflicts
        migrations.RunSQL(STILL, BACK),
    ]
