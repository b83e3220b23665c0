"""Safeguarding is reviewed before its case closes, and a breach is linked to a case later by an entry (SECURITY 5)."""

from django.db import migrations, models

# Sharing to keep someone safe waits for no case: only the closing is looked at, and it waits for what is being written.
REVIEWED_FIRST = """
CREATE FUNCTION consent_reviewed_before_closing() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF EXISTS (SELECT FROM public.consent_safeguardingdisclosure shared WHERE shared.case_id = NEW.id
               AND NOT EXISTS (SELECT FROM public.consent_safeguardingreview WHERE disclosure_id = shared.id)) THEN
        RAISE EXCEPTION 'What was shared to keep someone safe is reviewed before its case closes'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reviewed_before_closing', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER reviewed_before_closing BEFORE UPDATE ON cases_case FOR EACH ROW
    WHEN (NEW.status = 'closed' AND OLD.status <> 'closed') EXECUTE FUNCTION consent_reviewed_before_closing();
ALTER TABLE cases_case ENABLE ALWAYS TRIGGER reviewed_before_closing;
"""
CLOSED_ANYHOW = """
DROP TRIGGER reviewed_before_closing ON cases_case;
DROP FUNCTION consent_reviewed_before_closing();
"""

# What is added to a breach's cases after it was reported comes with the entry that says who linked it and why.
LINKED_BY_AN_ENTRY = """
CREATE FUNCTION consent_linked_by_an_entry() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM public.consent_breach WHERE id = NEW.breach_id AND recorded_at = NEW.added_at)
       AND NOT EXISTS (SELECT FROM public.consent_breachentry
                       WHERE breach_id = NEW.breach_id AND step = 'linked' AND recorded_at = NEW.added_at) THEN
        RAISE EXCEPTION 'A case is linked to a breach when it is reported, or by an entry'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'linked_by_an_entry', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER linked_by_an_entry AFTER INSERT ON consent_breachcase
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION consent_linked_by_an_entry();
ALTER TABLE consent_breachcase ENABLE ALWAYS TRIGGER linked_by_an_entry;
"""
LINKED_ANYHOW = (
    "DROP TRIGGER linked_by_an_entry ON consent_breachcase; DROP FUNCTION consent_linked_by_an_entry();"
)


class Migration(migrations.Migration):
    """Held against any statement the application's role can make."""

    dependencies = [("consent", "0013_what_came_unasked")]

    operations = [
        migrations.AlterField(
            model_name="breachentry",
            name="step",
            field=models.CharField(
                choices=[
                    ("assessed", "Assess the risk"),
                    ("decided", "Decide whether to tell the ICO"),
                    ("notified", "Record that the ICO was told"),
                    ("people", "Record whether the people were told"),
                    ("linked", "Link a case"),
                    ("note", "Add a note"),
                    ("closed", "Close it"),
                    ("reopened", "Open it again"),
                ],
                max_length=20,
            ),
        ),
        migrations.RemoveConstraint(model_name="breachentry", name="breach_step_has_its_outcome"),
        migrations.AddConstraint(
            model_name="breachentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome__in", ["unlikely", "risk", "high"]), ("step", "assessed")),
                    models.Q(("outcome__in", ["tell", "not"]), ("step", "decided")),
                    models.Q(("outcome__in", ["told", "not_told"]), ("step", "people")),
                    models.Q(
                        ("outcome", ""), ("step__in", ["notified", "linked", "note", "closed", "reopened"])
                    ),
                    _connector="OR",
                ),
                name="breach_step_has_its_outcome",
            ),
        ),
        migrations.RunSQL(LINKED_BY_AN_ENTRY, LINKED_ANYHOW),
        migrations.RunSQL(REVIEWED_FIRST, CLOSED_ANYHOW),
    ]
