"""Who may not write to whom.

Whoever offers a pet decides whom they hear from: an organisation for all of its pets, a private owner for
theirs. The blocked are not told: a question or an application of theirs is answered word for word as that of
anybody else to a pet that takes none just now, a message as one that nobody could read; nothing of theirs is
stored, and nobody is sent anything. They keep reading what everybody reads, their earlier questions and
applications, and what the other side writes.
"""

from typing import Any
from uuid import UUID

from apps.applications.models import Block


def is_blocked(person_id: UUID | None, pet: Any) -> bool:
    """Whether those who offer the pet do not want to hear from this person."""
    if person_id is None:
        return False
    blocks = Block.objects.filter(person=person_id)
    if pet.organization_id is not None:
        return bool(blocks.filter(organization=pet.organization_id).exists())
    return bool(blocks.filter(organization=None, user=pet.user_id).exists())
