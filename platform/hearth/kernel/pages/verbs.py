"""Which buttons a page shows: the verbs that the present state has and the policy allows."""

from django.db.models import Model

from hearth.kernel.authorization import Subject, can
from hearth.kernel.workflow import Verb, Workflow, Workflows


def possible_verbs(obj: Model, workflow: Workflow | Workflows, subject: Subject) -> list[Verb]:
    """The verbs of a row that this subject could perform right now, in the table's order."""
    return [
        verb
        for verb in workflow.verbs
        if verb.by_hand and workflow.has_room(obj, verb.name) and can(subject, verb.name, obj).allowed
    ]
