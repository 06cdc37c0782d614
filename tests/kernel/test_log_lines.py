"""Log lines: each names its request, and none holds a token that would open something."""

import logging
from collections.abc import Iterator

import pytest
from django.test import Client

from hearth.kernel.middleware import RequestIdFilter, current_request_id, masked

TOKEN = "POKuSWj9aeVMv3bVzE1yqVbOQvJx0m8bX6kqk2a1b3c"


class Lines(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.addFilter(RequestIdFilter())
        self.found: list[tuple[str, str]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.found.append((getattr(record, "request_id", ""), record.getMessage()))


@pytest.fixture
def lines() -> Iterator[Lines]:
    handler = Lines()
    logging.getLogger("django.request").addHandler(handler)
    yield handler
    logging.getLogger("django.request").removeHandler(handler)


@pytest.mark.django_db
def test_the_line_of_a_refusal_names_its_request(client: Client, lines: Lines) -> None:
    answer = client.get("/api/v1/nowhere")
    assert lines.found == [(answer["X-Request-Id"], "Not Found: /api/v1/nowhere")]
    assert current_request_id() == "", "the next thing this thread does is none of its business"


@pytest.mark.django_db
def test_no_line_holds_the_token_of_an_invitation(client: Client, lines: Lines) -> None:
    assert client.get(f"/invitations/{TOKEN}").status_code == 404
    assert client.get(f"/unsubscribe/{TOKEN}").status_code == 404
    assert [words for _, words in lines.found] == ["Not Found: /invitations/…", "Not Found: /unsubscribe/…"]


def test_masks_tokens_and_nothing_else() -> None:
    assert masked(f"/unsubscribe/{TOKEN}/one-click") == "/unsubscribe/…/one-click"
    for address in ("/rescues/harbour-paws", "/organizations/harbour-paws/invitations/new", "/invitations/"):
        assert masked(address) == address
