from django.db import migrations, models


class Migration(migrations.Migration):
    """Every list of items and decisions is the beginning of an index, whatever it is narrowed by."""

    dependencies = [("moderation", "0004_items_by_revision")]
    operations = [
        *(
            migrations.AddIndex("reviewitem", models.Index(fields=fields, name=name))
            for name, fields in {
                "review_item_by_kind": ["kind", "state", "-priority", "opened_at", "id"],
                "review_item_by_origin": ["origin", "state", "-priority", "opened_at", "id"],
                "review_item_newest": ["-opened_at", "-id"],
                "review_item_newest_in_state": ["state", "-opened_at", "-id"],
                "review_item_newest_of_kind": ["kind", "-opened_at", "-id"],
            }.items()
        ),
        *(
            migrations.AddIndex("decision", models.Index(fields=fields, name=name))
            for name, fields in {
                "decision_newest_of_kind": ["kind", "-decided_at", "-id"],
                "decision_newest_by_action": ["action", "-decided_at", "-id"],
            }.items()
        ),
        # Which of them occur together: few photos wait, however many are decided.
        migrations.RunSQL(
            "CREATE STATISTICS moderation_reviewitem_kinds (mcv) ON kind, state, origin FROM moderation_reviewitem",
            "DROP STATISTICS moderation_reviewitem_kinds",
        ),
    ]
