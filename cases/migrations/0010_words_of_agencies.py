"""What an agency is found by is worked out when it is written, and no longer for each row that a search looks at."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.functions.text
from django.db import migrations, models

OF_AGENCY = models.Func(
    models.F("name"),
    models.F("former_names"),
    models.F("town"),
    models.F("postcode"),
    django.db.models.functions.text.Replace(models.F("postcode"), models.Value(" "), models.Value("")),
    arg_joiner=" || ' ' || ",
    output_field=django.contrib.postgres.search.SearchVectorField(),
    template="to_tsvector('simple'::regconfig, translate(%(expressions)s, 'àáâäãèéêëìíîïòóôöõùúûüçñÀÁÂÄÃÈÉÊËÌÍÎÏÒÓÔÖÕÙÚÛÜÇÑ-/,.&()_:;+''’‘`', 'aaaaaeeeeiiiiooooouuuucnAAAAAEEEEIIIIOOOOOUUUUCN           '))",
)


class Migration(migrations.Migration):
    """The column, and the same index over it."""

    dependencies = [
        ("cases", "0009_linked_records"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="agency",
            name="agency_by_words",
        ),
        migrations.AddField(
            model_name="agency",
            name="words",
            field=models.GeneratedField(
                db_persist=True,
                expression=OF_AGENCY,
                output_field=django.contrib.postgres.search.SearchVectorField(),
            ),
        ),
        migrations.AddIndex(
            model_name="agency",
            index=django.contrib.postgres.indexes.GinIndex(
                fastupdate=False, fields=["words"], name="agency_by_words"
            ),
        ),
    ]
