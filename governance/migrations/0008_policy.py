"""The impartiality policy in editions made of clauses; what was adopted is frozen (L33, Y16, Y27)."""

import uuid

import django.contrib.postgres.fields
import django.db.models.constraints
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from sendiass.database.append_only import AppendOnly

WRITTEN = """
CREATE FUNCTION governance_by_who_keeps_the_policy() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF NOT (public.stands_for_the_service() OR COALESCE(public.standing_role() = 'manager', false)) THEN
        RAISE EXCEPTION 'The manager keeps the policy'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'by_who_keeps_the_policy', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;

-- Of the same words as `ClauseWords.digest`.
CREATE FUNCTION governance_clause_digest(heading text, words text, promises text[]) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$
    SELECT encode(sha256(convert_to(
        concat_ws(chr(31), heading, words, array_to_string(promises, ',')), 'UTF8')), 'hex')
$$;

-- Locked, so that no clause changes while its edition is adopted.
CREATE FUNCTION governance_clause_of_a_draft() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    wrong text;
    of_edition uuid := COALESCE(NEW.edition_id, OLD.edition_id);
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('policy:' || of_edition::text, 0));
    wrong := CASE
        WHEN TG_OP = 'UPDATE' AND (NEW.edition_id, NEW.key) IS DISTINCT FROM (OLD.edition_id, OLD.key)
            THEN 'A clause stays the same clause of the same edition'
        WHEN EXISTS (SELECT FROM public.governance_policyadoption WHERE edition_id = of_edition)
            THEN 'An edition that was adopted is never altered'
    END;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION '%', wrong
            USING ERRCODE = 'check_violation', CONSTRAINT = 'policy_clause_of_a_draft', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;

CREATE FUNCTION governance_edition_in_order() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    IF NEW.based_on_id IS NOT NULL
            AND NOT EXISTS (SELECT FROM public.governance_policyadoption WHERE edition_id = NEW.based_on_id) THEN
        RAISE EXCEPTION 'A draft is begun from what was adopted'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'policy_edition_in_order', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
"""
NOT_WRITTEN = """
DROP FUNCTION governance_edition_in_order(); DROP FUNCTION governance_clause_of_a_draft();
DROP FUNCTION governance_clause_digest(text, text, text[]); DROP FUNCTION governance_by_who_keeps_the_policy();
"""

# The first is adopted as it is; of any other each amendment needs its minute, which the next migration asks for.
ADOPTED = """
CREATE FUNCTION governance_adopted_as_agreed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    wrong text;
    before uuid;
    says text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('policy:' || NEW.edition_id::text, 0));
    SELECT based_on_id INTO before FROM public.governance_policyedition WHERE id = NEW.edition_id;
    SELECT string_agg(number || '. ' || heading || E'\n\n' || words, E'\n\n' ORDER BY number) INTO says
        FROM (SELECT row_number() OVER (ORDER BY place) AS number, heading, words
              FROM public.governance_policyclause WHERE edition_id = NEW.edition_id) AS clauses;
    wrong := CASE
        WHEN says IS NULL THEN 'An edition without clauses is no policy'
        WHEN says IS DISTINCT FROM (SELECT words FROM public.cases_policyversion WHERE id = NEW.version_id)
            THEN 'What everybody reads is what was adopted'
        WHEN before IS NOT NULL THEN 'Each amendment needs the minute that agreed it'
    END;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION '%', wrong
            USING ERRCODE = 'check_violation', CONSTRAINT = 'policy_adopted_as_agreed', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
"""
NOT_ADOPTED = "DROP FUNCTION governance_adopted_as_agreed();"


def _trigger(name: str, table: str, when: str, function: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER {name} BEFORE {when} ON governance_{table} FOR EACH ROW EXECUTE FUNCTION {function}(); "
        f"ALTER TABLE governance_{table} ENABLE ALWAYS TRIGGER {name};",
        f"DROP TRIGGER {name} ON governance_{table};",
    )


KEPT = "governance_by_who_keeps_the_policy"
THEMSELVES = "governance_by_themselves"


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0039_policy_read"),
        ("governance", "0007_board_held"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PolicyEdition",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField()),
                ("once", models.UUIDField(editable=False, unique=True)),
                (
                    "based_on",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="followed_by",
                        to="governance.policyedition",
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
        ),
        migrations.CreateModel(
            name="PolicyClause",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("place", models.PositiveSmallIntegerField()),
                ("heading", models.CharField(max_length=200)),
                ("words", models.TextField(max_length=5000)),
                (
                    "promises",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=3), blank=True, default=list, size=None
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="clauses",
                        to="governance.policyedition",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PolicyAdoption",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
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
                    "version",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="adoption",
                        to="cases.policyversion",
                    ),
                ),
                (
                    "edition",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="adoption",
                        to="governance.policyedition",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="policyedition",
            constraint=models.UniqueConstraint(
                fields=("based_on",), name="policy_edition_followed_by_one", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="policyclause",
            constraint=models.UniqueConstraint(
                fields=("edition", "key"), name="policy_clause_once_in_an_edition"
            ),
        ),
        migrations.AddConstraint(
            model_name="policyclause",
            constraint=models.UniqueConstraint(
                deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                fields=("edition", "place"),
                name="policy_clause_has_its_place",
            ),
        ),
        migrations.AddConstraint(
            model_name="policyclause",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("heading", ""), _negated=True), models.Q(("words", ""), _negated=True)
                ),
                name="policy_clause_has_words",
            ),
        ),
        migrations.RunSQL(WRITTEN, NOT_WRITTEN),
        migrations.RunSQL(ADOPTED, NOT_ADOPTED),
        AppendOnly("governance_policyedition"),
        AppendOnly("governance_policyadoption"),
        _trigger("by_who_keeps_the_policy", "policyedition", "INSERT", KEPT),
        _trigger("by_who_keeps_the_policy", "policyclause", "INSERT OR UPDATE OR DELETE", KEPT),
        _trigger("by_who_keeps_the_policy", "policyadoption", "INSERT", KEPT),
        _trigger("by_themselves", "policyedition", "INSERT", THEMSELVES),
        _trigger("by_themselves", "policyadoption", "INSERT", THEMSELVES),
        _trigger("policy_edition_in_order", "policyedition", "INSERT", "governance_edition_in_order"),
        _trigger(
            "policy_clause_of_a_draft",
            "policyclause",
            "INSERT OR UPDATE OR DELETE",
            "governance_clause_of_a_draft",
        ),
        _trigger("policy_adopted_as_agreed", "policyadoption", "INSERT", "governance_adopted_as_agreed"),
    ]
