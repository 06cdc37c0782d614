from apps.notifications.models import Mail, Notification, Preference, Suppression
from hearth.kernel.authorization import Policy
from hearth.kernel.authorization.algebra import Mine, SystemCapability

AUDIT = SystemCapability("view_audit")

NOTIFICATION = Policy(Notification, {"view": Mine("user"), "read": Mine("user"), "browse": AUDIT})
MAIL = Policy(
    Mail, {"view": Mine("user"), "browse": AUDIT, "send_again": SystemCapability("manage_platform")}
)
PREFERENCE = Policy(Preference, {"view": Mine("user"), "browse": AUDIT})
SUPPRESSION = Policy(Suppression, {"view": AUDIT, "browse": AUDIT})
