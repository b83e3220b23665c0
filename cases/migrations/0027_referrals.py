"""Requests from the public form: half-written, sent and settled; and when the form is closed (L28)."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import sendiass.crypto.fields

SEQUENCE = "CREATE SEQUENCE cases_referral_reference;"

# What was sent stays as it was sent; it is settled once, along the table of `rules.REFERRAL_MOVES`, and forgotten for good.
HELD = """
CREATE FUNCTION cases_referral_held() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE broken text;
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'waiting' OR NEW.forgotten_at IS NOT NULL THEN
            broken := 'A request is sent before it is settled';
        END IF;
    ELSIF (NEW.id, NEW.reference, NEW.who, NEW.issue, NEW.stage, NEW.referral_source, NEW.yes_from, NEW.yes_how,
           NEW.yes_on, NEW.told, NEW.agreed_at, NEW.sent_at, NEW.acknowledged_at)
          IS DISTINCT FROM
          (OLD.id, OLD.reference, OLD.who, OLD.issue, OLD.stage, OLD.referral_source, OLD.yes_from, OLD.yes_how,
           OLD.yes_on, OLD.told, OLD.agreed_at, OLD.sent_at, OLD.acknowledged_at) THEN
        broken := 'What was sent stays as it was sent';
    ELSIF OLD.state <> 'waiting' AND
          (NEW.state, NEW.settled_at, NEW.settled_by_id, NEW.set_aside_because, NEW.settled_words, NEW.case_id,
           NEW.enquiry_id)
          IS DISTINCT FROM
          (OLD.state, OLD.settled_at, OLD.settled_by_id, OLD.set_aside_because, OLD.settled_words, OLD.case_id,
           OLD.enquiry_id) THEN
        broken := 'A request is settled once';
    ELSIF OLD.forgotten_at IS NOT NULL AND NEW.forgotten_at IS DISTINCT FROM OLD.forgotten_at THEN
        broken := 'What is forgotten is forgotten once';
    END IF;
    IF broken IS NOT NULL THEN
        RAISE EXCEPTION '%', broken
            USING ERRCODE = 'check_violation', CONSTRAINT = 'referral_held', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER referral_held BEFORE INSERT OR UPDATE ON cases_referral
    FOR EACH ROW EXECUTE FUNCTION cases_referral_held();
