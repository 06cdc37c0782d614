from hearth.kernel.authorization import Policy
from hearth.kernel.authorization.algebra import SystemCapability
from hearth.kernel.models import Delivery, Event

AUDIT = SystemCapability("view_audit")

EVENT = Policy(Event, {"view": AUDIT, "browse": AUDIT})
DELIVERY = Policy(Delivery, {"view": AUDIT, "browse": AUDIT})
