from typing import Any

from django.db import migrations
from django.db.models import F


def take_the_revision(apps: Any, schema_editor: Any) -> None:
    """An item's version is that of what it stands for from now on."""
    items = apps.get_model("moderation", "ReviewItem").objects
    items.exclude(version=F("revision")).update(version=F("revision"))


class Migration(migrations.Migration):
    dependencies = [("moderation", "0003_appeals_by_another")]
    operations = [migrations.RunPython(take_the_revision, migrations.RunPython.noop, elidable=True)]
