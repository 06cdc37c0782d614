"""The admin finds mails by parts of an address, or by the id of what they are about; so does erasure."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import migrations, models
from django.db.models.functions import Upper


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0003_kinds_and_states"),
        ("accounts", "0003_trigrams"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="mail",
            index=GinIndex(OpClass(Upper("address"), "gin_trgm_ops"), name="mail_like"),
        ),
        migrations.AddIndex(
            model_name="mail",
            index=models.Index(fields=["about_id"], name="mail_about"),
        ),
        migrations.AddIndex(
            model_name="notification",
            index=models.Index(fields=["about_id"], name="notification_about"),
        ),
    ]
