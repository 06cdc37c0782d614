from django.db import migrations

# Listings from before there were terms get the rest of their sixty days, and at least three weeks, so that
# their people are asked first. The ends of old ones are spread over three more weeks: not all mails on one day.
GIVE_TERMS = """
    UPDATE listings_pet
    SET expires_at = greatest(
        published_at + interval '60 days',
        now() + interval '21 days' + interval '1 hour' * (hashtext(id::text) & 511)
    )
    WHERE moderation = 'approved' AND expires_at IS NULL
"""


class Migration(migrations.Migration):
    dependencies = [("listings", "0004_engine_room")]

    operations = [migrations.RunSQL(GIVE_TERMS, migrations.RunSQL.noop)]
