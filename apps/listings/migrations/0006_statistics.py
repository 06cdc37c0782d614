from django.db import migrations


class Migration(migrations.Migration):
    """Let PostgreSQL know which combinations there are: what hardly occurs is then looked up, not searched for."""

    dependencies = [("listings", "0005_first_terms")]
    operations = [
        migrations.RunSQL(
            "CREATE STATISTICS listings_pet_kinds (mcv, ndistinct) ON species, size, sex FROM listings_pet",
            "DROP STATISTICS listings_pet_kinds",
        )
    ]
