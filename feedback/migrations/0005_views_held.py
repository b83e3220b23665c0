"""What the data base holds of families' views: written once, withdrawn by their authors alone, numbered without a gap (L29)."""

from importlib import import_module

from django.db import migrations

from sendiass.database.append_only import AppendOnly
from sendiass.database.row_security import RowSecurity

of_case = import_module("cases.migrations.0023_rows_for_those_they_are_for").of_case

WHO = """
CREATE FUNCTION stands_behind_the_views() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT COALESCE(current_setting('app.service', true), '') = 'views'
$$;
CREATE FUNCTION reads_views() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT COALESCE(public.standing_role() IN ('caseworker', 'manager'), false)
$$;
CREATE FUNCTION prepares_views() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT COALESCE(public.standing_role() IN ('manager', 'administrator'), false)
$$;
"""
NOBODY = (
    "DROP FUNCTION prepares_views(); DROP FUNCTION reads_views(); DROP FUNCTION stands_behind_the_views();"
)

HELD = """
CREATE FUNCTION feedback_exercise_kept() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    IF (NEW.id, NEW.slug, NEW.agency_id, NEW.prepared_at, NEW.prepared_by_id)
        IS DISTINCT FROM (OLD.id, OLD.slug, OLD.agency_id, OLD.prepared_at, OLD.prepared_by_id)
    OR (OLD.opened_at IS NOT NULL OR EXISTS (SELECT FROM public.feedback_givenview WHERE exercise_id = OLD.id))
        AND (NEW.question, NEW.opens_on, NEW.closes_on, NEW.opened_at, NEW.opened_by_id)
            IS DISTINCT FROM (OLD.question, OLD.opens_on, OLD.closes_on, OLD.opened_at, OLD.opened_by_id)
    OR OLD.closed_at IS NOT NULL
        AND (NEW.closed_at, NEW.closed_by_id) IS DISTINCT FROM (OLD.closed_at, OLD.closed_by_id)
    THEN
        RAISE EXCEPTION 'A question that families were asked stays as it was asked'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'exercise_kept_as_asked';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER kept_as_asked BEFORE UPDATE ON feedback_viewsexercise
    FOR EACH ROW EXECUTE FUNCTION feedback_exercise_kept();
ALTER TABLE feedback_viewsexercise ENABLE ALWAYS TRIGGER kept_as_asked;

CREATE FUNCTION feedback_view_in_time() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    PERFORM FROM public.feedback_viewsexercise
        WHERE id = NEW.exercise_id AND opened_at IS NOT NULL AND closed_at IS NULL
        AND (clock_timestamp() AT TIME ZONE 'Europe/London')::date BETWEEN opens_on AND closes_on FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'This question takes no views now'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'view_while_it_is_asked';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER in_time BEFORE INSERT ON feedback_givenview
    FOR EACH ROW EXECUTE FUNCTION feedback_view_in_time();
ALTER TABLE feedback_givenview ENABLE ALWAYS TRIGGER in_time;

CREATE FUNCTION feedback_withdrawn_by_author() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE kind bytea := convert_to('sendiass-views-1/receipt', 'UTF8'); shown bytea := convert_to(NEW.proof, 'UTF8');
BEGIN
    IF NOT EXISTS (SELECT FROM public.feedback_givenview WHERE id = NEW.view_id AND receipt = encode(sha256(
        int8send(length(kind)::bigint) || kind || int8send(length(shown)::bigint) || shown), 'hex'))
    THEN
        RAISE EXCEPTION 'Only its author can withdraw a view'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'view_withdrawn_by_its_author';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER by_author BEFORE INSERT ON feedback_withdrawnview
    FOR EACH ROW EXECUTE FUNCTION feedback_withdrawn_by_author();
ALTER TABLE feedback_withdrawnview ENABLE ALWAYS TRIGGER by_author;

CREATE FUNCTION feedback_named_under_a_permission() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM public.feedback_givenview given
        JOIN public.feedback_viewsexercise asked ON asked.id = given.exercise_id
        JOIN public.consent_disclosure said ON said.agency_id = asked.agency_id
        JOIN public.consent_disclosedcontent what ON what.disclosure_id = said.id AND what.content = 'views'
        WHERE given.id = NEW.view_id AND said.id = NEW.disclosure_id AND said.case_id = NEW.case_id)
    THEN
        RAISE EXCEPTION 'A name goes with a view only under the permission of its family for whoever asks'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'view_named_under_a_permission';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER under_a_permission BEFORE INSERT ON feedback_namedview
    FOR EACH ROW EXECUTE FUNCTION feedback_named_under_a_permission();
ALTER TABLE feedback_namedview ENABLE ALWAYS TRIGGER under_a_permission;

CREATE FUNCTION feedback_release_follows() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE before public.feedback_viewsrelease;
BEGIN
    PERFORM FROM public.feedback_viewsexercise WHERE id = NEW.exercise_id FOR UPDATE;
    SELECT * INTO before FROM public.feedback_viewsrelease WHERE exercise_id = NEW.exercise_id
        ORDER BY number DESC LIMIT 1;
    IF NEW.number <> COALESCE(before.number, 0) + 1 OR NEW.previous <> COALESCE(before.root, '') THEN
        RAISE EXCEPTION 'A release follows the one before it'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'release_follows_the_one_before';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER follows BEFORE INSERT ON feedback_viewsrelease
    FOR EACH ROW EXECUTE FUNCTION feedback_release_follows();
ALTER TABLE feedback_viewsrelease ENABLE ALWAYS TRIGGER follows;

CREATE FUNCTION feedback_number_follows() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    IF NEW.number <> 1 + (SELECT COALESCE(max(number), 0) FROM public.feedback_viewnumber
            WHERE exercise_id = NEW.exercise_id)
        OR NOT EXISTS (SELECT FROM public.feedback_givenview WHERE id = NEW.view_id AND exercise_id = NEW.exercise_id)
        OR NOT EXISTS (SELECT FROM public.feedback_viewsrelease
            WHERE id = NEW.release_id AND exercise_id = NEW.exercise_id)
    THEN
        RAISE EXCEPTION 'Views are numbered from 1 on, without a gap'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'view_numbered_without_a_gap';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER follows BEFORE INSERT ON feedback_viewnumber
    FOR EACH ROW EXECUTE FUNCTION feedback_number_follows();
ALTER TABLE feedback_viewnumber ENABLE ALWAYS TRIGGER follows;
"""
LOOSE = """
DROP TRIGGER follows ON feedback_viewnumber; DROP FUNCTION feedback_number_follows();
DROP TRIGGER follows ON feedback_viewsrelease; DROP FUNCTION feedback_release_follows();
DROP TRIGGER under_a_permission ON feedback_namedview; DROP FUNCTION feedback_named_under_a_permission();
DROP TRIGGER by_author ON feedback_withdrawnview; DROP FUNCTION feedback_withdrawn_by_author();
DROP TRIGGER in_time ON feedback_givenview; DROP FUNCTION feedback_view_in_time();
DROP TRIGGER kept_as_asked ON feedback_viewsexercise; DROP FUNCTION feedback_exercise_kept();
"""

