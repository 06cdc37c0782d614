"""The text that a job works on, as files and requests bring it: bounded, unpacked, in UTF-8."""

import base64
import binascii
import zlib

from hearth.kernel.problems import Invalid

MOST_BYTES = 5_000_000
"""What a file may have when it is unpacked."""
MOST_IN_A_REQUEST = 6_000_000
"""What one request may bring: a function behind a gateway takes no more than this."""
GZIP = b"\x1f\x8b"


def text_of(data: bytes, at: str) -> str:
    """Return a file as text, unpacked when it is gzip; raise Invalid at the field that brought it."""
    if data[:2] == GZIP:
        data = _unpacked(data, at)
    if len(data) > MOST_BYTES:
        raise _wrong(at, "too_large", "A file may have five megabytes: split it.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _wrong(at, "not_utf8", "Save it in UTF-8.") from None
    if "\x00" in text:
        raise _wrong(at, "invalid", "This is no text: it holds NUL characters.")
    return text


def check_size(text: str, at: str) -> None:
    if len(text) > MOST_BYTES or len(text.encode("utf-8", "replace")) > MOST_BYTES:
        raise _wrong(at, "too_large", "A text may have five megabytes: split it.")


def packed_text(words: str, at: str) -> str:
    """The text in base64 of gzip: what is larger than a request may be fits into one like this."""
    try:
        data = base64.b64decode(words, validate=True)
    except (binascii.Error, ValueError):
        raise _wrong(at, "invalid", "This is no base64.") from None
    if data[:2] != GZIP:
        raise _wrong(at, "invalid", "This is not packed with gzip.")
    return text_of(data, at)


def _unpacked(data: bytes, at: str) -> bytes:
    """Unpack no further than what is taken, whatever the file claims to hold."""
    unpacker = zlib.decompressobj(wbits=31)
    try:
        found = unpacker.decompress(data, MOST_BYTES + 1)
    except zlib.error:
        raise _wrong(at, "invalid", "This gzip file is damaged.") from None
    if len(found) <= MOST_BYTES and not unpacker.eof:
        raise _wrong(at, "invalid", "This gzip file ends too early.")
    return found


def _wrong(at: str, code: str, words: str) -> Invalid:
    return Invalid([(at, code, words)])
