"""docs/adding-a-community.md shows code that stands in the example, so that it cannot go out of date."""

import re
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest
from django.conf import settings

HERE = Path(__file__).parent
PAGE = settings.ROOT / "docs" / "adding-a-community.md"
ROOMS = ("apps", "choices", "models", "querysets", "workflows", "policies", "services", "registrations")
UPPER_ROOMS = ("handlers", "scheduled", "admin", "api/views", "api/urls", "pages/views")


def blocks(page: str) -> list[tuple[str, list[str]]]:
    """The file that each block names in its first line, and its passages, which `…` sets apart."""
    found = re.findall(r"^```python\n# (\S+)\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    assert len(found) == page.count("```python"), "a block does not say which file it is from"
    return [(name, re.split(r"^ *…\n", code, flags=re.MULTILINE)) for name, code in found]


def strays(page: str) -> Iterator[str]:
    """The passages that do not stand in their file, in the order of the page."""
    for name, passages in blocks(page):
        rest = (HERE / name).read_text()
        for passage in passages:
            _, found, rest = rest.partition(passage)
            if not found:
                yield f"{name}: {dedent(passage)}"


def test_every_block_stands_in_the_file_that_it_names() -> None:
    page = PAGE.read_text()
    assert list(strays(page)) == []
    assert {f"sheds/{room}.py" for room in (*ROOMS, *UPPER_ROOMS)} <= {name for name, _ in blocks(page)}


@pytest.mark.parametrize("old", ["class Tool(Line)", 'name="approve"', "LOANS.join(tool, loan, by=by)"])
def test_would_notice_code_that_is_out_of_date(old: str) -> None:
    page = PAGE.read_text()
    assert old in page
    assert len(list(strays(page.replace(old, old.replace("o", "0"))))) > 0


def test_would_notice_a_block_that_names_no_file() -> None:
    with pytest.raises(AssertionError, match="does not say"):
        blocks("```python\nx = 1\n```\n")


def test_every_link_of_the_page_leads_somewhere() -> None:
    for name in re.findall(r"\]\((\w[\w/-]*\.md)\)", PAGE.read_text()):
        assert (PAGE.parent / name).exists(), name
