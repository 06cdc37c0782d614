from apps.applications.choices import QuestionStatus, Standing
from hearth.kernel.workflow import Verb, Workflow, Workflows

PENDING, ANSWERED = QuestionStatus.PENDING.value, QuestionStatus.ANSWERED.value
PUBLISHED, HIDDEN = QuestionStatus.PUBLISHED.value, QuestionStatus.HIDDEN.value
REJECTED, WITHDRAWN = QuestionStatus.REJECTED.value, QuestionStatus.WITHDRAWN.value
SHOWN, REMOVED = Standing.SHOWN.value, Standing.REMOVED.value

QUESTION = Workflow(
    name="question",
    states=tuple(QuestionStatus.values),
    only_while={"moderation": (SHOWN,)},
    verbs=(
        Verb(
            name="ask",
            from_=(),
            to=PENDING,
            event="question.asked",
            label="Ask",
            explains="Ask those who offer a pet something; nobody else reads it until they publish it.",
            by_hand=False,
        ),
        Verb(
            name="reword",
            from_={PENDING},
            to=None,
            event="question.reworded",
            label="Change the question",
            explains="Say it in other words while nobody has answered.",
            by_hand=False,
        ),
        Verb(
            name="correct",
            from_={ANSWERED, PUBLISHED, HIDDEN},
            to=None,
            event="question.corrected",
            label="Correct the answer",
            explains="Write another answer; where it is published, everybody reads the new one at once.",
            by_hand=False,
        ),
        Verb(
            name="answer",
            from_={PENDING},
            to=ANSWERED,
            event="question.answered",
            label="Answer privately",
            explains="Answer the person who asked, and nobody else.",
        ),
        Verb(
            name="answer_and_publish",
            from_={PENDING},
            to=PUBLISHED,
            event="question.published",
            label="Answer and publish",
            explains="Answer on the pet's page; it does not say who asked. What looks like contact details "
            "must be confirmed.",
        ),
        Verb(
            name="publish",
            from_={ANSWERED, HIDDEN},
            to=PUBLISHED,
            event="question.published",
            label="Publish",
            explains="Show question and answer on the pet's page, without saying who asked. What looks like "
            "contact details must be confirmed.",
        ),
        Verb(
            name="hide",
            from_={ANSWERED, PUBLISHED},
            to=HIDDEN,
            event="question.hidden",
            label="Hide",
            explains="Take it off the pet's page; the person who asked keeps their answer.",
        ),
        Verb(
            name="reject",
            from_={PENDING},
            to=REJECTED,
            event="question.rejected",
            label="Turn down",
            explains="Do not answer it, and say why.",
        ),
        Verb(
            name="withdraw",
            from_={PENDING},
            to=WITHDRAWN,
            event="question.withdrawn",
            label="Take back",
            explains="Take the own question back while nobody has answered.",
        ),
    ),
)

QUESTION_STANDING = Workflow(
    name="question_standing",
    field="moderation",
    states=tuple(Standing.values),
    verbs=(
        Verb(
            name="remove",
            from_={SHOWN},
            to=REMOVED,
            event="question.removed",
            label="Take down",
            explains="Take question and answer away from everybody but the person who asked, with a reason.",
        ),
        Verb(
            name="restore",
            from_={REMOVED},
            to=SHOWN,
            event="question.restored",
            label="Put back",
            explains="A granted appeal puts it back to where it was.",
            by_hand=False,
        ),
    ),
)

QUESTIONS = Workflows(QUESTION, QUESTION_STANDING)

MESSAGE = Workflow(
    name="message",
    field="moderation",
    states=tuple(Standing.values),
    verbs=(
        Verb(
            name="remove",
            from_={SHOWN},
            to=REMOVED,
            event="message.removed",
            label="Take down",
            explains="After a report, nobody but moderators and who wrote it reads the message any more.",
            by_hand=False,
        ),
    ),
)
"""Only reports lead here; a moderator finds no message by another way."""
