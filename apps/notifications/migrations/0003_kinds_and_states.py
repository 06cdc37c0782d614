"""Mails named their template and knew nothing of their delivery's end: name the kind, and say the end."""

from typing import Any

from django.db import migrations
from django.db.models import OuterRef, Subquery

KIND_OF = {"listings/mail/": "pet.", "organizations/mail/": "organization."}
STATE_OF = {"sending": "sending", "uncertain": "uncertain", "dead": "failed"}


def forwards(apps: Any, schema_editor: Any) -> None:
    mails = apps.get_model("notifications", "Mail").objects
    deliveries = apps.get_model("kernel", "Delivery").objects.filter(handler="notifications.send_mail")
    for folder, prefix in KIND_OF.items():
        for template in mails.filter(kind__startswith=folder).values_list("kind", flat=True).distinct():
            mails.filter(kind=template).update(kind=prefix + template.removeprefix(folder))
    for of_delivery, state in STATE_OF.items():
        ended = deliveries.filter(state=of_delivery)
        why = ended.filter(target_id=OuterRef("pk")).values("error")[:1]
        waiting = mails.filter(state="queued", pk__in=ended.values("target_id"))
        waiting.update(state=state, error=Subquery(why))
    mails.filter(state="sent", attempts=0).update(attempts=1)


def backwards(apps: Any, schema_editor: Any) -> None:
    mails = apps.get_model("notifications", "Mail").objects
    for folder, prefix in KIND_OF.items():
        for kind in mails.filter(kind__startswith=prefix).values_list("kind", flat=True).distinct():
            mails.filter(kind=kind).update(kind=folder + kind.removeprefix(prefix))
    mails.filter(state__in=STATE_OF.values()).update(state="queued")


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0002_made_whole"),
        ("kernel", "0001_initial"),
    ]

    operations = [migrations.RunPython(forwards, backwards)]
