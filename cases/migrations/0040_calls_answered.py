"""What is asked of a call that was answered, as of a case that closes: what came of it, and whom they were told of (L22, Y13)."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import sendiass.crypto.fields
from sendiass.database.append_only import AppendOnly
from sendiass.database.row_security import RowSecurity, row_security_anew

CASE = (
    "((SELECT public.sees_all_cases()) AND case_id NOT IN (SELECT public.cases_shut_to(public.standing_worker()))) "
    "OR case_id = ANY ((SELECT public.cases_given_ids())::uuid[])"
)
OF_ITS_CALL = "EXISTS (SELECT FROM public.cases_enquiry asked WHERE asked.id = enquiry_id)"

# Asked when the transaction ends, of calls answered from now on: those before were asked nothing.
ANSWERED = """
CREATE FUNCTION cases_answered_says_what_came() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM public.cases_signposting WHERE enquiry_id = NEW.id) THEN
        RAISE EXCEPTION 'A call is answered once it says whom they were told of, or why of nobody'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'answered_signposted', TABLE = TG_TABLE_NAME;
    END IF;
    IF NOT EXISTS (SELECT FROM public.cases_calloutcome WHERE enquiry_id = NEW.id) THEN
        RAISE EXCEPTION 'A call is answered once it says what came of it'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'answered_judged', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER answered_says_what_came AFTER INSERT ON cases_enquiry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.status = 'answered') EXECUTE FUNCTION cases_answered_says_what_came();
CREATE CONSTRAINT TRIGGER answered_later_says_what_came AFTER UPDATE OF status ON cases_enquiry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.status = 'answered' AND OLD.status <> 'answered') EXECUTE FUNCTION cases_answered_says_what_came();
ALTER TABLE cases_enquiry ENABLE ALWAYS TRIGGER answered_says_what_came;
ALTER TABLE cases_enquiry ENABLE ALWAYS TRIGGER answered_later_says_what_came;
"""
NOT_ASKED = """
DROP TRIGGER answered_later_says_what_came ON cases_enquiry;
DROP TRIGGER answered_says_what_came ON cases_enquiry;
DROP FUNCTION cases_answered_says_what_came();
"""


class Migration(migrations.Migration):
    """Signposting is of a case or of a call; a call that is answered says both, whatever writes it."""

    dependencies = [
        ("cases", "0039_policy_read"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            "signposting",
            "case",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="signpostings",
                to="cases.case",
            ),
        ),
        migrations.AddField(
            "signposting",
            "enquiry",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="signpostings",
                to="cases.enquiry",
            ),
        ),
        migrations.AddIndex("signposting", models.Index(fields=["enquiry"], name="signposting_by_enquiry")),
        migrations.AddConstraint(
            "signposting",
            models.CheckConstraint(
                condition=models.Q(("case__isnull", False), ("enquiry__isnull", True))
                | models.Q(("case__isnull", True), ("enquiry__isnull", False)),
                name="signposted_in_a_case_or_a_call",
            ),
        ),
        migrations.CreateModel(
            name="CallOutcome",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("wanted", sendiass.crypto.fields.SealedTextField(max_length=1000, null=True)),
                (
                    "got_it",
                    models.CharField(
                        choices=[
                            ("yes", "Yes"),
                            ("partly", "Partly"),
                            ("no", "No"),
                            ("not_asked", "They were not asked"),
                        ],
                        max_length=20,
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
                (
                    "enquiry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outcomes",
                        to="cases.enquiry",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-recorded_at", "-id"],
                "indexes": [models.Index(fields=["enquiry"], name="call_outcome_by_enquiry")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("got_it", "not_asked"))
                        | models.Q(("got_it__in", ["yes", "partly", "no"]), ("wanted__isnull", False)),
                        name="caller_judged_or_was_not_asked",
                    )
                ],
            },
        ),
        AppendOnly("cases_calloutcome"),
        RowSecurity("cases_calloutcome", OF_ITS_CALL),
        row_security_anew("cases_signposting", f"({CASE}) OR {OF_ITS_CALL}"),
        migrations.RunSQL(ANSWERED, NOT_ASKED),
    ]
