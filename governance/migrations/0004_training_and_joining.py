"""Training, sessions we give, work above its training, and those who join and leave (L17, L20, L21, Y09, Y20, Y28)."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import sendiass.crypto.fields
from sendiass.database.append_only import AppendOnly
from sendiass.database.row_security import RowSecurity

WHO = """
CREATE FUNCTION keeps_training() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT COALESCE(public.standing_role() = 'manager', false)
$$;
CREATE FUNCTION gives_sessions() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT COALESCE(public.standing_role() IN ('manager', 'administrator'), false)
$$;
"""
NO_WHO = "DROP FUNCTION gives_sessions(); DROP FUNCTION keeps_training();"

# Whoever asks is whoever says it, so that nobody writes their own training, or another's, in a manager's name.
HELD = """
CREATE FUNCTION governance_recorded_by_whoever_keeps_it() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    IF NEW.recorded_by_id <> COALESCE(public.standing_worker(), NEW.recorded_by_id)
       OR NOT EXISTS (SELECT FROM public.accounts_user
                      WHERE id = NEW.recorded_by_id AND is_active AND role = 'manager') THEN
        RAISE EXCEPTION 'Whoever keeps the register writes it'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'recorded_by_whoever_keeps_it', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER recorded_by_whoever_keeps_it BEFORE INSERT ON governance_trainingrecord
    FOR EACH ROW EXECUTE FUNCTION governance_recorded_by_whoever_keeps_it();
CREATE TRIGGER recorded_by_whoever_keeps_it BEFORE INSERT ON governance_joiningentry
    FOR EACH ROW EXECUTE FUNCTION governance_recorded_by_whoever_keeps_it();
CREATE TRIGGER recorded_by_whoever_keeps_it BEFORE INSERT ON governance_leaving
    FOR EACH ROW EXECUTE FUNCTION governance_recorded_by_whoever_keeps_it();
ALTER TABLE governance_trainingrecord ENABLE ALWAYS TRIGGER recorded_by_whoever_keeps_it;
ALTER TABLE governance_joiningentry ENABLE ALWAYS TRIGGER recorded_by_whoever_keeps_it;
ALTER TABLE governance_leaving ENABLE ALWAYS TRIGGER recorded_by_whoever_keeps_it;

CREATE FUNCTION governance_only_so_changed() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
    may text[] := string_to_array(TG_ARGV[0], ' ');
    once text := TG_ARGV[1];
BEGIN
    IF to_jsonb(NEW) - may IS DISTINCT FROM to_jsonb(OLD) - may
       OR once <> '' AND (to_jsonb(OLD) -> once) <> 'null'::jsonb THEN
        RAISE EXCEPTION 'What was written down stays'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'only_so_changed', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER only_so_changed BEFORE UPDATE ON governance_trainingrecord FOR EACH ROW
    EXECUTE FUNCTION governance_only_so_changed('withdrawn_at withdrawn_by_id withdrawn_reason', 'withdrawn_at');
CREATE TRIGGER only_so_changed BEFORE UPDATE ON governance_certificate FOR EACH ROW
    EXECUTE FUNCTION governance_only_so_changed('scan scanned_at', '');
CREATE TRIGGER only_so_changed BEFORE UPDATE ON governance_givensession FOR EACH ROW
    EXECUTE FUNCTION governance_only_so_changed('came', '');
CREATE TRIGGER only_so_changed BEFORE UPDATE ON governance_workabovetraining FOR EACH ROW
    EXECUTE FUNCTION governance_only_so_changed('seen_at seen_by_id what_follows', 'seen_at');
CREATE TRIGGER only_so_changed BEFORE UPDATE ON governance_drive FOR EACH ROW
    EXECUTE FUNCTION governance_only_so_changed('closed_at closed_by_id', 'closed_at');
CREATE TRIGGER only_so_changed BEFORE UPDATE ON governance_applicant FOR EACH ROW
    EXECUTE FUNCTION governance_only_so_changed('account_id', 'account_id');
