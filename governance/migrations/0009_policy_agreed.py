"""The minute that agreed each amendment of the policy, without which none is adopted, and the reviews (L33, Y27)."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from sendiass.database.append_only import AppendOnly

# A minute is final once its meeting is closed.
AGREED = """
CREATE FUNCTION governance_minute_is_final(of_minute uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT EXISTS (
        SELECT FROM public.governance_minute minute
        JOIN public.governance_agendaitem item ON item.id = minute.item_id
        JOIN public.governance_meeting meeting ON meeting.id = item.meeting_id
        WHERE minute.id = of_minute AND item.taken_off_at IS NULL AND meeting.closed_at IS NOT NULL)
$$;

CREATE FUNCTION governance_amended(of_edition uuid) RETURNS TABLE (clause_key uuid, digest text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT COALESCE(now_is.key, was.key), COALESCE(now_is.digest, '')
    FROM (SELECT key, public.governance_clause_digest(heading, words, promises) AS digest
          FROM public.governance_policyclause WHERE edition_id = of_edition) now_is
    FULL JOIN (SELECT key, public.governance_clause_digest(heading, words, promises) AS digest
          FROM public.governance_policyclause
          WHERE edition_id = (SELECT based_on_id FROM public.governance_policyedition WHERE id = of_edition)) was
        ON was.key = now_is.key
    WHERE now_is.digest IS DISTINCT FROM was.digest
$$;

CREATE FUNCTION governance_agreed_in_a_minute() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE wrong text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('policy:' || NEW.edition_id::text, 0));
    wrong := CASE
        WHEN NOT public.governance_minute_is_final(NEW.minute_id) THEN 'A minute is final once its meeting is closed'
        WHEN EXISTS (SELECT FROM public.governance_policyadoption WHERE edition_id = NEW.edition_id)
            THEN 'An edition that was adopted is never altered'
        WHEN NOT EXISTS (SELECT FROM public.governance_amended(NEW.edition_id) one
                WHERE one.clause_key = NEW.clause_key AND one.digest = NEW.digest)
            THEN 'What was agreed is an amendment as it stands in the draft'
    END;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION '%', wrong
            USING ERRCODE = 'check_violation', CONSTRAINT = 'agreed_in_a_minute', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION governance_reviewed_in_a_minute() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    IF NEW.minute_id IS NOT NULL AND NOT public.governance_minute_is_final(NEW.minute_id) THEN
        RAISE EXCEPTION 'A minute is final once its meeting is closed'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reviewed_in_a_minute', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
"""
NOT_AGREED = """
DROP FUNCTION governance_reviewed_in_a_minute(); DROP FUNCTION governance_agreed_in_a_minute();
DROP FUNCTION governance_amended(uuid); DROP FUNCTION governance_minute_is_final(uuid);
"""


ADOPTED = """
CREATE OR REPLACE FUNCTION governance_adopted_as_agreed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    wrong text;
    before uuid;
    says text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('policy:' || NEW.edition_id::text, 0));
    SELECT based_on_id INTO before FROM public.governance_policyedition WHERE id = NEW.edition_id;
    SELECT string_agg(number || '. ' || heading || E'\\n\\n' || words, E'\\n\\n' ORDER BY number) INTO says
        FROM (SELECT row_number() OVER (ORDER BY place) AS number, heading, words
              FROM public.governance_policyclause WHERE edition_id = NEW.edition_id) AS clauses;
    wrong := CASE
        WHEN says IS NULL THEN 'An edition without clauses is no policy'
        WHEN says IS DISTINCT FROM (SELECT words FROM public.cases_policyversion WHERE id = NEW.version_id)
            THEN 'What everybody reads is what was adopted'
        CHECKS
    END;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION '%', wrong
            USING ERRCODE = 'check_violation', CONSTRAINT = 'policy_adopted_as_agreed', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
"""


NEVER = "WHEN before IS NOT NULL THEN 'Each amendment needs the minute that agreed it'"
WITH_MINUTES = """
        WHEN before IS NULL THEN NULL
        WHEN NOT EXISTS (SELECT FROM public.governance_amended(NEW.edition_id)) THEN 'It changes nothing'
        WHEN EXISTS (
            SELECT FROM public.governance_amended(NEW.edition_id) amended
            WHERE NOT EXISTS (SELECT FROM public.governance_agreedamendment agreed
                WHERE agreed.edition_id = NEW.edition_id AND agreed.clause_key = amended.clause_key
                    AND agreed.digest = amended.digest))
            THEN 'Each amendment needs the minute that agreed it'
        WHEN (SELECT array_agg(is_now.key ORDER BY is_now.place) IS DISTINCT FROM array_agg(is_now.key ORDER BY was.place)
              FROM public.governance_policyclause is_now
              JOIN public.governance_policyclause was ON was.key = is_now.key AND was.edition_id = before
              WHERE is_now.edition_id = NEW.edition_id)
            THEN 'Clauses stay in their order'
"""


def _trigger(name: str, table: str, function: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER {name} BEFORE INSERT ON governance_{table} FOR EACH ROW EXECUTE FUNCTION {function}(); "
        f"ALTER TABLE governance_{table} ENABLE ALWAYS TRIGGER {name};",
        f"DROP TRIGGER {name} ON governance_{table};",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0008_policy"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AgreedAmendment",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("clause_key", models.UUIDField(editable=False)),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agreed",
                        to="governance.policyedition",
                    ),
                ),
                (
                    "minute",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agreed_amendments",
                        to="governance.minute",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("edition", "clause_key", "digest", "minute"),
                        name="amendment_agreed_once_by_a_minute",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PolicyReview",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("reviewed_on", models.DateField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[("stands", "It stays as it is"), ("amended", "It is to be amended")],
                        max_length=20,
                    ),
                ),
                ("views", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                ("once", models.UUIDField(editable=False, unique=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "minute",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="policy_reviews",
                        to="governance.minute",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ["stands", "amended"])),
                        name="policy_review_has_an_outcome",
                    )
                ],
            },
        ),
        migrations.RunSQL(AGREED, NOT_AGREED),
        migrations.RunSQL(ADOPTED.replace("CHECKS", WITH_MINUTES), ADOPTED.replace("CHECKS", NEVER)),
        AppendOnly("governance_agreedamendment"),
        AppendOnly("governance_policyreview"),
        _trigger("by_who_keeps_the_policy", "agreedamendment", "governance_by_who_keeps_the_policy"),
        _trigger("by_who_keeps_the_policy", "policyreview", "governance_by_who_keeps_the_policy"),
        _trigger("by_themselves", "agreedamendment", "governance_by_themselves"),
        _trigger("by_themselves", "policyreview", "governance_by_themselves"),
        _trigger("agreed_in_a_minute", "agreedamendment", "governance_agreed_in_a_minute"),
        _trigger("reviewed_in_a_minute", "policyreview", "governance_reviewed_in_a_minute"),
    ]
