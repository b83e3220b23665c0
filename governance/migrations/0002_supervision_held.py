"""What the data base itself holds of supervision: for whom each row is, and that a record both have signed is final (L16)."""

from django.db import migrations

from sendiass.database.append_only import AppendOnly
from sendiass.database.row_security import RowSecurity

WHO = """
CREATE FUNCTION counts_supervision() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT COALESCE(current_setting('app.service', true), '') = 'figures'
$$;
CREATE FUNCTION keeps_supervision() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT COALESCE(public.standing_role() IN ('manager', 'strategic_lead'), false)
$$;
CREATE FUNCTION has_supervision() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT COALESCE(public.standing_role() IN ('caseworker', 'volunteer', 'manager', 'strategic_lead'), false)
$$;
CREATE FUNCTION governance_above(of_worker uuid) RETURNS TABLE (supervisor uuid, line_manager uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT supervisor_id, line_manager_id FROM public.governance_supervises
    WHERE worker_id = of_worker AND from_on <= (now() AT TIME ZONE 'Europe/London')::date
    ORDER BY from_on DESC, at DESC, id DESC LIMIT 1
$$;
CREATE FUNCTION governance_is_above(of_worker uuid, who uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT EXISTS (SELECT FROM public.governance_above(of_worker) one WHERE who IN (one.supervisor, one.line_manager))
$$;
CREATE FUNCTION governance_reads(of_session uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT public.has_supervision() AND EXISTS (
        SELECT FROM public.governance_supervisionsession one WHERE one.id = of_session AND (
            public.standing_worker() IN (one.worker_id, one.supervisor_id)
            OR public.standing_worker() = (SELECT line_manager FROM public.governance_above(one.worker_id))))
$$;
CREATE FUNCTION governance_supervises_now(of_session uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT public.has_supervision() AND EXISTS (
        SELECT FROM public.governance_supervisionsession one WHERE one.id = of_session
            AND public.standing_worker() = (SELECT supervisor FROM public.governance_above(one.worker_id)))
$$;
CREATE FUNCTION governance_came(to_group uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT EXISTS (SELECT FROM public.governance_groupattendance
                   WHERE group_id = to_group AND worker_id = public.standing_worker())
$$;
"""
NO_WHO = """
DROP FUNCTION governance_came(uuid); DROP FUNCTION governance_supervises_now(uuid);
DROP FUNCTION governance_reads(uuid); DROP FUNCTION governance_is_above(uuid, uuid);
DROP FUNCTION governance_above(uuid); DROP FUNCTION has_supervision(); DROP FUNCTION keeps_supervision();
DROP FUNCTION counts_supervision();
"""

