"""Row security lets a row in where it would be shown; who may write it, and for whom, is held here (L14, L15, L16)."""

from django.db import migrations

WRITTEN_BY = (
    "supervises",
    "leave",
    "leavetakenback",
    "supervisionsession",
    "sessionoutcome",
    "supervisionnote",
    "supervisionrecord",
    "supervisionsignature",
    "casediscussed",
    "agreedaction",
    "actiondone",
    "groupsession",
)
"""Tables whose rows say who wrote them: nobody writes, and nobody signs, for somebody else."""

KEPT = ("supervises", "groupsession", "groupattendance")
"""Tables that let somebody read what others wrote: whoever is named as line manager, or as one who came."""


def _trigger(name: str, table: str, function: str, when: str) -> str:
    return (
        f"CREATE TRIGGER {name} BEFORE INSERT ON governance_{table} FOR EACH ROW {when} "
        f"EXECUTE FUNCTION {function}(); "
        f"ALTER TABLE governance_{table} ENABLE ALWAYS TRIGGER {name};"
    )


FUNCTIONS = """
CREATE FUNCTION governance_by_themselves() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF NOT public.stands_for_the_service() AND NEW.by_id IS DISTINCT FROM public.standing_worker() THEN
        RAISE EXCEPTION 'Everyone writes and signs for themselves'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'by_themselves', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION governance_by_who_keeps_it() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF NOT (public.stands_for_the_service() OR public.keeps_supervision()) THEN
        RAISE EXCEPTION 'Whoever keeps supervision writes this down'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'by_who_keeps_it', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION governance_held_when_it_was() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE wrong text;
BEGIN
    wrong := CASE
        WHEN NEW.held_on > (clock_timestamp() AT TIME ZONE 'Europe/London')::date
            THEN 'A session is held on a day that has come'
        WHEN NEW.by_id NOT IN (SELECT unnest(ARRAY[one.worker_id, one.supervisor_id])
                FROM public.governance_supervisionsession one WHERE one.id = NEW.session_id)
            THEN 'The two of them say what became of it'
    END;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION '%', wrong
            USING ERRCODE = 'check_violation', CONSTRAINT = 'held_when_it_was', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION governance_asked_while_booked() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE wrong text;
BEGIN
    wrong := CASE
        WHEN EXISTS (SELECT FROM public.governance_sessionoutcome WHERE session_id = NEW.session_id)
            THEN 'An intervention asks for a session before it is held'
        WHEN NOT EXISTS (SELECT FROM public.cases_intervention
                WHERE id = NEW.intervention_id AND case_id = NEW.case_id)
            THEN 'An intervention asks about its own case'
    END;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION '%', wrong
            USING ERRCODE = 'check_violation', CONSTRAINT = 'asked_while_booked', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
"""
TRIGGERS = (
    *(("by_themselves", table, "governance_by_themselves", "") for table in WRITTEN_BY),
    *(("by_who_keeps_it", table, "governance_by_who_keeps_it", "") for table in KEPT),
    ("held_when_it_was", "sessionoutcome", "governance_held_when_it_was", ""),
    (
        "asked_while_booked",
        "casediscussed",
        "governance_asked_while_booked",
        "WHEN (NEW.intervention_id IS NOT NULL)",
    ),
)
FORWARDS = "\n".join([FUNCTIONS, *(_trigger(*one) for one in TRIGGERS)])
BACKWARDS = "\n".join(
    [
        *(f"DROP TRIGGER {name} ON governance_{table};" for name, table, _, _ in TRIGGERS),
        *(f"DROP FUNCTION {function}();" for function in sorted({one[2] for one in TRIGGERS})),
    ]
)


class Migration(migrations.Migration):
    """Held against any statement the application's role can make for whoever opened the page."""

    dependencies = [("governance", "0002_supervision_held")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
