"""A quarter is counted by the data base alone and frozen: nobody can put in figures, and no row of casework comes out (B02)."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from sendiass.database.append_only import AppendOnly

# Each is counted once, by the moment at which it was written down, so that what comes late is in the next quarter. The
# age is that on the 31st of August before the school year, as the school census has it: no date of birth stands open.
COUNTS = """
CREATE FUNCTION governance_counted(first_on date, last_on date) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
WITH span AS MATERIALIZED (
    SELECT first_on::timestamp AT TIME ZONE 'Europe/London' AS since,
        (last_on + 1)::timestamp AT TIME ZONE 'Europe/London' AS before
), taken AS MATERIALIZED (
    SELECT one.id, one.referral_source AS source, one.stage,
        COALESCE(NULLIF(child.primary_need, ''), 'not_known') AS need,
        COALESCE(NULLIF(child.ethnicity, ''), 'not_asked') AS ethnicity,
        COALESCE(NULLIF(child.sex, ''), 'not_asked') AS sex,
        CASE WHEN years IS NULL THEN 'not_known' WHEN years <= 4 THEN 'under_5' WHEN years <= 10 THEN '5_to_10'
            WHEN years <= 15 THEN '11_to_15' WHEN years <= 19 THEN '16_to_19' WHEN years <= 25 THEN '20_to_25'
            ELSE 'over_25' END AS age
    FROM span JOIN public.cases_case one ON one.opened_at >= span.since AND one.opened_at < span.before
    LEFT JOIN LATERAL (
        SELECT part.person_id FROM public.cases_caseperson part
        WHERE part.case_id = one.id AND part.role = 'child_or_young_person' AND part.removed_at IS NULL
        ORDER BY part.added_at, part.id LIMIT 1) part ON true
    LEFT JOIN public.cases_person child ON child.id = part.person_id
    CROSS JOIN LATERAL (
        SELECT 15 - extract(year FROM child.compulsory_school_age_ends_on)::integer
            + extract(year FROM (one.opened_at AT TIME ZONE 'Europe/London') + interval '4 months')::integer AS years) aged
), given AS MATERIALIZED (
    SELECT one.id, one.case_id, one.kinds, COALESCE((
            SELECT later.level FROM public.cases_intervention later
            WHERE later.original_id = one.id ORDER BY later.version DESC LIMIT 1), one.level) AS level
    FROM span JOIN public.cases_intervention one ON one.recorded_at >= span.since AND one.recorded_at < span.before
    WHERE one.original_id IS NULL
), contact AS MATERIALIZED (
    SELECT DISTINCT ON (entry.case_id, entry.item) entry.item, entry.state
    FROM taken JOIN public.cases_firstcontactentry entry ON entry.case_id = taken.id
    ORDER BY entry.case_id, entry.item, entry.recorded_at DESC, entry.id
), advice AS MATERIALIZED (
    SELECT count(option.id) AS options, count(option.reference_id) AS on_law
    FROM given LEFT JOIN public.cases_adviceoption option ON option.intervention_id = given.id
    WHERE given.case_id IS NOT NULL AND 'advice' = ANY(given.kinds) GROUP BY given.id
), told AS MATERIALIZED (
    SELECT one.told, one.happened_at >= yes.from_at AND one.happened_at < yes.until_at
        AND (yes.ended_at IS NULL OR one.happened_at < yes.ended_at) AS permitted
    FROM span JOIN public.consent_disclosure one ON one.recorded_at >= span.since AND one.recorded_at < span.before
    JOIN public.consent_sharingpermission yes ON yes.id = one.permission_id
), safe AS MATERIALIZED (
    SELECT (looked.recorded_at AT TIME ZONE 'Europe/London')::date <= one.review_due_on AS in_time
    FROM public.consent_safeguardingdisclosure one
    LEFT JOIN public.consent_safeguardingreview looked ON looked.disclosure_id = one.id
    WHERE GREATEST(one.review_due_on, (one.recorded_at AT TIME ZONE 'Europe/London')::date) BETWEEN first_on AND last_on
), heard AS MATERIALIZED (
    SELECT passed.outcome, passed.happened_on <= one.due_on AS in_time
    FROM public.consent_heard one LEFT JOIN public.consent_passedon passed ON passed.heard_id = one.id
    WHERE GREATEST(one.due_on, (one.recorded_at AT TIME ZONE 'Europe/London')::date) BETWEEN first_on AND last_on
), meetings AS MATERIALIZED (
    SELECT one.kind, one.place, one.role, one.role_stated, venue.whose
    FROM span JOIN public.cases_meeting one ON one.ended_at >= span.since AND one.ended_at < span.before
    LEFT JOIN public.cases_venue venue ON venue.id = one.venue_id WHERE one.state = 'held'
), conflicts AS MATERIALIZED (
    SELECT one.held, one.reallocated_at - one.found_at AS took
    FROM span JOIN public.cases_conflict one ON one.found_at >= span.since AND one.found_at < span.before
), sessions AS MATERIALIZED (
    SELECT one.outcome FROM span
    JOIN public.governance_sessionoutcome one ON one.at >= span.since AND one.at < span.before
    WHERE one.outcome <> 'moved'
), views AS MATERIALIZED (
    SELECT one.count, one.gaps FROM span
    JOIN public.feedback_viewsrelease one ON one.handed_over_at >= span.since AND one.handed_over_at < span.before
), cells(name, cell, number) AS (
    SELECT 'cases', ARRAY[]::text[], count(*) FROM taken
    UNION ALL SELECT 'cases_by_age', ARRAY[age], count(*) FROM taken GROUP BY age
    UNION ALL SELECT 'cases_by_need', ARRAY[need], count(*) FROM taken GROUP BY need
    UNION ALL SELECT 'cases_by_ethnicity', ARRAY[ethnicity], count(*) FROM taken GROUP BY ethnicity
    UNION ALL SELECT 'cases_by_source', ARRAY[source], count(*) FROM taken GROUP BY source
    UNION ALL SELECT 'cases_by_stage', ARRAY[stage], count(*) FROM taken GROUP BY stage
    UNION ALL SELECT 'cases_by_age_and_sex', ARRAY[age, sex], count(*) FROM taken GROUP BY age, sex
    UNION ALL SELECT 'interventions', ARRAY[]::text[], count(*) FROM given
    UNION ALL SELECT 'interventions_by_level', ARRAY[level::text], count(*) FROM given GROUP BY level
    UNION ALL SELECT 'first_contact_' || item, ARRAY[]::text[], count(*) FROM contact
        WHERE state = 'done' AND item <> 'records_sent' GROUP BY item
    UNION ALL SELECT 'advice', ARRAY[]::text[], count(*) FROM advice
    UNION ALL SELECT 'advice_with_options', ARRAY[]::text[], count(*) FROM advice WHERE options > 0
    UNION ALL SELECT 'advice_on_law', ARRAY[]::text[], count(*) FROM advice WHERE options > 0 AND on_law = options
    UNION ALL SELECT 'advice_without_law', ARRAY[]::text[], count(*) FROM advice WHERE on_law < options
    UNION ALL SELECT 'disclosures', ARRAY[]::text[], count(*) FROM told
    UNION ALL SELECT 'disclosures_permitted', ARRAY[]::text[], count(*) FROM told WHERE permitted
    UNION ALL SELECT 'disclosures_told', ARRAY[]::text[], count(*) FROM told WHERE told = 'said'
    UNION ALL SELECT 'safeguarding', ARRAY[]::text[], count(*) FROM safe
    UNION ALL SELECT 'safeguarding_reviewed', ARRAY[]::text[], count(*) FROM safe WHERE in_time
    UNION ALL SELECT 'breaches_of_permission', ARRAY[]::text[], count(*) FROM span
        JOIN public.consent_breach one ON one.recorded_at >= span.since AND one.recorded_at < span.before
        WHERE one.kind IN ('beyond_permission', 'no_permission')
    UNION ALL SELECT 'heard', ARRAY[]::text[], count(*) FROM heard
    UNION ALL SELECT 'heard_in_time', ARRAY[]::text[], count(*) FROM heard WHERE outcome = 'passed_on' AND in_time
    UNION ALL SELECT 'heard_late', ARRAY[]::text[], count(*) FROM heard WHERE outcome = 'passed_on' AND NOT in_time
    UNION ALL SELECT 'heard_withheld', ARRAY[]::text[], count(*) FROM heard WHERE outcome = 'withheld'
    UNION ALL SELECT 'heard_open', ARRAY[]::text[], count(*) FROM heard WHERE outcome IS NULL
    UNION ALL SELECT 'ours', ARRAY[]::text[], count(*) FROM meetings WHERE kind = 'ours'
    UNION ALL SELECT 'ours_neutral', ARRAY[]::text[], count(*) FROM meetings
        WHERE kind = 'ours' AND place = 'register' AND whose IN ('ours', 'neutral')
    UNION ALL SELECT 'ours_elsewhere_owned', ARRAY[]::text[], count(*) FROM meetings
        WHERE kind = 'ours' AND place = 'register' AND whose NOT IN ('ours', 'neutral')
    UNION ALL SELECT 'ours_online', ARRAY[]::text[], count(*) FROM meetings WHERE kind = 'ours' AND place = 'online'
    UNION ALL SELECT 'ours_elsewhere', ARRAY[]::text[], count(*) FROM meetings
        WHERE kind = 'ours' AND place IN ('home', 'elsewhere')
    UNION ALL SELECT 'meetings', ARRAY[]::text[], count(*) FROM meetings
    UNION ALL SELECT 'meetings_stated', ARRAY[]::text[], count(*) FROM meetings WHERE role_stated
    UNION ALL SELECT 'meetings_observed', ARRAY[]::text[], count(*) FROM meetings WHERE role = 'observe'
    UNION ALL SELECT 'meetings_decided', ARRAY[]::text[], count(*) FROM meetings WHERE role = 'decide'
    UNION ALL SELECT 'conflicts', ARRAY[]::text[], count(*) FROM conflicts
    UNION ALL SELECT 'conflicts_held', ARRAY[]::text[], count(*) FROM conflicts WHERE held
    UNION ALL SELECT 'conflicts_passed_on', ARRAY[]::text[], count(*) FROM conflicts WHERE held AND took IS NOT NULL
    UNION ALL SELECT 'conflicts_within_a_day', ARRAY[]::text[], count(*) FROM conflicts
        WHERE held AND took <= interval '1 day'
    UNION ALL SELECT 'conflicts_within_five', ARRAY[]::text[], count(*) FROM conflicts
        WHERE held AND took > interval '1 day' AND took <= interval '5 days'
    UNION ALL SELECT 'conflicts_later', ARRAY[]::text[], count(*) FROM conflicts WHERE held AND took > interval '5 days'
    UNION ALL SELECT 'declarations', ARRAY[]::text[], count(*) FROM span
        JOIN public.cases_declaration one ON one.at >= span.since AND one.at < span.before
    UNION ALL SELECT 'supervision', ARRAY[]::text[], count(*) FROM sessions
    UNION ALL SELECT 'supervision_held', ARRAY[]::text[], count(*) FROM sessions WHERE outcome = 'held'
    UNION ALL SELECT 'supervision_ill', ARRAY[]::text[], count(*) FROM sessions
        WHERE outcome IN ('worker_ill', 'supervisor_ill')
    UNION ALL SELECT 'supervision_missed', ARRAY[]::text[], count(*) FROM sessions WHERE outcome = 'missed'
    UNION ALL SELECT 'training', ARRAY[one.provider_kind], count(*) FROM public.governance_trainingrecord one
        WHERE one.withdrawn_at IS NULL AND GREATEST(one.held_on, (one.recorded_at AT TIME ZONE 'Europe/London')::date)
            BETWEEN first_on AND last_on GROUP BY one.provider_kind
    UNION ALL SELECT 'liaison', ARRAY[one.kind], count(*) FROM span
        JOIN public.consent_liaisonentry one ON one.recorded_at >= span.since AND one.recorded_at < span.before
        WHERE one.original_id IS NULL GROUP BY one.kind
    UNION ALL SELECT 'views_releases', ARRAY[]::text[], count(*) FROM views
    UNION ALL SELECT 'views_handed_over', ARRAY[]::text[], COALESCE(sum(count), 0)::bigint FROM views
    UNION ALL SELECT 'views_withdrawn', ARRAY[]::text[], COALESCE(sum(gaps), 0)::bigint FROM views
)
SELECT jsonb_agg(jsonb_build_array(name, to_jsonb(cell), number) ORDER BY name, cell) FROM cells WHERE number > 0
$$;
REVOKE ALL ON FUNCTION governance_counted(date, date) FROM PUBLIC;
"""

# Who reads what was published cannot try small figures until the digest fits: 256 bits that nobody has come first.
FREEZES = """
CREATE FUNCTION governance_freeze(first_on date) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    last_on date := (first_on + interval '3 months' - interval '1 day')::date;
    new_id uuid := gen_random_uuid();
    salted text := replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '');
    counted text;
    wrong text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('frozen periods', 0));
    wrong := CASE
        WHEN COALESCE(public.standing_role() <> 'manager', true) THEN 'The manager freezes the figures of a period'
        WHEN first_on <> date_trunc('quarter', first_on)::date THEN 'What is frozen is a quarter of the calendar'
        WHEN last_on >= (clock_timestamp() AT TIME ZONE 'Europe/London')::date THEN 'A period is frozen once it is over'
        WHEN EXISTS (SELECT FROM public.governance_frozenperiod WHERE begins_on = first_on)
            THEN 'A period is frozen once'
    END;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION '%', wrong
            USING ERRCODE = 'check_violation', CONSTRAINT = 'frozen_once_and_whole', TABLE = 'governance_frozenperiod';
    END IF;
    counted := COALESCE(public.governance_counted(first_on, last_on), '[]'::jsonb)::text;
    INSERT INTO public.governance_frozenperiod (id, begins_on, ends_on, digest, frozen_at, frozen_by_id)
        VALUES (new_id, first_on, last_on, encode(sha256(convert_to(salted || counted, 'UTF8')), 'hex'),
            clock_timestamp(), public.standing_worker());
    INSERT INTO public.governance_frozencount (frozen_id, content, salt) VALUES (new_id, counted, salted);
    RETURN new_id;
