"""Who reads a part of a file is found by an index."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("mediation", "0035_office_set_up_by_pages")]

    operations = [
        migrations.AddIndex(
            model_name="matteraccess",
            index=models.Index(
                condition=models.Q(("part__in", ("hearing", "mediation", "conference", "resolution")), ("until", None)),
                fields=["organ"],
                name="access_to_parts",
            ),
        ),
    ]
