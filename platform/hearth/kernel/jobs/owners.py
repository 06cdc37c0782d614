"""Whoever a job belongs to, as they are now, and whether what it made is still theirs to have."""

from django.contrib.auth import get_user_model

from hearth.kernel.authorization import SignIn, Subject, subject_for, with_grants
from hearth.kernel.jobs.kinds import Kind, kind_named
from hearth.kernel.models import Job
from hearth.kernel.problems import AccountSuspended, NotAllowed


def owner_of(job: Job, kind: Kind) -> Subject:
    """The owner as they are now, with no system role that the kind does not need.

    Raises what refuses them since the job was started.
    """
    people = get_user_model()._default_manager.filter(pk=job.owner_id)
    owner = subject_for(with_grants(people).get(), SignIn(kind.role))
    if not owner.is_active:
        raise AccountSuspended()
    if kind.needs and kind.needs not in owner.system_capabilities:
        raise NotAllowed("You may not do this any more.", rule=kind.needs)
    where = job.organization_id
    if kind.capability and (where is None or kind.capability not in owner.capabilities_in(where)):
        raise NotAllowed("You may not do this for the organisation any more.", rule=kind.capability)
    return owner


def refusal_of_file(job: Job, by: Subject) -> str:
    """The rule that keeps a job's file from its owner by now, such as a capability lost; empty for none."""
    if by.id != job.owner_id:
        return ""
    kind = kind_named(job.kind)
    if kind is None:
        return "not_offered"
    if kind.needs and kind.needs not in by.system_capabilities:
        return kind.needs
    where = job.organization_id
    if kind.capability and (where is None or kind.capability not in by.capabilities_in(where)):
        return f"{kind.capability}_in_organization"
    return ""
