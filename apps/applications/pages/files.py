"""Files that answer questions: sent straight to private storage, taken away, fetched by a link."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from apps.applications import services
from apps.applications.choices import QuestionType
from apps.applications.masking import audience_of, reads_answer
from apps.applications.models import Application
from apps.applications.pages.base import OfOnePage
from apps.applications.pages.steps import Step, step_url, steps_of
from apps.applications.workflows import APPLICATION
from apps.media import services as media
from apps.media.choices import Purpose
from apps.media.models import MediaFile
from apps.media.uploads import upload_target
from hearth.kernel.pages.views import Page
from hearth.kernel.problems import AlreadyDone, Invalid, NotFound


def file_rows(page: Page, application: Application, step: Step) -> list[dict[str, Any]]:
    """Each question of a step for files, with the file that is there and the way to send one."""
    ids = [application.answers[each["key"]] for each in step.questions if each["key"] in application.answers]
    there = {str(file.pk): file for file in MediaFile.objects.filter(pk__in=ids)}
    slot = media.reusable_slot(by=page.subject, purpose=Purpose.ATTACHMENT)
    rows = []
    for question in step.questions:
        words = {"key": question["key"], "id": application.pk}
        back = reverse("application-file-added", kwargs={**words, "media_id": slot.pk})
        rows.append(
            {
                "question": question,
                "file": there.get(application.answers.get(question["key"], "")),
                "url": reverse("application-file", kwargs=words),
                "upload": upload_target().policy(slot, success_url=page.request.build_absolute_uri(back)),
            }
        )
    return rows


class FilePage(OfOnePage):
    """Hands over a file to those who may read the answer; its button takes the file away again."""

    def get(self, request: HttpRequest, id: UUID, key: str) -> HttpResponse:
        application = self.load(id)
        if not reads_answer(application, key, audience_of(application, self.subject)):
            raise NotFound()
        return redirect(services.hand_over_file(application, key, by=self.subject))

    def post(self, request: HttpRequest, id: UUID, key: str) -> HttpResponse:
        application, url = writable(self, id, key)
        services.edit_application(application, by=self.subject, answers={key: None})
        messages.success(request, "The file is gone from your application.")
        return redirect(url)


class FileAddedPage(OfOnePage):
    """Where storage sends the browser after an upload: the file becomes the answer."""

    own = True

    def get(self, request: HttpRequest, id: UUID, key: str, media_id: UUID) -> HttpResponse:
        application, url = writable(self, id, key)
        own = MediaFile.objects.visible_to(self.subject, "complete").filter(purpose=Purpose.ATTACHMENT)
        file = own.filter(pk=media_id).first()
        if file is None:
            raise NotFound()
        with suppress(AlreadyDone):
            media.complete_upload(file, by=self.subject)
        try:
            services.edit_application(application, by=self.subject, answers={key: str(file.pk)})
        except Invalid as problem:
            messages.error(request, problem.detail)
        return redirect(url)


def writable(page: OfOnePage, id: UUID, key: str) -> tuple[Application, str]:
    """The application of somebody who may still change it, and the step that asks for this file."""
    application = page.load(id)
    if application.user_id != page.subject.id:
        raise NotFound()
    APPLICATION.guard(application, "edit", by=page.subject)
    page.spend("application.edit")
    for step in steps_of(application.form):
        for question in step.questions:
            if question["key"] == key and question["type"] == QuestionType.FILE:
                return application, step_url(application, step.number)
    raise NotFound()
