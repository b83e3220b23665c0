"""What the data base holds of the liaison log: entries and decisions never change, and nobody decides about their own."""

from django.db import migrations

from sendiass.database.append_only import AppendOnly

WHOLE = """
ALTER TABLE consent_liaisonreview ADD CONSTRAINT liaison_review_of_what_waited
    FOREIGN KEY (entry_id, held, written_by_id)
    REFERENCES consent_liaisonentry (id, held, recorded_by_id);
"""
NOT_WHOLE = "ALTER TABLE consent_liaisonreview DROP CONSTRAINT liaison_review_of_what_waited;"


class Migration(migrations.Migration):
    """Held against any statement the application's role can make."""

    dependencies = [("consent", "0010_the_liaison_log")]

    operations = [
        migrations.RunSQL(WHOLE, NOT_WHOLE),
        AppendOnly("consent_liaisonentry"),
        AppendOnly("consent_liaisonreview"),
    ]
