"""Verbs of organisations and of the people in them."""

from apps.organizations.services.memberships import add_member, join, remove_member
from apps.organizations.services.organizations import (
    create_organization,
    edit_organization,
    reinstate_organization,
    resubmit_organization,
)

__all__ = [
    "add_member",
    "create_organization",
    "edit_organization",
    "join",
    "reinstate_organization",
    "remove_member",
    "resubmit_organization",
]
