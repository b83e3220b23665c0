"""A way to reach somebody where others may see what comes; and a request whose address came back before it was taken up."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0037_returned_mail")]

    operations = [
        migrations.AddField("contactpoint", "is_discreet", models.BooleanField(default=False)),
        migrations.AddField("referral", "address_failed_at", models.DateTimeField(blank=True, null=True)),
    ]