ALTER TABLE governance_trainingrecord ENABLE ALWAYS TRIGGER only_so_changed;
ALTER TABLE governance_certificate ENABLE ALWAYS TRIGGER only_so_changed;
ALTER TABLE governance_givensession ENABLE ALWAYS TRIGGER only_so_changed;
ALTER TABLE governance_workabovetraining ENABLE ALWAYS TRIGGER only_so_changed;
ALTER TABLE governance_drive ENABLE ALWAYS TRIGGER only_so_changed;
ALTER TABLE governance_applicant ENABLE ALWAYS TRIGGER only_so_changed;

CREATE FUNCTION governance_applicant_in_order() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    was text := '';
    newest integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('applicant:' || NEW.applicant_id::text, 0));
    SELECT one.stage, one.number INTO was, newest FROM public.governance_applicantstep one
        WHERE one.applicant_id = NEW.applicant_id ORDER BY one.number DESC LIMIT 1;
    IF NEW.number <> COALESCE(newest, 0) + 1 OR (COALESCE(was, ''), NEW.stage) NOT IN (
        ('', 'applied'), ('applied', 'invited'), ('invited', 'met'), ('met', 'offered'), ('offered', 'taken_on'),
        ('applied', 'not_taken_on'), ('invited', 'not_taken_on'), ('met', 'not_taken_on'), ('offered', 'not_taken_on'),
        ('applied', 'withdrew'), ('invited', 'withdrew'), ('met', 'withdrew'), ('offered', 'withdrew')) THEN
        RAISE EXCEPTION 'Another step comes first'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'applicant_in_order', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER applicant_in_order BEFORE INSERT ON governance_applicantstep
    FOR EACH ROW EXECUTE FUNCTION governance_applicant_in_order();
