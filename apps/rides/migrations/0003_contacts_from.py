from typing import Any, ClassVar

from django.db import migrations, models
from django.db.models.functions import Now


def go_on(apps: Any, schema_editor: Any) -> None:
    """Let go on what ended when its last ride was made, and not when that was ridden."""
    series, rides = apps.get_model("rides", "Series"), apps.get_model("rides", "Ride")
    coming = rides.objects.filter(
        series=models.OuterRef("pk"),
        state__in=["draft", "published", "postponed"],
        starts_at__gt=Now(),
    )
    ended = series.objects.filter(state="ended", ends_before=None)
    ended.filter(models.Exists(coming)).update(state="running")


class Migration(migrations.Migration):
    """Contacts open no sooner than riders expect; a series goes on until its last ride is over."""

    dependencies: ClassVar = [("rides", "0002_statistics")]

    operations: ClassVar = [
        migrations.AddField("ride", "contacts_from", models.DateTimeField(editable=False, null=True)),
        migrations.RunPython(go_on, migrations.RunPython.noop),
    ]
