"""The levels of the legal training somebody has, and whether they have done what comes before a first case (L17, L21).

Without the latter there is no clearance, by whichever way. The migrating role, which owns the tables, is not bound.
"""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

HELD = """
CREATE FUNCTION accounts_said_by_a_manager() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    who uuid;
BEGIN
    IF current_user = (SELECT pg_get_userbyid(relowner) FROM pg_catalog.pg_class WHERE oid = TG_RELID) THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.ended_at IS NOT NULL THEN
            RAISE EXCEPTION 'It begins standing' USING ERRCODE = 'check_violation', CONSTRAINT = 'begins_standing',
                TABLE = TG_TABLE_NAME;
        END IF;
        who := CASE TG_TABLE_NAME WHEN 'accounts_readiness' THEN to_jsonb(NEW) ->> 'said_by_id'
                                  ELSE to_jsonb(NEW) ->> 'recorded_by_id' END;
    ELSE
        IF to_jsonb(NEW) - 'ended_at' - 'ended_by_id' IS DISTINCT FROM to_jsonb(OLD) - 'ended_at' - 'ended_by_id'
           OR OLD.ended_at IS NOT NULL THEN
            RAISE EXCEPTION 'It is not rewritten, and ends once'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'not_rewritten', TABLE = TG_TABLE_NAME;
        END IF;
        who := NEW.ended_by_id;
    END IF;
    PERFORM FROM accounts_user WHERE id = who AND is_active AND role = 'manager' FOR SHARE;
    IF who IS NOT NULL AND NOT FOUND THEN
        RAISE EXCEPTION 'A manager says so' USING ERRCODE = 'check_violation', CONSTRAINT = 'said_by_a_manager',
            TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER held BEFORE INSERT OR UPDATE ON accounts_readiness
    FOR EACH ROW EXECUTE FUNCTION accounts_said_by_a_manager();
CREATE TRIGGER held BEFORE INSERT OR UPDATE ON accounts_legaltraining
    FOR EACH ROW EXECUTE FUNCTION accounts_said_by_a_manager();
CREATE TRIGGER kept BEFORE DELETE ON accounts_readiness FOR EACH ROW EXECUTE FUNCTION accounts_are_kept();
CREATE TRIGGER kept BEFORE DELETE ON accounts_legaltraining FOR EACH ROW EXECUTE FUNCTION accounts_are_kept();
ALTER TABLE accounts_readiness ENABLE ALWAYS TRIGGER held;
ALTER TABLE accounts_readiness ENABLE ALWAYS TRIGGER kept;
ALTER TABLE accounts_legaltraining ENABLE ALWAYS TRIGGER held;
ALTER TABLE accounts_legaltraining ENABLE ALWAYS TRIGGER kept;

CREATE FUNCTION accounts_ready_first() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF current_user = (SELECT pg_get_userbyid(relowner) FROM pg_catalog.pg_class WHERE oid = TG_RELID) THEN
        RETURN NEW;
    END IF;
    PERFORM FROM accounts_readiness WHERE worker_id = NEW.worker_id AND ended_at IS NULL FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'What comes before a first case is not all done'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ready_first', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ready_first AFTER INSERT ON accounts_clearance
    FOR EACH ROW EXECUTE FUNCTION accounts_ready_first();
ALTER TABLE accounts_clearance ENABLE ALWAYS TRIGGER ready_first;
"""
LEAVE = """
DROP TRIGGER ready_first ON accounts_clearance; DROP FUNCTION accounts_ready_first();
DROP TRIGGER kept ON accounts_legaltraining; DROP TRIGGER kept ON accounts_readiness;
DROP TRIGGER held ON accounts_legaltraining; DROP TRIGGER held ON accounts_readiness;
DROP FUNCTION accounts_said_by_a_manager();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_clearances_held"),
    ]

    operations = [
        migrations.CreateModel(
            name="LegalTraining",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("level", models.PositiveSmallIntegerField()),
                ("from_on", models.DateField()),
                ("until_on", models.DateField(blank=True, null=True)),
                ("recorded_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
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
                    "worker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="legal_training",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=["worker"],
                        name="legal_training_by_worker",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("level__gte", 1), ("level__lte", 9)),
                        name="legal_training_has_a_level",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_on__isnull", True),
                            ("until_on__gte", models.F("from_on")),
                            _connector="OR",
                        ),
                        name="legal_training_has_days",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                            models.Q(("ended_at__gte", models.F("recorded_at")), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="legal_training_ends_by_someone",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Readiness",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("said_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "said_by",
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
                        related_name="readiness",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("worker",),
                        name="one_standing_readiness_each",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("worker", models.F("said_by")), _negated=True),
                        name="nobody_readies_themselves",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                            models.Q(("ended_at__gte", models.F("said_at")), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="readiness_ends_by_someone",
                    ),
                ],
            },
        ),
        migrations.RunSQL(HELD, LEAVE),
    ]
