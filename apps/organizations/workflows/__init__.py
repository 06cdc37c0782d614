"""The states and verbs of organisations and of the people in them."""

from apps.organizations.workflows.handover import HANDOVER
from apps.organizations.workflows.invitation import INVITATION
from apps.organizations.workflows.membership import MEMBERSHIP
from apps.organizations.workflows.organization import ORGANIZATION

__all__ = ["HANDOVER", "INVITATION", "MEMBERSHIP", "ORGANIZATION"]
