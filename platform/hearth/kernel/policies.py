from hearth.kernel.authorization import Policy
from hearth.kernel.authorization.algebra import SystemCapability
from hearth.kernel.models import Delivery, Event, IdempotencyRecord, RateCounter, Reveal, Revision

AUDIT = SystemCapability("view_audit")

EVENT = Policy(Event, {"view": AUDIT, "browse": AUDIT})
DELIVERY = Policy(Delivery, {"view": AUDIT, "browse": AUDIT})
REVEAL = Policy(Reveal, {"view": AUDIT, "browse": AUDIT})
RATE_COUNTER = Policy(RateCounter, {"view": AUDIT, "browse": AUDIT})
IDEMPOTENCY_RECORD = Policy(IdempotencyRecord, {"view": AUDIT, "browse": AUDIT})
REVISION = Policy(Revision, {"view": AUDIT, "browse": AUDIT})
