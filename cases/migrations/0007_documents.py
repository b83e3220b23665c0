"""Documents on cases, and that the data base takes one only while the family agrees to records being kept."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import sendiass.crypto.fields

# L26: nothing of a family is kept unless their last answer to records being kept was yes.
AGREEMENT_BEFORE_DOCUMENTS = """
CREATE FUNCTION cases_agreement_before_documents() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE answer text;
BEGIN
    SELECT agreement INTO answer FROM public.cases_firstcontactentry
        WHERE case_id = NEW.case_id AND item = 'agreement' AND state = 'done'
        ORDER BY recorded_at DESC, id LIMIT 1;
    IF answer IS DISTINCT FROM 'agreed' THEN
        RAISE EXCEPTION 'The family has not agreed to records being kept'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'agreement_before_documents', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER agreement_before_documents BEFORE INSERT OR UPDATE OF case_id ON cases_document
    FOR EACH ROW EXECUTE FUNCTION cases_agreement_before_documents();
ALTER TABLE cases_document ENABLE ALWAYS TRIGGER agreement_before_documents;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0006_indexes_at_size"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Document",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("name", sendiass.crypto.fields.SealedTextField(max_length=200)),
                ("description", sendiass.crypto.fields.SealedTextField(default="", max_length=500)),
                ("file_key", sendiass.crypto.fields.SealedTextField(max_length=100)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("pdf", "PDF"),
                            ("jpg", "Photograph (JPEG)"),
                            ("png", "Picture (PNG)"),
                            ("webp", "Picture (WebP)"),
                            ("txt", "Plain text"),
                            ("docx", "Word document"),
                            ("xlsx", "Excel workbook"),
                            ("odt", "OpenDocument text"),
                            ("ods", "OpenDocument spreadsheet"),
                        ],
                        max_length=10,
                    ),
                ),
                ("size", models.PositiveIntegerField()),
                ("pages", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "scan",
                    models.CharField(
                        choices=[
                            ("clean", "No virus found"),
                            ("not_scanned", "Not scanned for viruses"),
                            ("waiting", "Waiting to be scanned"),
                            ("infected", "Virus found"),
                        ],
                        max_length=20,
                    ),
                ),
                ("scanned_at", models.DateTimeField(blank=True, null=True)),
                ("added_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                ("reason_removed", sendiass.crypto.fields.SealedTextField(default="", max_length=500)),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="documents", to="cases.case"
                    ),
                ),
                (
                    "removed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-added_at", "id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("removed_at__isnull", True)),
                        fields=["case", "-added_at"],
                        name="document_kept_by_case",
                    ),
                    models.Index(
                        condition=models.Q(("removed_at__isnull", True), ("scan", "waiting")),
                        fields=["added_at"],
                        name="document_to_be_scanned",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("removed_at__isnull", True), ("removed_by__isnull", True)),
                            models.Q(("removed_at__isnull", False), ("removed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="removed_document_says_by_whom",
                    )
                ],
            },
        ),
        migrations.RunSQL(
            AGREEMENT_BEFORE_DOCUMENTS,
            "DROP TRIGGER agreement_before_documents ON cases_document; "
            "DROP FUNCTION cases_agreement_before_documents();",
        ),
    ]
