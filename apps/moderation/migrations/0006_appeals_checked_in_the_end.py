from django.db import migrations

LATER = """
ALTER TABLE moderation_appeal ALTER CONSTRAINT appeal_first_reviewer_decided DEFERRABLE INITIALLY IMMEDIATE;
"""
AT_ONCE = "ALTER TABLE moderation_appeal ALTER CONSTRAINT appeal_first_reviewer_decided NOT DEFERRABLE;"


class Migration(migrations.Migration):
    """A whole load of rows may bring appeals before the decisions that they are about, as with every other key."""

    dependencies = [("moderation", "0005_lists")]

    operations = [migrations.RunSQL(LATER, AT_ONCE)]