ALTER TABLE governance_applicantstep ENABLE ALWAYS TRIGGER applicant_in_order;
"""
FREE = """
DROP TRIGGER applicant_in_order ON governance_applicantstep; DROP FUNCTION governance_applicant_in_order();
DROP TRIGGER only_so_changed ON governance_applicant; DROP TRIGGER only_so_changed ON governance_drive;
DROP TRIGGER only_so_changed ON governance_workabovetraining; DROP TRIGGER only_so_changed ON governance_givensession;
DROP TRIGGER only_so_changed ON governance_certificate; DROP TRIGGER only_so_changed ON governance_trainingrecord;
DROP FUNCTION governance_only_so_changed();
DROP TRIGGER recorded_by_whoever_keeps_it ON governance_leaving;
DROP TRIGGER recorded_by_whoever_keeps_it ON governance_joiningentry;
DROP TRIGGER recorded_by_whoever_keeps_it ON governance_trainingrecord;
DROP FUNCTION governance_recorded_by_whoever_keeps_it();
"""
KEPT, GIVEN = "(SELECT public.keeps_training())", "(SELECT public.gives_sessions())"
OWN = f"{KEPT} OR worker_id = (SELECT public.standing_worker())"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_trained_and_ready"),
        ("cases", "0037_returned_mail"),
        ("governance", "0003_written_by_those_who_may"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Drive",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("title", models.CharField(max_length=200)),
                ("where", models.CharField(max_length=500)),
                ("places", models.PositiveSmallIntegerField()),
                ("opened_on", models.DateField()),
                ("opened_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Applicant",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("name", sendiass.crypto.fields.SealedTextField(max_length=1000)),
                ("contact", sendiass.crypto.fields.SealedTextField(default="", max_length=500)),
                ("note", sendiass.crypto.fields.SealedTextField(default="", max_length=5000)),
                ("applied_on", models.DateField()),
                ("recorded_at", models.DateTimeField()),
                ("once", models.UUIDField(editable=False, unique=True)),
                (
                    "account",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="application",
                        to=settings.AUTH_USER_MODEL,
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
                (
                    "drive",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="applicants",
                        to="governance.drive",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ForgottenApplicant",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("forgotten_at", models.DateTimeField()),
                (
                    "applicant",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="forgotten",
                        to="governance.applicant",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="GivenSession",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("title", models.CharField(max_length=200)),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("families", "Families"),
                            ("young_people", "Children and young people"),
                            ("professionals", "Professionals"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "provider_kind",
                    models.CharField(
                        choices=[
                            ("in_house", "In house"),
                            ("safeguarding_board", "Safeguarding board"),
                            ("local_authority", "Local authority"),
                            ("national_network", "National network"),
                            ("ipsea", "IPSEA"),
                            ("other", "Somebody else"),
                        ],
                        max_length=30,
                    ),
                ),
                ("provider", models.CharField(blank=True, max_length=200)),
                ("place", models.CharField(blank=True, max_length=200)),
                ("held_on", models.DateField()),
                ("hours", models.DecimalField(decimal_places=2, max_digits=4)),
                ("came", models.PositiveIntegerField(blank=True, null=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="JoiningEntry",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "item",
                    models.CharField(
                        choices=[
                            ("policy_read", "Has read the impartiality policy"),
                            ("impartiality_training", "Training in impartiality"),
                            ("recognising_partiality", "Training in recognising partiality in others"),
                            ("confidentiality", "Confidentiality and records"),
                            ("interests_declared", "Has declared their interests"),
                            ("safeguarding", "Safeguarding"),
                            ("agreement", "Agreement signed by both"),
                        ],
                        max_length=30,
                    ),
                ),
                ("is_done", models.BooleanField()),
                ("on", models.DateField()),
                ("reason", models.TextField(blank=True, max_length=500)),
                ("recorded_at", models.DateTimeField()),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "worker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="joining",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Leaving",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("last_day", models.DateField()),
                ("reason", models.TextField(blank=True, max_length=1000)),
                ("things_back", models.BooleanField()),
                ("talked", models.BooleanField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "worker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="leavings",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SessionFeedback",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "useful",
                    models.CharField(
                        choices=[
                            ("very", "Very useful"),
                            ("quite", "Quite useful"),
                            ("a_little", "A little useful"),
                            ("not", "Not useful"),
                        ],
                        max_length=20,
                    ),
                ),
                ("words", sendiass.crypto.fields.SealedTextField(default="", max_length=2000)),
                ("recorded_at", models.DateTimeField()),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="feedback",
                        to="governance.givensession",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TrainingRecord",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("course", models.CharField(max_length=200)),
                ("need", models.CharField(blank=True, max_length=40)),
                (
                    "provider_kind",
                    models.CharField(
                        choices=[
                            ("in_house", "In house"),
                            ("safeguarding_board", "Safeguarding board"),
                            ("local_authority", "Local authority"),
                            ("national_network", "National network"),
                            ("ipsea", "IPSEA"),
                            ("other", "Somebody else"),
                        ],
                        max_length=30,
                    ),
                ),
                ("provider", models.CharField(blank=True, max_length=200)),
                ("legal_level", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("held_on", models.DateField()),
                ("hours", models.DecimalField(decimal_places=2, max_digits=5)),
                ("expires_on", models.DateField(blank=True, null=True)),
                ("recorded_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_reason", models.TextField(blank=True, max_length=500)),
                (
                    "counts_below",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="record",
                        to="accounts.legaltraining",
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
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "worker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="training",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Certificate",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("name", sendiass.crypto.fields.SealedTextField(max_length=200)),
                ("file_key", sendiass.crypto.fields.SealedTextField(max_length=100)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("pdf", "PDF"),
                            ("jpg", "Photograph (JPEG)"),
                            ("png", "Picture (PNG)"),
                            ("webp", "Picture (WebP)"),
                            ("txt", "Plain text"),
                            ("docx", "Word document"),
                            ("xlsx", "Excel workbook"),
                            ("odt", "OpenDocument text"),
                            ("ods", "OpenDocument spreadsheet"),
                        ],
                        max_length=10,
                    ),
                ),
                ("size", models.PositiveIntegerField()),
                (
                    "scan",
                    models.CharField(
                        choices=[
                            ("clean", "No virus found"),
                            ("not_scanned", "Not scanned for viruses"),
                            ("waiting", "Waiting to be scanned"),
                            ("infected", "Virus found"),
                        ],
                        max_length=20,
                    ),
                ),
                ("scanned_at", models.DateTimeField(blank=True, null=True)),
                ("added_at", models.DateTimeField()),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "record",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificate",
                        to="governance.trainingrecord",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="WorkAboveTraining",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("asked", models.PositiveSmallIntegerField()),
                ("had", models.PositiveSmallIntegerField()),
                ("found_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField(blank=True, null=True)),
                ("what_follows", sendiass.crypto.fields.SealedTextField(default="", max_length=2000)),
                (
                    "intervention",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="above_training",
                        to="cases.intervention",
                    ),
                ),
                (
                    "seen_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
        ),
        migrations.CreateModel(
            name="ApplicantCheck",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("reference", "Reference"), ("dbs", "DBS certificate")], max_length=20
                    ),
                ),
                ("dated_on", models.DateField()),
                ("number", sendiass.crypto.fields.SealedTextField(max_length=20)),
                ("recorded_at", models.DateTimeField()),
                (
                    "applicant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="checks",
                        to="governance.applicant",
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
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["reference", "dbs"])), name="check_of_a_known_kind"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ApplicantStep",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("applied", "Applied"),
                            ("invited", "Invited to talk"),
                            ("met", "Met"),
                            ("offered", "Offered a place"),
                            ("taken_on", "Taken on"),
                            ("not_taken_on", "Not taken on"),
                            ("withdrew", "Withdrew"),
                        ],
                        max_length=20,
                    ),
                ),
                ("note", sendiass.crypto.fields.SealedTextField(default="", max_length=2000)),
                ("at", models.DateTimeField()),
                (
                    "applicant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="governance.applicant",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("applicant", "number"), name="one_step_per_number"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "stage__in",
                                [
                                    "applied",
                                    "invited",
                                    "met",
                                    "offered",
                                    "taken_on",
                                    "not_taken_on",
                                    "withdrew",
                                ],
                            )
                        ),
                        name="applicant_at_a_known_stage",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="drive",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", True), ("closed_by__isnull", True)),
                    models.Q(("closed_at__isnull", False), ("closed_by__isnull", False)),
                    _connector="OR",
                ),
                name="drive_closed_by_someone",
            ),
        ),
        migrations.AddIndex(
            model_name="applicant",
            index=models.Index(fields=["drive", "applied_on"], name="applicant_by_drive"),
        ),
        migrations.AddIndex(
            model_name="givensession",
            index=models.Index(fields=["-held_on"], name="given_session_by_day"),
        ),
        migrations.AddConstraint(
            model_name="givensession",
            constraint=models.CheckConstraint(
                condition=models.Q(("audience__in", ["families", "young_people", "professionals"])),
                name="session_for_a_known_audience",
            ),
        ),
        migrations.AddConstraint(
            model_name="givensession",
            constraint=models.CheckConstraint(
                condition=models.Q(("hours__gt", 0), ("hours__lte", 48)), name="session_takes_some_hours"
            ),
        ),
        migrations.AddIndex(
            model_name="joiningentry",
            index=models.Index(fields=["worker", "item", "-recorded_at"], name="joining_by_worker"),
        ),
        migrations.AddConstraint(
            model_name="joiningentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("worker", models.F("recorded_by")), _negated=True),
                name="nobody_inducts_themselves",
            ),
        ),
        migrations.AddConstraint(
            model_name="joiningentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_done", True), models.Q(("reason", ""), _negated=True), _connector="OR"
                ),
                name="to_do_again_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="joiningentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "item__in",
                        [
                            "policy_read",
                            "impartiality_training",
                            "recognising_partiality",
                            "confidentiality",
                            "interests_declared",
                            "safeguarding",
                            "agreement",
                        ],
                    )
                ),
                name="joining_item_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="leaving",
            constraint=models.CheckConstraint(
                condition=models.Q(("worker", models.F("recorded_by")), _negated=True),
                name="nobody_sends_themselves_off",
            ),
        ),
        migrations.AddIndex(
            model_name="sessionfeedback",
            index=models.Index(fields=["session"], name="feedback_by_session"),
        ),
        migrations.AddIndex(
            model_name="trainingrecord",
            index=models.Index(fields=["worker", "-held_on"], name="training_by_worker"),
        ),
        migrations.AddIndex(
            model_name="trainingrecord",
            index=models.Index(fields=["held_on"], name="training_by_day"),
        ),
        migrations.AddConstraint(
            model_name="trainingrecord",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "provider_kind__in",
                        [
                            "in_house",
                            "safeguarding_board",
                            "local_authority",
                            "national_network",
                            "ipsea",
                            "other",
                        ],
                    )
                ),
                name="training_by_a_known_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="trainingrecord",
            constraint=models.CheckConstraint(
                condition=models.Q(("hours__gt", 0), ("hours__lte", 500)), name="training_takes_some_hours"
            ),
        ),
        migrations.AddConstraint(
            model_name="trainingrecord",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("expires_on__isnull", True), ("expires_on__gte", models.F("held_on")), _connector="OR"
                ),
                name="training_expires_after_it",
            ),
        ),
        migrations.AddConstraint(
            model_name="trainingrecord",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("counts_below__isnull", True), ("legal_level__isnull", True)),
                    models.Q(("counts_below__isnull", False), ("legal_level__isnull", False)),
                    _connector="OR",
                ),
                name="legal_training_counts_below",
            ),
        ),
        migrations.AddConstraint(
            model_name="trainingrecord",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("withdrawn_at__isnull", True),
                        ("withdrawn_by__isnull", True),
                        ("withdrawn_reason", ""),
                    ),
                    models.Q(
                        ("withdrawn_at__isnull", False),
                        ("withdrawn_by__isnull", False),
                        models.Q(("withdrawn_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="withdrawn_training_says_why",
            ),
        ),
        migrations.AddIndex(
            model_name="certificate",
            index=models.Index(
                condition=models.Q(("scan", "waiting")), fields=["added_at"], name="certificate_to_be_scanned"
            ),
        ),
        migrations.AddIndex(
            model_name="workabovetraining",
            index=models.Index(
                condition=models.Q(("seen_at__isnull", True)),
                fields=["found_at"],
                name="above_training_to_see",
            ),
        ),
        migrations.AddConstraint(
            model_name="workabovetraining",
            constraint=models.CheckConstraint(
                condition=models.Q(("asked__gt", models.F("had"))), name="above_its_training"
            ),
        ),
        migrations.AddConstraint(
            model_name="workabovetraining",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("seen_at__isnull", True), ("seen_by__isnull", True)),
                    models.Q(("seen_at__isnull", False), ("seen_by__isnull", False)),
                    _connector="OR",
                ),
                name="above_training_seen_by_someone",
            ),
        ),
        migrations.RunSQL(WHO, NO_WHO),
        migrations.RunSQL(HELD, FREE),
        AppendOnly("governance_sessionfeedback"),
        AppendOnly("governance_applicantstep"),
        AppendOnly("governance_applicantcheck"),
        AppendOnly("governance_forgottenapplicant"),
        AppendOnly("governance_joiningentry"),
        AppendOnly("governance_leaving"),
        RowSecurity("governance_trainingrecord", OWN),
        RowSecurity(
            "governance_certificate",
            "EXISTS (SELECT FROM public.governance_trainingrecord one WHERE one.id = record_id)",
        ),
        RowSecurity(
            "governance_workabovetraining",
            f"{KEPT} AND EXISTS (SELECT FROM public.cases_intervention one WHERE one.id = intervention_id)",
        ),
        RowSecurity("governance_givensession", GIVEN),
        RowSecurity("governance_sessionfeedback", GIVEN),
        RowSecurity("governance_drive", KEPT),
        RowSecurity("governance_applicant", KEPT),
        RowSecurity("governance_applicantstep", KEPT),
        RowSecurity("governance_applicantcheck", KEPT),
        RowSecurity("governance_forgottenapplicant", KEPT),
        RowSecurity("governance_joiningentry", OWN),
        RowSecurity("governance_leaving", OWN),
    ]