ALTER TABLE cases_referral ENABLE ALWAYS TRIGGER referral_held;
"""
LET_GO = "DROP TRIGGER referral_held ON cases_referral; DROP FUNCTION cases_referral_held();"


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0026_cover_and_emergencies_for_those_they_are_for"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BegunReferral",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("code_digest", models.CharField(max_length=64, unique=True)),
                (
                    "who",
                    models.CharField(
                        choices=[
                            ("parent_carer", "Parent or carer"),
                            ("young_person", "Child or young person"),
                            ("professional", "Professional, with the family’s yes"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "yes_from",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("child_or_young_person", "Child or young person"),
                            ("parent_carer", "Parent or carer"),
                            ("other", "Someone else"),
                        ],
                        max_length=30,
                    ),
                ),
                (
                    "yes_how",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("phone", "By phone"),
                            ("face_to_face", "Face to face"),
                            ("video", "By video"),
                            ("sign_language", "In sign language"),
                            ("interpreter", "Through an interpreter"),
                            ("writing", "In writing"),
                        ],
                        max_length=20,
                    ),
                ),
                ("yes_on", models.DateField(blank=True, null=True)),
                ("agreed_at", models.DateTimeField()),
                ("answers", sendiass.crypto.fields.SealedJSONField()),
                ("begun_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("kept_until", models.DateField(db_index=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("who", "professional"),
                                models.Q(("yes_from", ""), _negated=True),
                                models.Q(("yes_how", ""), _negated=True),
                                ("yes_on__isnull", False),
                            ),
                            models.Q(
                                models.Q(("who", "professional"), _negated=True),
                                ("yes_from", ""),
                                ("yes_how", ""),
                                ("yes_on__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="begun_by_others_with_a_yes",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="IntakeClosure",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("words", models.TextField()),
                ("until", models.DateField(blank=True, null=True)),
                ("closed_at", models.DateTimeField()),
                ("opened_at", models.DateTimeField(blank=True, null=True)),
                (
                    "closed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-closed_at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("opened_at__isnull", True)),
                        fields=("opened_at",),
                        name="intake_closed_once_at_a_time",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("opened_at__isnull", True), ("opened_by__isnull", True)),
                            models.Q(("opened_at__gte", models.F("closed_at")), ("opened_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="intake_opened_later_and_by_someone",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True), name="intake_closed_with_words"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Referral",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("reference", models.CharField(editable=False, max_length=20, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("taken_up", "Became a case"),
                            ("answered", "Answered"),
                            ("set_aside", "Set aside"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "who",
                    models.CharField(
                        choices=[
                            ("parent_carer", "Parent or carer"),
                            ("young_person", "Child or young person"),
                            ("professional", "Professional, with the family’s yes"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "issue",
                    models.CharField(
                        choices=[
                            ("sen_support", "SEN support in school"),
                            ("assessment_request", "Asking for an EHC needs assessment"),
                            ("refusal_to_assess", "Refusal to assess"),
                            ("refusal_to_issue", "Refusal to issue a plan"),
                            ("plan_contents", "What an EHC plan says"),
                            ("placement", "Choice of school or college"),
                            ("annual_review", "Annual review"),
                            ("plan_ceasing", "A plan being ended"),
                            ("phase_transfer", "Moving to the next phase of education"),
                            ("exclusion", "Suspension or exclusion"),
                            ("part_time_timetable", "Part-time timetable"),
                            ("attendance", "Attendance, or not able to go to school"),
                            ("alternative_provision", "Education out of school"),
                            ("transport", "Travel to school or college"),
                            ("admissions", "Admissions"),
                            ("personal_budget", "Personal budget"),
                            ("health", "Health"),
                            ("social_care", "Social care and short breaks"),
                            ("post_16", "Education after 16 and preparing for adulthood"),
                            ("mediation", "Mediation"),
                            ("tribunal", "SEND Tribunal appeal"),
                            ("discrimination", "Disability discrimination"),
                            ("complaint", "Making a complaint"),
                            ("bullying", "Bullying"),
                            ("home_education", "Education at home by choice"),
                            ("safeguarding", "Safeguarding"),
                            ("benefits", "Benefits: where to ask"),
                            ("other", "Something else"),
                        ],
                        max_length=30,
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("none_identified", "No needs identified yet"),
                            ("concern_raised", "A concern has been raised"),
                            ("sen_support", "SEN support"),
                            ("assessment_requested", "EHC needs assessment asked for"),
                            ("refused_to_assess", "Assessment refused"),
                            ("being_assessed", "EHC needs assessment under way"),
                            ("refused_to_issue", "Plan refused after assessment"),
                            ("draft_plan", "Draft EHC plan"),
                            ("final_plan", "Final EHC plan"),
                            ("annual_review", "Plan under annual review"),
                            ("phase_transfer", "Plan under review for the next phase"),
                            ("appeal_lodged", "Appeal lodged"),
                            ("ceased", "Plan ended"),
                            ("not_known", "Not known"),
                        ],
                        max_length=30,
                    ),
                ),
                (
                    "referral_source",
                    models.CharField(
                        choices=[
                            ("parent", "Parent or carer"),
                            ("young_person", "Young person"),
                            ("child", "Child"),
                            ("school", "School or SENCO"),
                            ("early_years", "Early years setting"),
                            ("college", "College"),
                            ("authority_send", "Local authority SEND team"),
                            ("social_care", "Social care"),
                            ("health", "Health"),
                            ("early_help", "Early help"),
                            ("parent_carer_forum", "Parent carer forum"),
                            ("voluntary_body", "Voluntary organisation"),
                            ("other_service", "Another SENDIASS"),
                            ("website", "Website or local offer"),
                            ("returning", "Has used the service before"),
                            ("other", "Someone else"),
                        ],
                        max_length=30,
                    ),
                ),
                (
                    "yes_from",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("child_or_young_person", "Child or young person"),
                            ("parent_carer", "Parent or carer"),
                            ("other", "Someone else"),
                        ],
                        max_length=30,
                    ),
                ),
                (
                    "yes_how",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("phone", "By phone"),
                            ("face_to_face", "Face to face"),
                            ("video", "By video"),
                            ("sign_language", "In sign language"),
                            ("interpreter", "Through an interpreter"),
                            ("writing", "In writing"),
                        ],
                        max_length=20,
                    ),
                ),
                ("yes_on", models.DateField(blank=True, null=True)),
                ("told", sendiass.crypto.fields.SealedJSONField()),
                ("agreed_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField()),
                ("acknowledged_at", models.DateTimeField(blank=True, null=True)),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "set_aside_because",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("not_real", "Not a real request"),
                            ("twice", "Sent twice, or their case is open already"),
                            ("not_wanted", "They do not want it any more"),
                            ("not_reached", "They could not be reached"),
                            ("not_ours", "Not something this service does"),
                            ("other", "Another reason"),
                        ],
                        max_length=20,
                    ),
                ),
                ("settled_words", sendiass.crypto.fields.SealedTextField(default="", max_length=2000)),
                ("forgotten_at", models.DateTimeField(blank=True, null=True)),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="referrals",
                        to="cases.case",
                    ),
                ),
                (
                    "enquiry",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="referral",
                        to="cases.enquiry",
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["sent_at", "id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")), fields=["sent_at"], name="referral_waiting"
                    ),
                    models.Index(
                        condition=models.Q(
                            ("forgotten_at__isnull", True), ("state__in", ["answered", "set_aside"])
                        ),
                        fields=["settled_at"],
                        name="referral_to_forget",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("who", "professional"),
                                models.Q(("yes_from", ""), _negated=True),
                                models.Q(("yes_how", ""), _negated=True),
                                ("yes_on__isnull", False),
                            ),
                            models.Q(
                                models.Q(("who", "professional"), _negated=True),
                                ("yes_from", ""),
                                ("yes_how", ""),
                                ("yes_on__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="referred_by_others_with_a_yes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("agreed_at__lte", models.F("sent_at"))),
                        name="agreed_before_it_was_sent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("settled_at__isnull", True),
                                ("settled_by__isnull", True),
                                ("state", "waiting"),
                            ),
                            models.Q(
                                models.Q(("state", "waiting"), _negated=True),
                                ("settled_at__gte", models.F("sent_at")),
                                ("settled_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="referral_settled_by_someone",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("case__isnull", False), ("state", "taken_up")),
                            models.Q(models.Q(("state", "taken_up"), _negated=True), ("case__isnull", True)),
                            _connector="OR",
                        ),
                        name="referral_taken_up_has_its_case",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("enquiry__isnull", False), ("state", "answered")),
                            models.Q(
                                models.Q(("state", "answered"), _negated=True), ("enquiry__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="referral_answered_has_its_enquiry",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state", "set_aside"), models.Q(("set_aside_because", ""), _negated=True)
                            ),
                            models.Q(
                                models.Q(("state", "set_aside"), _negated=True), ("set_aside_because", "")
                            ),
                            _connector="OR",
                        ),
                        name="referral_set_aside_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("forgotten_at__isnull", True),
                            models.Q(("state", "waiting"), _negated=True),
                            _connector="OR",
                        ),
                        name="referral_waiting_is_not_forgotten",
                    ),
                ],
            },
        ),
        migrations.RunSQL(SEQUENCE, "DROP SEQUENCE cases_referral_reference;"),
        migrations.RunSQL(HELD, LET_GO),
    ]