END $$;
"""
NOT_FROZEN = "DROP FUNCTION governance_freeze(date); DROP FUNCTION governance_counted(date, date);"

# Narrower than for other tables: no other part of the service reads true small figures.
FOR_RELEASES = """
CREATE POLICY all_to_the_owner ON governance_frozencount TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY shown_to_those_they_are_for ON governance_frozencount
    USING (COALESCE(current_setting('app.service', true), '') = 'releases');
ALTER TABLE governance_frozencount ENABLE ROW LEVEL SECURITY;
ALTER TABLE governance_frozencount FORCE ROW LEVEL SECURITY;
"""
FOR_ALL = """
ALTER TABLE governance_frozencount NO FORCE ROW LEVEL SECURITY;
ALTER TABLE governance_frozencount DISABLE ROW LEVEL SECURITY;
DROP POLICY all_to_the_owner ON governance_frozencount;
DROP POLICY shown_to_those_they_are_for ON governance_frozencount;
"""


class Migration(migrations.Migration):
    """What is frozen is added to by the function alone."""

    dependencies = [
        ("governance", "0009_policy_agreed"),
        ("cases", "0042_ready_on_the_day"),
        ("consent", "0024_mail_that_was_not_delivered"),
        ("feedback", "0014_about_the_policy"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FrozenPeriod",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("begins_on", models.DateField(unique=True)),
                ("ends_on", models.DateField(unique=True)),
                ("digest", models.CharField(max_length=64)),
                ("frozen_at", models.DateTimeField()),
                (
                    "frozen_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="FrozenCount",
            fields=[
                (
                    "frozen",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="count",
                        serialize=False,
                        to="governance.frozenperiod",
                    ),
                ),
                ("content", models.TextField()),
                ("salt", models.CharField(max_length=64)),
            ],
        ),
        AppendOnly("governance_frozenperiod"),
        AppendOnly("governance_frozencount"),
        migrations.RunSQL(FOR_RELEASES, FOR_ALL),
        migrations.RunSQL(COUNTS + FREEZES, NOT_FROZEN),
    ]
