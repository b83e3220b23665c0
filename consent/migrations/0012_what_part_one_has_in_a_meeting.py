"""Meetings about no family: what they were for, and in what role one of ours was there (Y02, Y07)."""

import django.contrib.postgres.fields
from django.db import migrations, models

import sendiass.crypto.fields


class Migration(migrations.Migration):
    dependencies = [
        ("consent", "0011_liaison_held"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="liaisonentry",
            name="liaison_on_topics_of_its_kind",
        ),
        migrations.AddField(
            model_name="liaisonentry",
            name="not_stated_because",
            field=sendiass.crypto.fields.SealedTextField(max_length=1000, null=True),
        ),
        migrations.AddField(
            model_name="liaisonentry",
            name="observes_because",
            field=sendiass.crypto.fields.SealedTextField(max_length=1000, null=True),
        ),
        migrations.AddField(
            model_name="liaisonentry",
            name="purpose",
            field=sendiass.crypto.fields.SealedTextField(max_length=500, null=True),
        ),
        migrations.AddField(
            model_name="liaisonentry",
            name="role",
            field=models.CharField(
                blank=True,
                choices=[
                    ("support", "Support an individual"),
                    ("strategy", "Contribute on strategy"),
                    ("observe", "Observe only"),
                    ("decide", "Take part in a decision"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="liaisonentry",
            name="role_stated",
            field=models.BooleanField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="liaisonentry",
            name="attended",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("lead_officer", "The authority's lead officer for the contract"),
                        ("send_officers", "Officers of the authority's SEND team"),
                        ("other_officers", "Other officers of the authority"),
                        ("schools", "Schools and colleges"),
                        ("health_or_care", "Health or social care"),
                        ("parents_groups", "Groups of parents and carers"),
                        ("manager", "Our manager"),
                        ("caseworkers", "Our caseworkers"),
                        ("administrator", "Our administrator"),
                        ("others", "Others"),
                    ],
                    max_length=20,
                ),
                blank=True,
                default=list,
                size=None,
            ),
        ),
        migrations.AlterField(
            model_name="liaisonentry",
            name="kind",
            field=models.CharField(
                choices=[
                    ("contract", "Contract meeting"),
                    ("trend", "Trend we noticed"),
                    ("strategy", "Strategy or working group"),
                    ("panel", "Panel, as observer"),
                    ("other", "Other talk with the authority"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="liaisonentry",
            name="topics",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("terms", "The contract and its terms"),
                        ("results", "What the service did and achieved"),
                        ("money", "Funding and budget"),
                        ("staffing", "Staff and premises"),
                        ("standards", "National standards"),
                        ("trends", "Trends that identify no one"),
                        ("developments", "New developments"),
                        ("training", "Training"),
                        ("practice", "How the panel works"),
                    ],
                    max_length=20,
                ),
                size=None,
            ),
        ),
        migrations.AddConstraint(
            model_name="liaisonentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("topics__len__gt", 0),
                    models.Q(
                        models.Q(
                            ("kind", "contract"),
                            ("topics__contained_by", ["terms", "results", "money", "staffing", "standards"]),
                        ),
                        models.Q(("kind", "trend"), ("topics__contained_by", ["trends"])),
                        models.Q(
                            ("kind", "strategy"),
                            ("topics__contained_by", ["developments", "training", "trends"]),
                        ),
                        models.Q(("kind", "panel"), ("topics__contained_by", ["practice"])),
                        models.Q(
                            ("kind", "other"),
                            ("topics__contained_by", ["developments", "training", "trends"]),
                        ),
                        _connector="OR",
                    ),
                ),
                name="liaison_on_topics_of_its_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="liaisonentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(models.Q(("kind__in", ["strategy", "panel"]), _negated=True), ("role", "")),
                    models.Q(("kind", "strategy"), ("role__in", ["strategy", "observe"])),
                    models.Q(("kind", "panel"), ("role__in", ["observe"])),
                    _connector="OR",
                ),
                name="liaison_in_a_role_of_its_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="liaisonentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("purpose__isnull", True), ("role", "")),
                    models.Q(models.Q(("role", ""), _negated=True), ("purpose__isnull", False)),
                    _connector="OR",
                ),
                name="liaison_meeting_says_what_it_was_for",
            ),
        ),
        migrations.AddConstraint(
            model_name="liaisonentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("observes_because__isnull", False), ("role", "observe")),
                    models.Q(
                        models.Q(("role", "observe"), _negated=True), ("observes_because__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="liaison_observer_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="liaisonentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("not_stated_because__isnull", True), ("role", ""), ("role_stated__isnull", True)
                    ),
                    models.Q(
                        models.Q(("role", ""), _negated=True),
                        ("role_stated__isnull", False),
                        models.Q(
                            models.Q(("not_stated_because__isnull", True), ("role_stated", True)),
                            models.Q(("not_stated_because__isnull", False), ("role_stated", False)),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="liaison_role_stated_or_why_not",
            ),
        ),
    ]
