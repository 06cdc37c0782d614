"""File answers: private files of the applicant, for those who may see the application."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from apps.applications.choices import QuestionType
from apps.applications.forms import questions_of
from apps.applications.models import Application
from apps.applications.services.locking import locked_application
from apps.media import attachments
from apps.media.models import MediaFile
from hearth.kernel.authorization import Subject
from hearth.kernel.events import record
from hearth.kernel.problems import Invalid, NotFound
from hearth.kernel.transactions import transactional


def file_keys(form: Any) -> list[str]:
    return [question["key"] for question in questions_of(form) if question["type"] == QuestionType.FILE]


def check_files(form: Any, answers: Mapping[str, Any], *, by: Subject) -> None:
    """Raise Invalid at each file answer that is no arrived private file of the applicant's own."""
    given = {key: answers[key] for key in file_keys(form) if key in answers}
    if not given:
        return
    own = MediaFile.objects.filter(pk__in=given.values(), owner=by.id, purpose=MediaFile.Purpose.ATTACHMENT)
    arrived = {str(media.pk) for media in own if media.has_arrived}
    if wrong := [key for key, value in given.items() if value not in arrived]:
        words = "There is no such file of yours: upload it as an `attachment` first."
        raise Invalid((f"/applicant_info/{key}", "does_not_exist", words) for key in wrong)


def keep_files(application: Application, before: Mapping[str, Any]) -> None:
    """Hold on to the files of the answers as they are now, and let go of those that were replaced.

    A file that answers another application of the same person stays. Locks the files.
    """
    keys = file_keys(application.form)
    had = {before[key] for key in keys if key in before}
    has = {application.answers[key] for key in keys if key in application.answers}
    if not had | has:
        return
    files = MediaFile.objects.filter(pk__in=had | has).order_by("pk")
    list(files.select_for_update(no_key=True).values_list("pk", flat=True))
    if gone := had - has:
        others = Application.objects.filter(user=application.user_id).exclude(pk=application.pk)
        for answers in others.values_list("answers", flat=True):
            gone = {file for file in gone if file not in answers.values()}
    attachments.let_go(map(UUID, gone))
    attachments.use(map(UUID, has))


def file_of(application: Application, key: str) -> MediaFile:
    """The file that answers a question; raise NotFound where there is none that is ready."""
    if key not in file_keys(application.form) or key not in application.answers:
        raise NotFound()
    media: MediaFile | None = MediaFile.objects.filter(pk=application.answers[key]).first()
    if media is None or not media.is_ready:
        raise NotFound("The file is not ready yet." if media and not media.is_settled else "")
    return media


@transactional
def hand_over_file(application: Application, key: str, *, by: Subject) -> str:
    """An address of a file answer that is good for a minute.

    Whether `by` sees the answer is asked by the caller; that somebody else than the applicant fetched it is
    written down.
    """
    link = attachments.link_to(file_of(application, key), key)
    if application.user_id != by.id:
        application = locked_application(application)
        record("application.file_fetched", application, by=by, data={"question": key})
    return link