WRITTEN_ONCE = (
    "feedback_givenview",
    "feedback_namedview",
    "feedback_viewtranslation",
    "feedback_viewmark",
    "feedback_withdrawnview",
    "feedback_viewsrelease",
    "feedback_viewnumber",
)
BEHIND = "(SELECT public.stands_behind_the_views())"
READ = f"{BEHIND} OR (SELECT public.reads_views())"
OF_VIEWS = ("feedback_givenview", "feedback_viewtranslation", "feedback_viewmark", "feedback_withdrawnview")
OF_RELEASES = ("feedback_viewsrelease", "feedback_viewnumber")


class Migration(migrations.Migration):
    """Held against any statement the application's role can make."""

    dependencies = [
        ("feedback", "0004_views_of_families"),
        ("consent", "0021_own_reports_of_breaches"),
        ("cases", "0035_conflicts_by_their_index"),
    ]

    operations = [
        migrations.RunSQL(WHO, NOBODY),
        migrations.RunSQL(HELD, LOOSE),
        *(AppendOnly(table) for table in WRITTEN_ONCE),
        *(RowSecurity(table, READ) for table in OF_VIEWS),
        *(RowSecurity(table, f"{READ} OR (SELECT public.prepares_views())") for table in OF_RELEASES),
        RowSecurity("feedback_namedview", f"{BEHIND} OR {of_case('case_id')}"),
    ]