# The two of them write and sign, one after the other; with the second signature the record is closed to everybody.
FINAL = """
CREATE FUNCTION governance_still_open() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    one public.governance_supervisionsession;
    wrong text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('supervision:' || NEW.session_id::text, 0));
    SELECT * INTO one FROM public.governance_supervisionsession WHERE id = NEW.session_id;
    wrong := CASE
        WHEN EXISTS (SELECT FROM public.governance_finalrecord WHERE session_id = NEW.session_id)
            THEN 'Both have signed this record'
        WHEN NEW.by_id NOT IN (one.worker_id, one.supervisor_id) THEN 'The two of them write this'
    END;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION '%', wrong
            USING ERRCODE = 'check_violation', CONSTRAINT = 'still_open', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER still_open BEFORE INSERT ON governance_supervisionrecord
    FOR EACH ROW EXECUTE FUNCTION governance_still_open();
CREATE TRIGGER still_open BEFORE INSERT ON governance_casediscussed
    FOR EACH ROW WHEN (NEW.intervention_id IS NULL) EXECUTE FUNCTION governance_still_open();
CREATE TRIGGER still_open BEFORE INSERT ON governance_agreedaction
    FOR EACH ROW EXECUTE FUNCTION governance_still_open();
CREATE TRIGGER still_open BEFORE INSERT ON governance_supervisionsignature
    FOR EACH ROW EXECUTE FUNCTION governance_still_open();
ALTER TABLE governance_supervisionrecord ENABLE ALWAYS TRIGGER still_open;
ALTER TABLE governance_casediscussed ENABLE ALWAYS TRIGGER still_open;
ALTER TABLE governance_agreedaction ENABLE ALWAYS TRIGGER still_open;
ALTER TABLE governance_supervisionsignature ENABLE ALWAYS TRIGGER still_open;

CREATE FUNCTION governance_signed_as_it_stands() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    IF NEW.record_id IS DISTINCT FROM (SELECT id FROM public.governance_supervisionrecord
            WHERE session_id = NEW.session_id ORDER BY number DESC LIMIT 1) THEN
        RAISE EXCEPTION 'What is signed is the record as it stands'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'signed_as_it_stands', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER signed_as_it_stands BEFORE INSERT ON governance_supervisionsignature
    FOR EACH ROW EXECUTE FUNCTION governance_signed_as_it_stands();
ALTER TABLE governance_supervisionsignature ENABLE ALWAYS TRIGGER signed_as_it_stands;

CREATE FUNCTION governance_becomes_final() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    IF (SELECT count(DISTINCT by_id) FROM public.governance_supervisionsignature
            WHERE record_id = NEW.record_id) >= 2 THEN
        INSERT INTO public.governance_finalrecord (id, session_id, record_id, at)
            VALUES (gen_random_uuid(), NEW.session_id, NEW.record_id, NEW.at);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER becomes_final AFTER INSERT ON governance_supervisionsignature
    FOR EACH ROW EXECUTE FUNCTION governance_becomes_final();
ALTER TABLE governance_supervisionsignature ENABLE ALWAYS TRIGGER becomes_final;
"""
NO_FINAL = """
DROP TRIGGER becomes_final ON governance_supervisionsignature; DROP FUNCTION governance_becomes_final();
DROP TRIGGER signed_as_it_stands ON governance_supervisionsignature;
DROP FUNCTION governance_signed_as_it_stands();
DROP TRIGGER still_open ON governance_supervisionsignature; DROP TRIGGER still_open ON governance_agreedaction;
DROP TRIGGER still_open ON governance_casediscussed; DROP TRIGGER still_open ON governance_supervisionrecord;
DROP FUNCTION governance_still_open();
"""

KEPT = "(SELECT public.keeps_supervision()) OR (SELECT public.counts_supervision())"
FACTS = f"{KEPT} OR ((SELECT public.has_supervision()) AND (SELECT public.standing_worker())"
OF_SESSION = "EXISTS (SELECT FROM public.governance_supervisionsession one WHERE one.id = session_id)"
READ = "public.governance_reads(session_id)"

ADDED_TO = (
    "supervises",
    "leave",
    "leavetakenback",
    "supervisionsession",
    "sessionoutcome",
    "supervisionnote",
    "supervisionrecord",
    "supervisionsignature",
    "finalrecord",
    "casediscussed",
    "agreedaction",
    "actiondone",
    "groupsession",
    "groupattendance",
)
SHOWN = {
    "supervises": f"{FACTS} IN (worker_id, supervisor_id, line_manager_id))",
    "leave": f"{FACTS} = worker_id) OR public.governance_is_above(worker_id, public.standing_worker())",
    "leavetakenback": "EXISTS (SELECT FROM public.governance_leave one WHERE one.id = leave_id)",
    "supervisionsession": f"{FACTS} IN (worker_id, supervisor_id)) "
    "OR public.governance_is_above(worker_id, public.standing_worker())",
    "sessionoutcome": OF_SESSION,
    "supervisionsignature": OF_SESSION,
    "finalrecord": OF_SESSION,
    "supervisionnote": READ,
    "supervisionrecord": READ,
    # Whoever may not open the case is not shown that it was talked about (Y12).
    "casediscussed": f"{READ} AND EXISTS (SELECT FROM public.cases_case one WHERE one.id = case_id)",
    "agreedaction": f"{READ} OR public.governance_supervises_now(session_id)",
    "actiondone": "EXISTS (SELECT FROM public.governance_agreedaction one WHERE one.id = action_id)",
    "groupsession": f"{KEPT} OR public.governance_came(id)",
    "groupattendance": f"{KEPT} OR worker_id = (SELECT public.standing_worker())",
}


class Migration(migrations.Migration):
    """Held against any statement the application's role can make: neither the administrator nor the board is shown a word."""

    dependencies = [("governance", "0001_supervision"), ("cases", "0037_returned_mail")]

    operations = [
        migrations.RunSQL(WHO, NO_WHO),
        migrations.RunSQL(FINAL, NO_FINAL),
        *(AppendOnly(f"governance_{table}") for table in ADDED_TO),
        *(RowSecurity(f"governance_{table}", shown) for table, shown in SHOWN.items()),
    ]
