"""Why something was done to an account: codes, because events are kept for good."""

from django.db import models


class RoleReason(models.TextChoices):
    APPOINTED = "appointed", "Appointed"
    STEPPED_DOWN = "stepped_down", "Stepped down"
    LEFT = "left", "Left the team"
    CORRECTION = "correction", "Given by mistake"


class SuspensionReason(models.TextChoices):
    SPAM = "spam", "Spam or scams"
    ABUSE = "abuse", "Abuse of other people"
    WELFARE = "welfare", "Doubts about the welfare of animals"
    RULES = "rules", "Other breach of the rules"
    STOLEN = "stolen", "Somebody else seems to use the account"


class ErasureReason(models.TextChoices):
    OWN_WISH = "own_wish", "They wish it"
    LEGAL = "legal", "The law demands it"


class ExportReason(models.TextChoices):
    OWN_WISH = "own_wish", "They asked us for it"
    LEGAL = "legal", "The law demands it"
