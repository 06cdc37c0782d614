"""The upload target of the embedded default: the signed form posts of S3, answered by our own disk."""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict, UnreadablePostError
from django.http.multipartparser import MultiPartParser, MultiPartParserError
from django.urls import path, reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.views.decorators.csrf import csrf_exempt

from apps.media.models import MediaFile
from apps.media.services import quarantine
from apps.media.uploads import ANY_TYPE, terms
from hearth.kernel.api.problems import problem_response
from hearth.kernel.problems import (
    Conflict,
    Invalid,
    MethodNotAllowed,
    NotAllowed,
    NotFound,
    Problem,
    TooLarge,
)

ROOM_FOR_FIELDS = 64 * 1024
PROOF = {"policy", "signature"}


class DiskTarget:
    """Signs the same policies as S3Target, for the view below."""

    def policy(self, media: MediaFile, *, success_url: str = "") -> dict[str, Any]:
        fields, conditions = terms(media, success_url)
        document = {
            "expiration": (timezone.now() + timedelta(seconds=settings.UPLOAD_EXPIRY_SECONDS)).isoformat(),
            "conditions": [{"key": media.key}, *conditions],
        }
        policy = base64.b64encode(json.dumps(document).encode()).decode()
        proof = {"policy": policy, "signature": signature_of(policy)}
        return {"url": reverse("local-uploads"), "fields": {"key": media.key, **fields, **proof}}


def signature_of(policy: str) -> str:
    return salted_hmac("hearth.local.uploads", policy, algorithm="sha256").hexdigest()


@csrf_exempt  # the signature is the permission, and no cookie is looked at
def receive(request: HttpRequest) -> HttpResponse:
    """Take a form post that carries a signed policy, and put its file in quarantine."""
    try:
        if request.method != "POST":
            raise MethodNotAllowed("Post the form here.")
        with _form_of(request) as (form, file):
            signed, least, most = _signed_terms(form)
            _check_file(file, signed["Content-Type"], least, most)
            _keep(signed["key"], file)
    except Problem as problem:
        response = problem_response(problem)
        if problem.status == MethodNotAllowed.status:
            response["Allow"] = "POST"
        return response
    if goes_on_at := signed.get("success_action_redirect"):
        return HttpResponseRedirect(f"{goes_on_at}&{urlencode({'key': signed['key']})}", status=303)
    return HttpResponse(status=204)


class OneFile(TemporaryFileUploadHandler):
    """Streams the one file to disk, and stops where there is more than there may be.

    What was written until then is gone with the temporary file.
    """

    problem: Problem | None = None
    begun = False

    def new_file(self, field_name: str, *args: Any, **kwargs: Any) -> None:
        if self.begun or field_name != "file":
            self._stop(Problem("Send one file, in the field `file`."))
        super().new_file(field_name, *args, **kwargs)
        self.begun = True

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start + len(raw_data) > settings.PHOTO_MAX_BYTES:
            self._stop(_too_large())
        super().receive_data_chunk(raw_data, start)

    def close(self) -> None:
        """Delete what was written, unless it was moved away."""
        if self.begun:
            self.file.close()

    def _stop(self, problem: Problem) -> None:
        self.problem = problem
        raise StopUpload


class Body:
    """Hands the request's bytes to the parser, and remembers how they ended."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.end = b""

    def read(self, size: int) -> bytes:
        data = self.request.read(size)
        self.end = (self.end + data)[-300:]
        return data


@contextmanager
def _form_of(request: HttpRequest) -> Iterator[tuple[QueryDict, UploadedFile]]:
    """Read the form and its one file, which is gone afterwards unless it was moved away."""
    if request.content_type != "multipart/form-data":
        raise Problem("Send a form, as multipart/form-data.")
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdigit() and int(length) > settings.PHOTO_MAX_BYTES + ROOM_FOR_FIELDS:
        raise _too_large()
    handler = OneFile(request)
    try:
        yield _parsed(request, handler)
    finally:
        handler.close()


def _parsed(request: HttpRequest, handler: OneFile) -> tuple[QueryDict, UploadedFile]:
    body: Any = Body(request)
    try:
        form, files = MultiPartParser(request.META, body, [handler], "utf-8").parse()
    except RequestDataTooBig as error:
        raise TooLarge("The form's fields are too large.") from error
    except (MultiPartParserError, SuspiciousOperation, UnreadablePostError) as error:
        raise Problem("This is no form that can be read.") from error
    if handler.problem is not None:
        raise handler.problem
    # A sender who gave up half-way leaves what looks like a shorter file.
    boundary = (request.content_params or {}).get("boundary", "")
    if f"--{boundary}--".encode() not in body.end:
        raise Problem("The form breaks off before its end.")
    file = files.get("file")
    if not isinstance(file, UploadedFile):
        raise Problem("The field `file` is missing.")
    return form, file


def _signed_terms(form: QueryDict) -> tuple[dict[str, str], int, int]:
    """Return the fields and the range of sizes that a genuine, fresh policy allows: exactly those sent."""
    policy, signature = str(form.get("policy", "")), str(form.get("signature", ""))
    if not constant_time_compare(signature_of(policy), signature):
        raise NotAllowed("This upload form is not one of ours, or it was changed.", rule="signature")
    document = json.loads(base64.b64decode(policy))
    if timezone.now() >= datetime.fromisoformat(document["expiration"]):
        raise NotAllowed("This upload form has expired; open it again.", rule="expiration")
    *exact, (_, least, most) = document["conditions"]
    signed: dict[str, str] = {name: value for condition in exact for name, value in condition.items()}
    given = {name: values for name, values in form.lists() if name not in PROOF}
    for name in sorted(signed.keys() | given.keys()):
        if given.get(name) != [signed.get(name)]:
            raise NotAllowed(f"The field {name[:80]!r} is not as it was signed.", rule="conditions")
    return signed, least, most


def _check_file(file: UploadedFile, content_type: str, least: int, most: int) -> None:
    size = file.size or 0
    if size < least:
        raise Invalid([("/file", "empty", "The file is empty.")])
    if size > most:
        raise _too_large()
    # A program that does not know the type of its file says nothing about it, or says this.
    if content_type != ANY_TYPE and file.content_type not in (content_type, ANY_TYPE, "", None):
        raise Invalid([("/file", "wrong_type", f"The file should be {content_type}, as was announced.")])


def _keep(key: str, file: UploadedFile) -> None:
    with transaction.atomic():
        media = MediaFile.objects.select_for_update(no_key=True).filter(key=key).first()
        if media is None:
            raise NotFound()
        if media.state != MediaFile.State.AWAITING_UPLOAD:
            raise Conflict("This upload was finished already; start another one.")
        # Another try of the same form replaces the first.
        quarantine().delete(key)
        quarantine().save(key, file)


def _too_large() -> TooLarge:
    return TooLarge(f"A file may have {settings.PHOTO_MAX_BYTES:,} bytes.")


urlpatterns = [path("local/uploads", receive, name="local-uploads")]
