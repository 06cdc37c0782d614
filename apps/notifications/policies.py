from apps.notifications.models import Mail
from hearth.kernel.authorization import Policy
from hearth.kernel.authorization.algebra import Mine, SystemCapability

MAIL = Policy(Mail, {"view": Mine("user"), "browse": SystemCapability("view_audit")})
