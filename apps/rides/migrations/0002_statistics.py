from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    """Who may see a ride repeats what the lists ask for: PostgreSQL took the same condition for several."""

    dependencies: ClassVar = [("rides", "0001_initial")]

    operations: ClassVar = [
        migrations.RunSQL(
            "CREATE STATISTICS rides_ride_sight (mcv) ON state, audience, moderation FROM rides_ride",
            "DROP STATISTICS rides_ride_sight",
        )
    ]
