"""DRF's permission classes, derived from verified claims ∩ database through the Subject.

`PolicyPermission` is the default and refuses every view that names no policy; the others guard the few
views that are about no row.
"""

from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from hearth.kernel.authorization import Subject, SystemRole, subject_of
from hearth.kernel.problems import AccountSuspended, NotAllowed, NotSignedIn


class _SubjectPermission(BasePermission):
    def has_permission(self, request: Request, view: Any) -> bool:
        subject = subject_of(request)
        if subject.user is None:
            raise NotSignedIn()
        if not subject.is_active:
            raise AccountSuspended()
        if not self.holds(subject):
            raise NotAllowed(rule=self.rule)
        return True

    rule = "signed_in"

    def holds(self, subject: Subject) -> bool:
        raise NotImplementedError


class IsSignedIn(_SubjectPermission):
    def holds(self, subject: Subject) -> bool:
        return subject.is_active


class HasSystemRole(_SubjectPermission):
    """`permission_classes = [HasSystemRole.at_least(SystemRole.MODERATOR)]`."""

    role = SystemRole.SITE_ADMIN

    @classmethod
    def at_least(cls, role: SystemRole) -> type["HasSystemRole"]:
        return type(f"HasSystemRole_{role.value}", (cls,), {"role": role, "rule": f"role_{role.value}"})

    def holds(self, subject: Subject) -> bool:
        return subject.system_role.rank >= self.role.rank


class HasCapability(_SubjectPermission):
    """A capability of the system role: `[HasCapability.named("review_content")]`."""

    capability = ""

    @classmethod
    def named(cls, capability: str) -> type["HasCapability"]:
        return type(f"HasCapability_{capability}", (cls,), {"capability": capability, "rule": capability})

    def holds(self, subject: Subject) -> bool:
        return self.capability in subject.system_capabilities


class FromStaffClient(_SubjectPermission):
    rule = "staff_client"

    def holds(self, subject: Subject) -> bool:
        return subject.client == "staff"


class Anyone(BasePermission):
    """For the few documents that are about nobody and the same for everybody."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return True


class PolicyPermission(BasePermission):
    """The default: the base viewset asks the model's policy per action; any other view is refused."""

    def has_permission(self, request: Request, view: Any) -> bool:
        if not getattr(view, "asks_policy", False):
            raise NotAllowed(rule="no_policy")
        view.check_access(request)
        return True
