from typing import ClassVar

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """The admin finds rare states by an index; a thread is read in its order, whoever reads it."""

    atomic = False  # people go on writing meanwhile
    dependencies: ClassVar = [("applications", "0001_rehoming")]

    operations: ClassVar = [
        AddIndexConcurrently(
            "application", models.Index(fields=["status", "-id"], name="application_by_status")
        ),
        AddIndexConcurrently("question", models.Index(fields=["status", "-id"], name="question_by_status")),
        AddIndexConcurrently(
            "question",
            models.Index(fields=["-id"], name="question_removed", condition=Q(moderation="removed")),
        ),
        AddIndexConcurrently(
            "message",
            models.Index(fields=["-id"], name="message_removed", condition=Q(moderation="removed")),
        ),
        # Whose a thread is repeats whose application it is: of a long one PostgreSQL expected hardly a row.
        migrations.RunSQL(
            "CREATE STATISTICS applications_message_sides (mcv) "
            "ON application_id, applicant_id, organization_id, offered_by_id FROM applications_message",
            "DROP STATISTICS applications_message_sides",
        ),
    ]
