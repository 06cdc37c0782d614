"""The admin finds files by parts of their descriptions: without looking through all of them."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import migrations
from django.db.models.functions import Upper


class Migration(migrations.Migration):
    dependencies = [
        ("media", "0003_engine_room"),
        ("accounts", "0003_trigrams"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="mediafile",
            index=GinIndex(OpClass(Upper("alt_text"), "gin_trgm_ops"), name="media_like"),
        ),
    ]
