from django.db import migrations


class Migration(migrations.Migration):
    """Let PostgreSQL know how common each breed and region is.

    It has no statistics of expressions in partial indexes, and took every breed for a rare one: the pets of
    a common one were all fetched and sorted for their first page.
    """

    dependencies = [("listings", "0006_statistics")]
    operations = [
        migrations.RunSQL(
            f"CREATE STATISTICS listings_pet_{column} ON (upper({column})) FROM listings_pet",
            f"DROP STATISTICS listings_pet_{column}",
        )
        for column in ("breed", "secondary_breed", "region")
    ] + [migrations.RunSQL("ANALYZE listings_pet", migrations.RunSQL.noop)]
