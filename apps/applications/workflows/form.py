from apps.applications.choices import FormState
from hearth.kernel.workflow import Verb, Workflow

DRAFT, CURRENT, RETIRED = FormState.values

FORM = Workflow(
    name="application_form",
    field="state",
    states=tuple(FormState.values),
    verbs=(
        Verb(
            name="edit",
            from_={DRAFT},
            to=None,
            event="form.edited",
            label="Change",
            explains="Change the questions of a version that is not in use yet.",
            by_hand=False,
        ),
        Verb(
            name="publish",
            from_={DRAFT},
            to=CURRENT,
            event="form.published",
            label="Use this version",
            explains="Ask these questions from now on. Who has applied keeps the questions they answered.",
        ),
        Verb(
            name="retire",
            from_={CURRENT},
            to=RETIRED,
            event="form.retired",
            label="Retire",
            explains="Another version took its place; it stays with the answers that were given to it.",
            by_hand=False,
        ),
    ),
)
