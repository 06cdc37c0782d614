from apps.accounts.models import User
from apps.notifications.models import Mail, Notification, Preference
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
