"""Interpreters booked, each under a disclosure of a language that its provider may be told (L19, L24)."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import sendiass.crypto.fields

# A booking names a disclosure under a permission of the same case, provider and person, of their language, and of how
# to reach them where that was passed on. A meeting is one of the same case.
WHOLE = """
ALTER TABLE consent_interpreterbooking ADD CONSTRAINT interpreter_booked_under_its_permission
    FOREIGN KEY (permission_id, case_id, provider_id, about_id)
    REFERENCES consent_sharingpermission (id, case_id, agency_id, about_id);
ALTER TABLE consent_interpreterbooking ADD CONSTRAINT interpreter_booked_by_its_disclosure
    FOREIGN KEY (disclosure_id, permission_id, case_id) REFERENCES consent_disclosure (id, permission_id, case_id);
ALTER TABLE consent_interpreterbooking ADD CONSTRAINT interpreter_language_was_disclosed
    FOREIGN KEY (disclosure_id, content) REFERENCES consent_disclosedcontent (disclosure_id, content);
ALTER TABLE consent_interpreterbooking ADD CONSTRAINT interpreter_reach_was_disclosed
    FOREIGN KEY (disclosure_id, reach_content) REFERENCES consent_disclosedcontent (disclosure_id, content);
ALTER TABLE consent_interpreterbooking ADD CONSTRAINT interpreter_for_a_meeting_of_its_case
    FOREIGN KEY (meeting_id, case_id) REFERENCES cases_meeting (id, case_id);
"""
NOT_WHOLE = """
ALTER TABLE consent_interpreterbooking DROP CONSTRAINT interpreter_booked_under_its_permission;
ALTER TABLE consent_interpreterbooking DROP CONSTRAINT interpreter_booked_by_its_disclosure;
ALTER TABLE consent_interpreterbooking DROP CONSTRAINT interpreter_language_was_disclosed;
ALTER TABLE consent_interpreterbooking DROP CONSTRAINT interpreter_reach_was_disclosed;
ALTER TABLE consent_interpreterbooking DROP CONSTRAINT interpreter_for_a_meeting_of_its_case;
"""

# Booked once the family agreed; the local authority is marked as the directory has it.
BEGINS = """
CREATE FUNCTION consent_interpreter_begins() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF NEW.state <> 'booked' OR NEW.recorded_at > clock_timestamp() + interval '2 minutes' THEN
        RAISE EXCEPTION 'A booking begins now, and booked'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'interpreter_begins', TABLE = TG_TABLE_NAME;
    END IF;
    IF NEW.is_local_authority IS DISTINCT FROM
       (SELECT is_local_authority FROM public.cases_agency WHERE id = NEW.provider_id) THEN
        RAISE EXCEPTION 'Whether the provider is the local authority is what the directory says'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'interpreter_begins', TABLE = TG_TABLE_NAME;
    END IF;
    IF NEW.agreed_on > (clock_timestamp() AT TIME ZONE 'Europe/London')::date THEN
        RAISE EXCEPTION 'The family agreed before it was booked'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'interpreter_begins', TABLE = TG_TABLE_NAME;
    END IF;
    IF NOT EXISTS (SELECT FROM public.cases_caseperson
                   WHERE case_id = NEW.case_id AND person_id = NEW.agreed_by_id AND removed_at IS NULL) THEN
        RAISE EXCEPTION 'Somebody of the case agreed'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'interpreter_begins', TABLE = TG_TABLE_NAME;
    END IF;
    IF NOT EXISTS (SELECT FROM public.consent_disclosure WHERE id = NEW.disclosure_id AND way = 'tell') THEN
        RAISE EXCEPTION 'A provider is told'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'interpreter_begins', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER interpreter_begins BEFORE INSERT ON consent_interpreterbooking
    FOR EACH ROW EXECUTE FUNCTION consent_interpreter_begins();
ALTER TABLE consent_interpreterbooking ENABLE ALWAYS TRIGGER interpreter_begins;
"""

# Who comes and whether the family knows them is learnt later; then it may be cancelled, once.
CHANGES = """
CREATE FUNCTION consent_interpreter_changes() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF OLD.state <> 'booked'
       OR to_jsonb(NEW) - '{interpreter,known,state,cancelled_at,cancelled_by_id,cancelled_because}'::text[]
          IS DISTINCT FROM
          to_jsonb(OLD) - '{interpreter,known,state,cancelled_at,cancelled_by_id,cancelled_because}'::text[] THEN
        RAISE EXCEPTION 'Of a booking only who comes may change, until it is cancelled'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'interpreter_changes', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER interpreter_changes BEFORE UPDATE ON consent_interpreterbooking
    FOR EACH ROW EXECUTE FUNCTION consent_interpreter_changes();
