from datetime import timedelta

from hearth.kernel.authorization import Policy
from hearth.kernel.authorization.algebra import Mine, SignedIn, SystemCapability
from hearth.kernel.limits import declare_limit
from hearth.kernel.models import (
    Delivery,
    Event,
    IdempotencyRecord,
    Job,
    JobPiece,
    RateCounter,
    Reveal,
    Revision,
    ScheduledRun,
)

AUDIT = SystemCapability("view_audit")

EVENT = Policy(Event, {"view": AUDIT, "browse": AUDIT})
DELIVERY = Policy(Delivery, {"view": AUDIT, "browse": AUDIT, "replay": SystemCapability("manage_platform")})
SCHEDULED_RUN = Policy(
    ScheduledRun, {"view": AUDIT, "browse": AUDIT, "try_again": SystemCapability("manage_platform")}
)
REVEAL = Policy(Reveal, {"view": AUDIT, "browse": AUDIT})
RATE_COUNTER = Policy(RateCounter, {"view": AUDIT, "browse": AUDIT})
IDEMPOTENCY_RECORD = Policy(IdempotencyRecord, {"view": AUDIT, "browse": AUDIT})
REVISION = Policy(Revision, {"view": AUDIT, "browse": AUDIT})

RUNS_PLATFORM = SystemCapability("manage_platform")
OWN = Mine("owner")
HELPS = SystemCapability("manage_all_organizations")
BROUGHT_IT = Mine("brought_by") & HELPS
JOB = Policy(
    Job,
    {
        "view": OWN | BROUGHT_IT | RUNS_PLATFORM,
        "create": SignedIn(),
        "start_for": HELPS,
        "cancel": OWN | BROUGHT_IT | RUNS_PLATFORM,
        "resume": OWN | BROUGHT_IT | RUNS_PLATFORM,
        "download": OWN | BROUGHT_IT,
        "start_after_dry_run": OWN | BROUGHT_IT,
        "browse": RUNS_PLATFORM,
    },
)
JOB_PIECE = Policy(JobPiece, {"view": RUNS_PLATFORM, "browse": RUNS_PLATFORM})

declare_limit("job.export", 20, per=timedelta(days=1))
# Counted when they are queued, so that a file which is none for it costs nobody one of their few.
declare_limit("job.import", 20, per=timedelta(days=1))
declare_limit("job.dry_run", 100, per=timedelta(days=1))
# Counted before the file is looked at.
declare_limit("job.send", 300, per=timedelta(days=1))
declare_limit("job.resume", 60, per=timedelta(days=1))
