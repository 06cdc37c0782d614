"""docs/adding-a-community.md shows code that stands in the example, so that it cannot go out of date."""

import ast
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from textwrap import dedent

import pytest
from django.conf import settings

HERE = Path(__file__).parent
PAGE = settings.ROOT / "docs" / "adding-a-community.md"
ROOMS = ("apps", "choices", "models", "querysets", "workflows", "policies", "services", "registrations")
TESTS = settings.ROOT / "tests"
SAYS_SO = "; reviewed."
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


def promised(page: str) -> set[str]:
    """Where somebody says yes, by the table: `file.py NAME`, or the file alone where it is the list."""
    table = page.partition("| what is new | where somebody says yes |\n|---|---|\n")[2].partition("\n\n")[0]
    found: set[str] = set()
    for row in table.splitlines():
        names: list[str] = []
        for word in re.findall(r"`([^`]+)`", row.split("|")[2]):
            if "/" not in word:
                names.append(word)
            else:
                found |= {f"{word} {name}" for name in names} or {word}
                names = []
        assert not names, f"this row does not say where {names} are: {row}"
    return found


def reviewed(module: Path) -> Iterator[str]:
    """The lists of a module that say of themselves that people review them, as the table names them."""
    code, place = module.read_text(), module.relative_to(settings.ROOT)
    if SAYS_SO not in code:
        return
    for node, words in pairwise([*ast.parse(code).body, ast.Pass()]):
        if isinstance(node, ast.FunctionDef) and SAYS_SO in f"{ast.get_docstring(node)}\n".split("\n")[0]:
            yield f"{place} {node.name}"
        elif isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(words, ast.Expr):
            name = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
            told = words.value.value if isinstance(words.value, ast.Constant) else ""
            if isinstance(name, ast.Name) and str(told).endswith(SAYS_SO):
                file = re.search(r'with_name\("(\w+\.txt)"\)', ast.unparse(node).replace("'", '"'))
                yield str(place.with_name(file[1])) if file else f"{place} {name.id}"


def lists_that_people_review() -> set[str]:
    ours = (module for module in TESTS.rglob("*.py") if HERE not in module.parents)
    return {name for module in ours for name in reviewed(module)}


def test_table_names_every_list_that_people_review() -> None:
    assert promised(PAGE.read_text()) == lists_that_people_review()
    assert all((settings.ROOT / place.split()[0]).is_file() for place in lists_that_people_review())


def test_would_notice_a_row_that_is_missing_or_leads_nowhere() -> None:
    page, there = PAGE.read_text(), lists_that_people_review()
    for place in sorted(there):
        row = next(line for line in page.splitlines() if all(f"`{word}`" in line for word in place.split()))
        assert place in there - promised(page.replace(f"{row}\n", "")), place
        file, _, name = place.partition(" ")
        word = name or file
        assert promised(page.replace(row, row.replace(f"`{word}`", f"`{word}x`"))) - there, place


def test_would_notice_a_list_that_is_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "ROOT", tmp_path)
    module = tmp_path / "test_x.py"
    module.write_text('NEW = {1}\n"""What is new; reviewed."""\nOLD = {2}\n"""What is not reviewed."""\n')
    assert list(reviewed(module)) == ["test_x.py NEW"]
