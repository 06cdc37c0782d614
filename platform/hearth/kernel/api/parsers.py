"""JSON as the database can hold it: bounded, strict, without NUL bytes or lone surrogates."""

import json
import math
import re
from collections.abc import Mapping
from typing import IO, Any, ClassVar, NoReturn

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

from hearth.kernel.jobs.texts import MOST_IN_A_REQUEST

SURROGATE = re.compile("[\ud800-\udfff]")


class StrictJSONParser(BaseParser):
    media_type = "application/json"
    most_bytes: ClassVar[int | None] = None
    """What a body may have; the setting's number unless a subclass says another."""

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        most = self.most_bytes or settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        body = stream.read(most + 1)
        if len(body) > most:
            raise RequestDataTooBig(f"A request body may have {most} bytes.")
        try:
            found = json.loads(
                body.decode("utf-8"),
                object_pairs_hook=_names_once,
                parse_constant=_refuse_constant,
                parse_int=_whole_number,
                parse_float=_broken_number,
            )
            _refuse_unstorable(found)
        except RecursionError:
            raise ParseError("The JSON is nested too deeply.") from None
        except UnicodeDecodeError:
            raise ParseError("The JSON is not written in UTF-8.") from None
        except ValueError as error:
            raise ParseError(f"This is not JSON we can read: {error}") from None
        if not isinstance(found, dict):
            raise ParseError("Send one JSON object.")
        return found


class LargeJSONParser(StrictJSONParser):
    """For routes that take a whole file as text."""

    most_bytes = MOST_IN_A_REQUEST


def _refuse_constant(word: str) -> NoReturn:
    raise ValueError(f"{word} is no JSON number")


def _names_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def _whole_number(digits: str) -> int:
    # Python gives up on thousands of digits, in words of its own.
    if len(digits) > 20 or abs(int(digits)) >= 1 << 63:
        raise ValueError("a number is too large")
    return int(digits)


def _broken_number(digits: str) -> float:
    found = float(digits)
    if math.isinf(found):
        raise ValueError("a number is too large")
    return found


def _refuse_unstorable(found: Any) -> None:
    if isinstance(found, str):
        if "\x00" in found:
            raise ValueError("text holds a NUL character")
        if SURROGATE.search(found):
            raise ValueError("text holds half of a surrogate pair")
    elif isinstance(found, dict):
        for key, value in found.items():
            _refuse_unstorable(key)
            _refuse_unstorable(value)
    elif isinstance(found, list):
        for value in found:
            _refuse_unstorable(value)
