from django.db import migrations

TIE = """
ALTER TABLE moderation_appeal ADD CONSTRAINT appeal_first_reviewer_decided
    FOREIGN KEY (decision_id, first_reviewer_id) REFERENCES moderation_decision (id, reviewer_id);
"""
UNTIE = "ALTER TABLE moderation_appeal DROP CONSTRAINT appeal_first_reviewer_decided;"


class Migration(migrations.Migration):
    """Who an appeal calls its first reviewer is who made the decision: then a check can refuse them."""

    dependencies = [("moderation", "0002_engine_room")]

    operations = [migrations.RunSQL(TIE, UNTIE)]
