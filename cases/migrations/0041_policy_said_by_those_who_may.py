"""Everybody says for themselves that they read the policy; a manager puts versions in and lets others through (Y16, Y12).

Row security lets a row in where it would be shown; by whom it is written, and when, is held here. What the
demonstration and a service's beginning write, they write of days that have passed and for others.
"""

from django.db import migrations

READ_BY = "cases_policyacknowledgement"
WAIVERS = ("cases_policywaiver", "cases_declarationwaiver")

HELD = """
CREATE FUNCTION cases_begins_the_service() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT COALESCE(current_setting('app.service', true), '') IN ('demonstration', 'set-up')
$$;

CREATE FUNCTION cases_is_now(moment timestamptz) RETURNS boolean LANGUAGE sql VOLATILE AS $$
    SELECT moment BETWEEN clock_timestamp() - interval '10 minutes' AND clock_timestamp() + interval '2 minutes'
$$;

CREATE FUNCTION cases_is_manager(who uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT EXISTS (SELECT FROM public.accounts_user WHERE id = who AND is_active AND role = 'manager')
$$;

CREATE FUNCTION cases_read_by_themselves() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE wrong text;
BEGIN
    IF public.cases_begins_the_service() THEN
        RETURN NEW;
    END IF;
    wrong := CASE
        WHEN public.standing_role() IS NULL OR NEW.worker_id IS DISTINCT FROM public.standing_worker()
            THEN 'Everyone says for themselves what they have read'
        WHEN NOT public.cases_is_now(NEW.at) THEN 'It is said now'
    END;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION '%', wrong
            USING ERRCODE = 'check_violation', CONSTRAINT = 'read_by_themselves', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION cases_by_a_manager() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE wrong text;
BEGIN
    wrong := CASE
        WHEN NOT public.cases_is_manager(NEW.by_id) THEN 'A manager says so'
        WHEN public.cases_begins_the_service() THEN NULL
        WHEN NEW.by_id IS DISTINCT FROM public.standing_worker() THEN 'Whoever asks is whoever says it'
        WHEN NOT public.cases_is_now(NEW.at) THEN 'It is said now'
    END;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION '%', wrong
            USING ERRCODE = 'check_violation', CONSTRAINT = 'by_a_manager', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION cases_nobody_lets_themselves_through() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF NEW.worker_id = NEW.by_id OR NEW.until_on < (NEW.at AT TIME ZONE 'Europe/London')::date THEN
        RAISE EXCEPTION 'Somebody else is let through, for days to come'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'lets_others_through', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION cases_version_after_version() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    last integer;
    since date;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('policy versions', 0));
    SELECT number, in_force_on INTO last, since FROM public.cases_policyversion ORDER BY number DESC LIMIT 1;
    IF NEW.number <> COALESCE(last, 0) + 1 OR NEW.in_force_on < COALESCE(since, NEW.in_force_on) THEN
        RAISE EXCEPTION 'Each version is the next, and in force no earlier than the one before it'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'version_after_version', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
"""
TRIGGERS = (
    ("read_by_themselves", READ_BY, "cases_read_by_themselves"),
    ("by_a_manager", "cases_policyversion", "cases_by_a_manager"),
    ("version_after_version", "cases_policyversion", "cases_version_after_version"),
    *(("by_a_manager", table, "cases_by_a_manager") for table in WAIVERS),
    *(("lets_others_through", table, "cases_nobody_lets_themselves_through") for table in WAIVERS),
)
ASKED = ("cases_begins_the_service()", "cases_is_now(timestamptz)", "cases_is_manager(uuid)")

FORWARDS = "\n".join(
    [
        HELD,
        *(
            f"CREATE TRIGGER {name} BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {function}(); "
            f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name};"
            for name, table, function in TRIGGERS
        ),
    ]
)
BACKWARDS = "\n".join(
    [
        *(f"DROP TRIGGER {name} ON {table};" for name, table, _ in TRIGGERS),
        *(f"DROP FUNCTION {function}();" for function in sorted({one[2] for one in TRIGGERS})),
        *(f"DROP FUNCTION {function};" for function in ASKED),
    ]
)


class Migration(migrations.Migration):
    """Held against any statement the application's role can make for whoever opened the page."""

    dependencies = [("cases", "0040_calls_answered")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
