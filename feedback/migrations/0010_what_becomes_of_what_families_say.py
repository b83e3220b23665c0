"""What becomes of what families say: words read first, "you said, we did", what is forgotten, and who counts (L31, L34)."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import sendiass.crypto.fields
from sendiass.database.append_only import AppendOnly
from sendiass.database.row_security import SHOWN, RowSecurity

# A part of the service that counts, and shows no words; and who among the staff sees results and keeps what was said.
WHO = """
CREATE FUNCTION counts_figures() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT COALESCE(current_setting('app.service', true), '') = 'figures'
$$;
CREATE FUNCTION sees_results() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT COALESCE(public.standing_role() IN (
        'caseworker', 'volunteer', 'manager', 'strategic_lead', 'administrator'), false)
$$;
CREATE FUNCTION keeps_what_was_said() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT COALESCE(public.standing_role() IN ('manager', 'strategic_lead', 'administrator'), false)
$$;
"""
NOBODY = "DROP FUNCTION keeps_what_was_said(); DROP FUNCTION sees_results(); DROP FUNCTION counts_figures();"

# Steps about one item wait for each other; then what is on record decides whether this one may be taken, and by whom.
# The moves are those of `feedback.rules.SAID_MOVES`. Only the day on which it was taken off is added to what was published.
STEPS = """
CREATE FUNCTION feedback_said_in_order() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    stage text := 'new';
    newest integer := 0;
    wrong text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('said:' || NEW.item_id::text, 0));
    SELECT one.stage, one.number INTO stage, newest FROM public.feedback_saidentry one
        WHERE one.item_id = NEW.item_id ORDER BY one.number DESC LIMIT 1;
    stage := COALESCE(stage, 'new');
    wrong := CASE
        WHEN NEW.number <> COALESCE(newest, 0) + 1 THEN 'Steps are numbered as they come'
        WHEN (stage, NEW.step, NEW.stage) NOT IN (
            ('new', 'told', 'told'), ('told', 'told', 'told'), ('told', 'will_change', 'to_change'),
            ('told', 'stays', 'ready'), ('to_change', 'told', 'to_change'), ('to_change', 'changed', 'ready'),
            ('to_change', 'stays', 'ready'), ('ready', 'told', 'ready'), ('ready', 'will_change', 'to_change'),
            ('ready', 'stays', 'ready'), ('ready', 'published', 'published'),
            ('published', 'withdrawn', 'withdrawn'), ('withdrawn', 'told', 'ready'),
            ('withdrawn', 'will_change', 'to_change'), ('withdrawn', 'stays', 'ready'))
            THEN 'Another step comes first'
        WHEN NEW.step = 'published' AND EXISTS (
            SELECT FROM public.feedback_saidentry one WHERE one.item_id = NEW.item_id
            AND one.step IN ('told', 'will_change', 'stays', 'changed') AND one.recorded_by_id = NEW.recorded_by_id)
            THEN 'Nobody publishes words of their own'
        WHEN NEW.recorded_at > clock_timestamp() + interval '2 minutes'
            OR NEW.recorded_at < clock_timestamp() - interval '10 minutes'
            THEN 'It is written down at the moment it is said'
    END;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION '%', wrong
            USING ERRCODE = 'check_violation', CONSTRAINT = 'said_in_order', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER said_in_order BEFORE INSERT ON feedback_saidentry
    FOR EACH ROW EXECUTE FUNCTION feedback_said_in_order();
ALTER TABLE feedback_saidentry ENABLE ALWAYS TRIGGER said_in_order;

CREATE FUNCTION feedback_published_kept() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE stage text;
BEGIN
    SELECT one.stage INTO stage FROM public.feedback_saidentry one
        WHERE one.item_id = NEW.item_id ORDER BY one.number DESC LIMIT 1;
    IF TG_OP = 'INSERT' AND (stage IS DISTINCT FROM 'published' OR NEW.withdrawn_on IS NOT NULL)
    OR TG_OP = 'UPDATE' AND (stage IS DISTINCT FROM 'withdrawn' OR OLD.withdrawn_on IS NOT NULL
        OR (NEW.id, NEW.item_id, NEW.told, NEW.decided, NEW.decided_by, NEW.decided_on, NEW.changed, NEW.changed_on,
            NEW.published_on)
        IS DISTINCT FROM (OLD.id, OLD.item_id, OLD.told, OLD.decided, OLD.decided_by, OLD.decided_on, OLD.changed,
            OLD.changed_on, OLD.published_on))
    THEN
        RAISE EXCEPTION 'What was published stays as it was, and is only taken off'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'published_kept', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER published_kept BEFORE INSERT OR UPDATE ON feedback_publisheditem
    FOR EACH ROW EXECUTE FUNCTION feedback_published_kept();
