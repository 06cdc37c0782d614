"""Differences as people read them: words struck out and added, pictures gone, new or moved."""

from typing import Any

from hearth.kernel.pages.differences import Piece, shown, words
from hearth.kernel.revisions import Change


def told(was: str, becomes: str) -> list[tuple[str, str]]:
    return [(piece.kind, piece.text) for piece in words(was, becomes)]


def picture(name: str) -> dict[str, Any]:
    return {"id": name, "thumb": f"/{name}.webp", "alt": name}


def test_tells_words_that_went_and_came() -> None:
    assert told("A calm dog.", "A very calm cat.") == [
        ("same", "A "),
        ("del", "calm dog."),
        ("ins", "very calm cat."),
    ]


def test_puts_together_what_is_read_together() -> None:
    pieces = words("one two three four five six", "one 2 three 4 five six")
    assert pieces == [
        Piece("same", "one "),
        Piece("del", "two three four"),
        Piece("ins", "2 three 4"),
        Piece("same", " five six"),
    ]


def test_loses_no_letter() -> None:
    was, becomes = "Lines\n\nand  spaces,\tkept as they are ", "Other lines\n\nand spaces, kept  as they are"
    pieces = words(was, becomes)
    assert "".join(piece.text for piece in pieces if piece.kind != "del") == becomes
    assert words("", "") == []
    assert words("same words", "same words") == [Piece("same", "same words")]


def test_does_not_compare_what_would_take_for_ever() -> None:
    was, becomes = "a b c d " * 1000 + "e", "b a d c " * 1000 + "f"
    assert words(was, becomes) == [Piece("del", was), Piece("ins", becomes)]


def test_tells_pictures_that_went_came_and_moved() -> None:
    change = Change("photos", "Photos", list(map(picture, "abcd")), list(map(picture, "cabe")))
    (found,) = shown([change])
    assert [(seen.kind, seen.mark) for seen in found.before] == [
        ("same", ""),
        ("same", ""),
        ("same", ""),
        ("del", "Removed"),
    ]
    assert [(seen.kind, seen.mark) for seen in found.after] == [
        ("moved", "Was number 3"),
        ("same", ""),
        ("same", ""),
        ("ins", "New"),
    ]


def test_reads_other_values_aloud() -> None:
    (fee, colours) = shown([Change("fee", "Fee", None, "80.00"), Change("x", "X", ["a"], ["a", "b"])])
    assert [(piece.kind, piece.text) for piece in fee.pieces] == [("ins", "80.00")]
    assert "".join(piece.text for piece in colours.pieces if piece.kind != "del") == "a, b"
