from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from apps.accounts.models import User
from apps.notifications.models import Mail, Notification, Preference
from hearth.kernel.sweeping import delete_in_steps
from hearth.kernel.transactions import transactional


@transactional
def forget_person(user: User) -> None:
    """Delete what a person was told and chose; of their mails only the bare record of sending stays.

    A mail that still waits then finds no address and says so. Must run while the address is known.
    """
    Notification.objects.filter(user=user).delete()
    Preference.objects.filter(user=user).delete()
    Mail.objects.filter(user=user).update(context={}, error="")
    if user.email and user.email_verified:
        Mail.objects.filter(address__iexact=user.email).update(address="", context={}, error="")


@transactional
def forget_names(
    about: Iterable[UUID],
    *,
    facts: Iterable[str],
    instead: str,
    kind: str = "",
    whose: UUID | None = None,
) -> None:
    """Take an erased person's name out of what others were told about these things.

    `facts` are the names under which it stands in the context of mails and notifications: of all kinds, or
    of one, where another kind names somebody else so. With `whose` it goes only where `<fact>_id` beside it
    says that it is this person's.
    """
    ids, names = list(about), list(facts)
    for model in (Mail, Notification):
        rows = model._default_manager.filter(about_id__in=ids, context__has_any_keys=names)
        for row in rows.filter(kind=kind) if kind else rows:
            theirs = row.context.keys() & set(names)
            if whose is not None:
                theirs = {name for name in theirs if row.context.get(f"{name}_id") == str(whose)}
            context = {**row.context, **dict.fromkeys(theirs, instead)}
            model._default_manager.filter(pk=row.pk).update(context=context)


def forget_notifications(*, before: datetime) -> int:
    """Delete what people were told on the site before a time; return how many it were."""
    return delete_in_steps(Notification.objects.filter(created_at__lt=before))


def forget_words(*, before: datetime, step: int = 1000) -> int:
    """Empty the context of some mails that were told before a time; return of how many.

    What still waits keeps its words. A mail without them is not sent again any more.
    """
    waiting = (Mail.State.QUEUED, Mail.State.SENDING)
    old = Mail.objects.filter(created_at__lt=before).exclude(context={}).exclude(state__in=waiting)
    ids = list(old.order_by("created_at", "id").values_list("pk", flat=True)[:step])
    return int(old.filter(pk__in=ids).update(context={}, error=""))