ALTER TABLE feedback_publisheditem ENABLE ALWAYS TRIGGER published_kept;
"""
NO_STEPS = """
DROP TRIGGER published_kept ON feedback_publisheditem; DROP FUNCTION feedback_published_kept();
DROP TRIGGER said_in_order ON feedback_saidentry; DROP FUNCTION feedback_said_in_order();
"""

COUNTS = "(SELECT public.counts_figures())"
KEEPS = "(SELECT public.keeps_what_was_said())"
SEES = "(SELECT public.sees_results())"
OF_THEIR_ROLE = (
    "((SELECT public.keeps_managers_complaints()) OR (NOT about_manager AND ((SELECT public.keeps_complaints()) "
    "OR (kind IN ('comment', 'compliment') AND (SELECT public.triages_comments()) "
    "AND NOT public.feedback_is_taken_on(id)))))"
)
OF_COMMENT = f"({OF_THEIR_ROLE} AND NOT public.feedback_kept_from(id, public.standing_worker()))"
OF_ITS_COMMENT = "EXISTS (SELECT FROM public.feedback_comment one WHERE one.id = comment_id)"
HANDLES = "(SELECT public.feedback_handles_questionnaires())"
READS = "(SELECT public.sees_all_cases())"
BEHIND = "(SELECT public.stands_behind_the_comments())"
KEEPS_COMPLAINTS = "(SELECT public.keeps_complaints())"


def _shown_to(table: str, shown: str, before: str) -> migrations.RunSQL:
    def says(who: str) -> str:
        return f"ALTER POLICY {SHOWN} ON {table} USING ((SELECT public.stands_for_the_service()) OR ({who}))"

    return migrations.RunSQL(says(shown), says(before))


class Migration(migrations.Migration):
    """Held against any statement the application's role can make."""

    dependencies = [
        ("feedback", "0009_those_who_want_to_be_known"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="anonymousanswer",
            name="is_worded",
            field=models.BooleanField(default=True),
        ),
        migrations.CreateModel(
            name="ForgottenComment",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("forgotten_at", models.DateTimeField()),
                (
                    "comment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="forgotten",
                        to="feedback.comment",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SaidItem",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("reference", models.CharField(editable=False, max_length=20, unique=True)),
                (
                    "came_from",
                    models.CharField(
                        choices=[
                            ("comment", "A comment, compliment or complaint"),
                            ("answer", "An answer to a questionnaire"),
                            ("view", "A view given for the local authority"),
                            ("elsewhere", "Something else, such as a meeting with parents"),
                        ],
                        max_length=20,
                    ),
                ),
                ("started_at", models.DateTimeField()),
                ("once", models.UUIDField(editable=False, unique=True)),
                (
                    "started_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-started_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="SaidEntry",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("told", "Word what families told us"),
                            ("will_change", "Decide that something changes"),
                            ("stays", "Decide that nothing changes"),
                            ("changed", "Say what has changed"),
                            ("published", "Publish it"),
                            ("withdrawn", "Take it off the public page"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("new", "To be worded"),
                            ("told", "To be decided"),
                            ("to_change", "To be changed"),
                            ("ready", "To be published"),
                            ("published", "On the public page"),
                            ("withdrawn", "Taken off the public page"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "decided_by",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("team", "The team"),
                            ("manager", "The manager"),
                            ("board", "The board or group that watches over us"),
                            ("host", "The organisation that runs us"),
                            ("authority", "The local authority"),
                        ],
                        max_length=20,
                    ),
                ),
                ("happened_on", models.DateField(blank=True, null=True)),
                ("words", sendiass.crypto.fields.SealedTextField(default="", max_length=2000)),
                ("recorded_at", models.DateTimeField()),
                ("once", models.UUIDField(editable=False, unique=True)),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="feedback.saiditem",
                    ),
                ),
            ],
            options={
                "ordering": ["item", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("item", "number"), name="said_one_step_at_a_time"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("happened_on__isnull", False),
                                ("step__in", ["will_change", "stays"]),
                                ("decided_by__in", ["team", "manager", "board", "host", "authority"]),
                            ),
                            models.Q(("decided_by", ""), ("happened_on__isnull", False), ("step", "changed")),
                            models.Q(
                                ("decided_by", ""),
                                ("happened_on__isnull", True),
                                ("step__in", ["told", "published", "withdrawn"]),
                            ),
                            _connector="OR",
                        ),
                        name="said_step_says_when_and_by_whom",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PublishedItem",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("told", models.TextField(max_length=2000)),
                ("decided", models.TextField(max_length=2000)),
                (
                    "decided_by",
                    models.CharField(
                        choices=[
                            ("team", "The team"),
                            ("manager", "The manager"),
                            ("board", "The board or group that watches over us"),
                            ("host", "The organisation that runs us"),
                            ("authority", "The local authority"),
                        ],
                        max_length=20,
                    ),
                ),
                ("decided_on", models.DateField()),
                ("changed", models.TextField(blank=True, max_length=2000)),
                ("changed_on", models.DateField(blank=True, null=True)),
                ("published_on", models.DateField()),
                ("withdrawn_on", models.DateField(blank=True, null=True)),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="published",
                        to="feedback.saiditem",
                    ),
                ),
            ],
            options={
                "ordering": ["-published_on", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_on__isnull", True)),
                        fields=("item",),
                        name="said_once_on_the_public_page",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("changed", ""), ("changed_on__isnull", True)),
                            models.Q(models.Q(("changed", ""), _negated=True), ("changed_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="said_change_has_its_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SaidSource",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "answer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="became",
                        to="feedback.anonymousanswer",
                    ),
                ),
                (
                    "comment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="became",
                        to="feedback.comment",
                    ),
                ),
                (
                    "item",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="source",
                        to="feedback.saiditem",
                    ),
                ),
                (
                    "view",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="became",
                        to="feedback.givenview",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("answer__isnull", True), ("comment__isnull", False), ("view__isnull", True)
                            ),
                            models.Q(
                                ("answer__isnull", False), ("comment__isnull", True), ("view__isnull", True)
                            ),
                            models.Q(
                                ("answer__isnull", True), ("comment__isnull", True), ("view__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="said_source_is_one",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="WordsRead",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "verdict",
                    models.CharField(
                        choices=[("stand", "Let them stand"), ("withheld", "Withhold them")], max_length=10
                    ),
                ),
                ("reason", sendiass.crypto.fields.SealedTextField(default="", max_length=500)),
                ("read_at", models.DateTimeField()),
                (
                    "answer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="read",
                        to="feedback.anonymousanswer",
                    ),
                ),
                (
                    "read_by",
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
                        condition=models.Q(("verdict__in", ["stand", "withheld"])),
                        name="words_read_with_a_verdict",
                    )
                ],
            },
        ),
        migrations.RunSQL(
            "CREATE SEQUENCE feedback_said_reference;", "DROP SEQUENCE feedback_said_reference;"
        ),
        migrations.RunSQL(WHO, NOBODY),
        migrations.RunSQL(STEPS, NO_STEPS),
        AppendOnly("feedback_saiditem"),
        AppendOnly("feedback_saidsource"),
        AppendOnly("feedback_saidentry"),
        AppendOnly("feedback_wordsread"),
        AppendOnly("feedback_forgottencomment"),
        RowSecurity("feedback_saiditem", f"{COUNTS} OR {KEEPS}"),
        RowSecurity("feedback_saidentry", f"{COUNTS} OR {KEEPS}"),
        RowSecurity(
            "feedback_saidsource",
            f"{KEEPS} AND (comment_id IS NULL "
            f"OR {OF_ITS_COMMENT}) AND (answer_id IS NULL OR {READS}) "
            "AND (view_id IS NULL OR (SELECT public.reads_views()))",
        ),
        RowSecurity("feedback_publisheditem", f"withdrawn_on IS NULL OR {COUNTS} OR {KEEPS}"),
        RowSecurity("feedback_wordsread", f"{COUNTS} OR {SEES}"),
        RowSecurity(
            "feedback_forgottencomment",
            OF_ITS_COMMENT,
        ),
        _shown_to("feedback_anonymousanswer", f"{HANDLES} OR {SEES} OR {COUNTS}", f"{HANDLES} OR {READS}"),
        _shown_to("feedback_comment", f"{BEHIND} OR {COUNTS} OR {OF_COMMENT}", f"{BEHIND} OR {OF_COMMENT}"),
        _shown_to(
            "feedback_complaint",
            f"({COUNTS} OR {KEEPS_COMPLAINTS}) AND {OF_ITS_COMMENT}",
            f"{KEEPS_COMPLAINTS} AND {OF_ITS_COMMENT}",
        ),
    ]
