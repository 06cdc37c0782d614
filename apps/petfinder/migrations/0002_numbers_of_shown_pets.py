from django.db import migrations


class Migration(migrations.Migration):
    """Gives the pets that were shown before there were numbers theirs, in the order of their ids."""

    dependencies = [("petfinder", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "INSERT INTO petfinder_animalnumber (pet_id)"
            " SELECT id FROM listings_pet WHERE published_at IS NOT NULL ORDER BY id"
            " ON CONFLICT (pet_id) DO NOTHING",
            migrations.RunSQL.noop,
        )
    ]
