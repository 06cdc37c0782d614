from django.db import models

from hearth.kernel.waitlist import Words


class ToolStatus(models.TextChoices):
    PENDING = "pending", "Waiting for review"
    APPROVED = "approved", "Shown"
    REJECTED = "rejected", "Not accepted"
    REMOVED = "removed", "Taken down"
    WITHDRAWN = "withdrawn", "Taken back"


class LoanStatus(models.TextChoices):
    WAITING = "waiting", "In the line"
    OFFERED = "offered", "Offered"
    LENT = "lent", "Lent"
    RETURNED = "returned", "Brought back"
    PASSED = "passed", "Passed on"
    LEFT = "left", "Left the line"
    REMOVED = "removed", "Taken back by the lender"


WORDS = Words(confirmed=("lent",), join="borrow", wait="queue", resize="restock")