ALTER TABLE consent_interpreterbooking ENABLE ALWAYS TRIGGER interpreter_changes;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0015_meetings_held_to_their_word"),
        ("consent", "0008_a_second_person_and_72_hours"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="InterpreterBooking",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("appointment", sendiass.crypto.fields.SealedTextField(max_length=500, null=True)),
                ("starts_at", models.DateTimeField()),
                (
                    "language",
                    models.CharField(
                        choices=[
                            ("en", "English"),
                            ("gu", "Gujarati"),
                            ("pa", "Panjabi"),
                            ("ur", "Urdu"),
                            ("hi", "Hindi"),
                            ("bn", "Bengali"),
                            ("syl", "Sylheti"),
                            ("pl", "Polish"),
                            ("ro", "Romanian"),
                            ("so", "Somali"),
                            ("pt", "Portuguese"),
                            ("ta", "Tamil"),
                            ("te", "Telugu"),
                            ("ml", "Malayalam"),
                            ("mr", "Marathi"),
                            ("kfr", "Kutchi"),
                            ("ne", "Nepali"),
                            ("si", "Sinhala"),
                            ("ar", "Arabic"),
                            ("fa", "Persian (Farsi)"),
                            ("prs", "Dari"),
                            ("ps", "Pashto"),
                            ("ku", "Kurdish (Kurmanji)"),
                            ("ckb", "Kurdish (Sorani)"),
                            ("tr", "Turkish"),
                            ("el", "Greek"),
                            ("it", "Italian"),
                            ("es", "Spanish"),
                            ("fr", "French"),
                            ("de", "German"),
                            ("nl", "Dutch"),
                            ("da", "Danish"),
                            ("sv", "Swedish"),
                            ("cs", "Czech"),
                            ("sk", "Slovak"),
                            ("hu", "Hungarian"),
                            ("bg", "Bulgarian"),
                            ("ru", "Russian"),
                            ("uk", "Ukrainian"),
                            ("lt", "Lithuanian"),
                            ("lv", "Latvian"),
                            ("et", "Estonian"),
                            ("sq", "Albanian"),
                            ("sr", "Serbian"),
                            ("hr", "Croatian"),
                            ("bs", "Bosnian"),
                            ("rom", "Romani"),
                            ("ga", "Irish"),
                            ("cy", "Welsh"),
                            ("gd", "Scottish Gaelic"),
                            ("he", "Hebrew"),
                            ("yi", "Yiddish"),
                            ("am", "Amharic"),
                            ("ti", "Tigrinya"),
                            ("om", "Oromo"),
                            ("sw", "Swahili"),
                            ("lg", "Luganda"),
                            ("yo", "Yoruba"),
                            ("ig", "Igbo"),
                            ("ha", "Hausa"),
                            ("ak", "Akan (Twi, Fante)"),
                            ("ee", "Ewe"),
                            ("wo", "Wolof"),
                            ("ff", "Fulah"),
                            ("ln", "Lingala"),
                            ("rw", "Kinyarwanda"),
                            ("sn", "Shona"),
                            ("nd", "Ndebele"),
                            ("zu", "Zulu"),
                            ("xh", "Xhosa"),
                            ("af", "Afrikaans"),
                            ("cmn", "Chinese (Mandarin)"),
                            ("yue", "Chinese (Cantonese)"),
                            ("hak", "Chinese (Hakka)"),
                            ("vi", "Vietnamese"),
                            ("th", "Thai"),
                            ("tl", "Filipino (Tagalog)"),
                            ("ms", "Malay"),
                            ("id", "Indonesian"),
                            ("my", "Burmese"),
                            ("km", "Khmer"),
                            ("ja", "Japanese"),
                            ("ko", "Korean"),
                            ("mn", "Mongolian"),
                            ("hy", "Armenian"),
                            ("ka", "Georgian"),
                            ("az", "Azerbaijani"),
                            ("kk", "Kazakh"),
                            ("uz", "Uzbek"),
                            ("bfi", "British Sign Language"),
                            ("isg", "Irish Sign Language"),
                            ("ase", "American Sign Language"),
                            ("qmk", "Makaton"),
                            ("qse", "Signed English"),
                            ("qtf", "Tactile signing (deafblind manual)"),
                            ("und", "Another language"),
                        ],
                        max_length=10,
                    ),
                ),
                ("is_local_authority", models.BooleanField()),
                (
                    "content",
                    models.CharField(
                        choices=[
                            ("involvement", "That we are working with the family"),
                            ("reaching_them", "How to reach them"),
                            ("views", "What they want, and their views"),
                            ("needs", "Needs and diagnosis"),
                            ("school", "School: support, attendance, exclusion"),
                            ("plan", "EHC assessment and plan"),
                            ("health", "Health"),
                            ("social_care", "Social care"),
                            ("home", "Home and family life"),
                            ("language", "Language, interpreting and access needs"),
                            ("papers", "Papers they gave us"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "reach_content",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("involvement", "That we are working with the family"),
                            ("reaching_them", "How to reach them"),
                            ("views", "What they want, and their views"),
                            ("needs", "Needs and diagnosis"),
                            ("school", "School: support, attendance, exclusion"),
                            ("plan", "EHC assessment and plan"),
                            ("health", "Health"),
                            ("social_care", "Social care"),
                            ("home", "Home and family life"),
                            ("language", "Language, interpreting and access needs"),
                            ("papers", "Papers they gave us"),
                        ],
                        max_length=20,
                        null=True,
                    ),
                ),
                (
                    "agreed_how",
                    models.CharField(
                        choices=[
                            ("in_person", "Face to face"),
                            ("phone", "By phone"),
                            ("email", "By email"),
                            ("letter", "In a letter"),
                            ("form", "On a signed form"),
                            ("signed", "In British Sign Language or with symbols"),
                        ],
                        max_length=20,
                    ),
                ),
                ("agreed_on", models.DateField()),
                ("interpreter", sendiass.crypto.fields.SealedTextField(max_length=500, null=True)),
                (
                    "known",
                    models.CharField(
                        choices=[
                            ("unknown", "The family does not know them"),
                            ("known_agreed", "The family knows them, and agrees"),
                            ("known_not_agreed", "The family knows them, and does not agree"),
                            ("to_ask", "To be asked once we know who comes"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("booked", "Booked"), ("cancelled", "Cancelled")], max_length=20
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
                ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                ("cancelled_because", sendiass.crypto.fields.SealedTextField(max_length=1000, null=True)),
                ("once", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "about",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.person"
                    ),
                ),
                (
                    "agreed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.person"
                    ),
                ),
                (
                    "cancelled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="interpreters",
                        to="cases.case",
                    ),
                ),
                (
                    "disclosure",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="interpreter",
                        to="consent.disclosure",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="interpreters",
                        to="cases.meeting",
                    ),
                ),
                (
                    "permission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="consent.sharingpermission",
                    ),
                ),
                (
                    "provider",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.agency"
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
            ],
            options={
                "ordering": ["-starts_at", "id"],
                "indexes": [models.Index(fields=["case", "-starts_at"], name="interpreter_by_case")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("content", "language")),
                        name="interpreter_booking_is_of_a_language",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reach_content__isnull", True),
                            ("reach_content", "reaching_them"),
                            _connector="OR",
                        ),
                        name="interpreter_booking_passes_on_how_to_reach_them",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("meeting__isnull", False), ("appointment__isnull", False), _connector="OR"
                        ),
                        name="interpreter_is_for_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("known", "known_not_agreed"), _negated=True),
                            ("state", "cancelled"),
                            _connector="OR",
                        ),
                        name="interpreter_the_family_knows_comes_only_if_they_agree",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("known", "to_ask"), ("interpreter__isnull", False), _connector="OR"
                        ),
                        name="interpreter_asked_about_has_a_name",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("cancelled_at__isnull", True),
                                ("cancelled_because__isnull", True),
                                ("cancelled_by__isnull", True),
                                ("state", "booked"),
                            ),
                            models.Q(
                                ("cancelled_at__isnull", False),
                                ("cancelled_because__isnull", False),
                                ("cancelled_by__isnull", False),
                                ("state", "cancelled"),
                            ),
                            _connector="OR",
                        ),
                        name="interpreter_cancelled_says_why",
                    ),
                ],
            },
        ),
        migrations.RunSQL(WHOLE, NOT_WHOLE),
        migrations.RunSQL(
            BEGINS,
            "DROP TRIGGER interpreter_begins ON consent_interpreterbooking;"
            " DROP FUNCTION consent_interpreter_begins();",
        ),
        migrations.RunSQL(
            CHANGES,
            "DROP TRIGGER interpreter_changes ON consent_interpreterbooking;"
            " DROP FUNCTION consent_interpreter_changes();",
        ),
    ]
