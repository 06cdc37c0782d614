"""The refusals that services raise. API, pages and admin each say them in their own way."""

from collections.abc import Iterable
from typing import Any, ClassVar


class Problem(Exception):
    """One kind of refusal, documented at `/problems#<code>` (RFC 9457).

    As a string it is what to tell a person: its detail, or else its title.
    """

    kinds: ClassVar[dict[str, type["Problem"]]] = {}
    status: ClassVar[int] = 400
    code: ClassVar[str] = "malformed"
    title: ClassVar[str] = "The request could not be read"

    explanation: ClassVar[str] = ""
    """What the documentation adds to the title."""

    retry_after: int | None = None
    """Seconds after which another try makes sense; sent as Retry-After."""

    def __init__(self, detail: str = "", *, retry_after: int | None = None, **extra: Any) -> None:
        super().__init__(detail or self.title)
        self.detail = detail
        self.extra = extra
        if retry_after is not None:
            self.retry_after = retry_after

    def __init_subclass__(cls) -> None:
        Problem.kinds[cls.code] = cls


Problem.kinds[Problem.code] = Problem


class BadQuery(Problem):
    code = "bad_query"
    title = "The query is not one this list understands"
    explanation = "`known` lists the parameters, where one was unknown."


class NotSignedIn(Problem):
    status = 401
    code = "not_signed_in"
    title = "Sign in first"


class AccountSuspended(Problem):
    status = 403
    code = "account_suspended"
    title = "This account is suspended"


class NotAllowed(Problem):
    """`rule` in the extra names the part of the policy that refused."""

    status = 403
    code = "not_allowed"
    title = "You may not do this"
    explanation = (
        "`rule` names the part of the policy that refused. GET …/actions lists every action with its rule."
    )


class NotFound(Problem):
    status = 404
    code = "not_found"
    title = "There is nothing here, or nothing for you"


class MethodNotAllowed(Problem):
    status = 405
    code = "method_not_allowed"
    title = "This address does not answer that method"


class NotAcceptable(Problem):
    status = 406
    code = "not_acceptable"
    title = "Only JSON is spoken here"


class Conflict(Problem):
    status = 409
    code = "conflict"
    title = "This clashes with what is there"


class WrongState(Conflict):
    """`state` and `allowed` in the extra say what is and what could be done instead."""

    code = "wrong_state"
    title = "This cannot be done in the present state"
    explanation = "`state` is the present one, `allowed` the verbs it has."


class AlreadyDone(WrongState):
    """The same person repeats the verb that led to the present state: harmless, and nothing new happens."""

    code = "already_done"
    title = "This was done already"


class AlreadyDecided(WrongState):
    """`decided_by`, `decided_at` and `action` in the extra say who was first."""

    code = "already_decided"
    title = "Somebody else decided first"
    explanation = "`decided_by`, `decided_at` and `action` say who was first."


class Busy(Conflict):
    """Another request holds what this one needs, for longer than it waits."""

    code = "busy"
    title = "Somebody else is at work on this just now"
    explanation = "Nothing happened. Send it again after the seconds of Retry-After."
    retry_after = 1


class Full(Conflict):
    """`capacity`, `held`, `confirmed` and `offered` in the extra say how the places stand."""

    code = "full"
    title = "There is no place left"
    explanation = "`capacity` is how many there are; `held`, `confirmed` and `offered` are taken."


class EmailUnknown(Conflict):
    code = "email_unknown"
    title = "A confirmed e-mail address is needed first"


class StaleVersion(Problem):
    """`version` in the extra is the present one."""

    status = 412
    code = "stale_version"
    title = "It changed since you read it"
    explanation = (
        "`version` is the present one: read again, look at what changed, then send If-Match with the new tag."
    )


class TooLarge(Problem):
    status = 413
    code = "too_large"
    title = "The request is too large"


class UnsupportedMediaType(Problem):
    status = 415
    code = "unsupported_media_type"
    title = "Send this as application/json"


class Invalid(Problem):
    """Understood, but some fields cannot be accepted; `errors` lists each with a JSON pointer."""

    status = 422
    code = "invalid"
    title = "Some fields need another look"
    explanation = "`errors` lists each field with a JSON pointer, a code and a sentence."

    def __init__(self, errors: Iterable[tuple[str, str, str]], detail: str = "") -> None:
        self.errors = [
            {"pointer": pointer, "code": code, "detail": message} for pointer, code, message in errors
        ]
        # Each sentence once: what is wrong with one field may be wrong with ten.
        sentences = dict.fromkeys(error["detail"] for error in self.errors)
        super().__init__(detail or " ".join(sentences), errors=self.errors)


class IdempotencyKeyReused(Problem):
    status = 422
    code = "idempotency_key_reused"
    title = "This Idempotency-Key was used for another request"
    explanation = "A key belongs to one method, address and body. Take a new one for another request."


class VersionRequired(Problem):
    status = 428
    code = "version_required"
    title = "Say which version you saw, with If-Match"
    explanation = "Decisions name the version that was seen: send the ETag of your reading as If-Match."


class TooManyRequests(Problem):
    status = 429
    code = "too_many_requests"
    title = "Too many requests"
    explanation = "RateLimit-Remaining and -Reset (seconds) tell what is left; Retry-After, when to go on."


class ServerError(Problem):
    status = 500
    code = "server_error"
    title = "Something broke on our side"


class Unavailable(Problem):
    status = 503
    code = "unavailable"
    title = "A service we depend on does not answer"
    retry_after = 5
