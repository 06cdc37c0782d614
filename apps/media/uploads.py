"""Where files are sent to: a signed POST that names the one key, the type and the size it is good for."""

from functools import lru_cache
from typing import Any, Protocol
from urllib.parse import urlencode

from django.conf import settings
from django.utils.module_loading import import_string

from apps.media.choices import most_bytes
from apps.media.models import MediaFile

ANY_TYPE = "application/octet-stream"


class UploadTarget(Protocol):
    def policy(self, media: MediaFile, *, success_url: str = "") -> dict[str, Any]:
        """Return `{"url": …, "fields": {…}}`: post the fields, then the file as `file`, as a form to the url.

        With `success_url` (absolute) the answer to a finished upload is a redirect there, with `media` and
        `key` in its query; without it is 204. The signature ends after UPLOAD_EXPIRY_SECONDS and is a
        secret until then: never store or cache it.
        """


def upload_target() -> UploadTarget:
    target: UploadTarget = import_string(settings.UPLOAD_TARGET)()
    return target


def terms(media: MediaFile, success_url: str) -> tuple[dict[str, str], list[Any]]:
    """Return the form fields beside key and signature, and the conditions that a policy must sign.

    Nobody knows the type behind a plain form, so a slot takes any; what counts is the look at the content.
    """
    fields = {"Content-Type": media.content_type or ANY_TYPE}
    if success_url:
        joint = "&" if "?" in success_url else "?"
        fields["success_action_redirect"] = f"{success_url}{joint}{urlencode({'media': media.pk})}"
    conditions: list[Any] = [{name: value} for name, value in fields.items()]
    return fields, [*conditions, ["content-length-range", 1, most_bytes(media.purpose)]]


class S3Target:
    """A pre-signed POST to the quarantine bucket; the file never passes through us."""

    def policy(self, media: MediaFile, *, success_url: str = "") -> dict[str, Any]:
        fields, conditions = terms(media, success_url)
        return _client().generate_presigned_post(
            Bucket=settings.AWS_QUARANTINE_BUCKET_NAME,  # type: ignore[misc]
            Key=media.key,
            Fields=fields,
            Conditions=conditions,
            ExpiresIn=settings.UPLOAD_EXPIRY_SECONDS,
        )


@lru_cache(maxsize=1)
def _client() -> Any:
    # Importing boto3 takes longer than most requests; only who uploads pays for it.
    import boto3
    from botocore.config import Config

    # The address of the bucket's own region: a form post does not survive a redirect from the global one.
    return boto3.client("s3", config=Config(signature_version="s3v4", s3={"addressing_style": "virtual"}))
