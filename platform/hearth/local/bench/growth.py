"""`make bench-growth`: what lists cost at 20 thousand, 200 thousand and a million pets.

The steady figure is the number of pages of 8 kB that PostgreSQL looks at for all queries of an answer; times
are printed beside it, and how many times the pages of each smaller one the largest needs. What costs more
than half as much again as in any of them is marked; unless `growers.py` knows why, this ends with status 1.
"""

import argparse
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[4]
SIZES = (20_000, 200_000, 1_000_000)


@dataclass(frozen=True)
class Cost:
    queries: int
    pages: int
    milliseconds: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    sizes = parser.parse_args().sizes
    # Instead of this folder, which would stand in for modules of the same names.
    sys.path[:1] = [str(ROOT), str(ROOT / "platform")]
    try:
        found = {size: dict(_costs(size)) for size in sizes}
    except KeyboardInterrupt:
        sys.exit("\nStopped; the databases are dropped.")
    _show(found)


def _costs(size: int) -> Iterator[tuple[str, Cost]]:
    """Fill a database with so many pets, and measure every address on it."""
    from hearth.local.bench import database

    with database.throw_away() as address:
        os.environ.update(database.environment(address))
        import django

        django.setup()
        from django.conf import settings
        from django.db import connection, connections

        from hearth.local.bench import rows

        print(f"Making {size:,} pets", flush=True)
        settings.ALLOWED_HOSTS = ["testserver"]
        settings.STORAGES = {
            **settings.STORAGES,
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        }
        connections["default"].settings_dict.update(_place_of(address))
        with database.session(address) as session:
            rows.fill(session, size, photos=1)
            session.execute("VACUUM")
        yield from measure()
        connection.close()


def _place_of(address: str) -> dict[str, Any]:
    from hearth.config import env

    found = env.database(address)
    return {name: found[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")}


def measure() -> Iterator[tuple[str, Cost]]:
    """Ask every address of the lists on the present database, and look at what its queries did."""
    from hearth.local.bench.asking import Asking

    asking = Asking()
    for name, path in asking.addresses():
        queries, milliseconds = asking.ask(name, path)
        # Each database has its own cursors and threads.
        path = re.sub("cursor=.*", "deep", re.sub("/applications/[0-9a-f-]{36}", "/applications/one", path))
        words = f"{path} ({name})" if name else path
        yield words, Cost(len(queries), sum(map(asking.pages, queries)), milliseconds)


def _show(found: dict[int, dict[str, Cost]]) -> None:
    """Print the costs, the ratios and what grew; end with status 1 where nobody knows why."""
    from hearth.local.bench import growers

    *smaller, largest = sorted(found)
    head = "".join(f"{size:>22,}" for size in (*smaller, largest))
    beside = "".join(f"{f'÷ {size:,}':>11}" for size in smaller)
    print(f"\n{'':<64}{head}{beside}\n{'':<64}" + f"{'queries  pages      ms':>22}" * len(found))
    marked = {}
    for path, last in found[largest].items():
        before = [found[size][path] for size in smaller]
        costs = "".join(
            f"{cost.queries:>8} {cost.pages:>6} {cost.milliseconds:>6.1f}" for cost in (*before, last)
        )
        ratios = "".join(f"{last.pages / max(cost.pages, 1):>11.2f}" for cost in before)
        marked[path] = any(
            growers.grew(last.queries, last.pages, from_queries=cost.queries, from_pages=cost.pages)
            for cost in before
        )
        print(f"{path[:63]:<64}{costs}{ratios}{'  GREW' if marked[path] else ''}")
    for path in filter(marked.get, growers.KNOWN):
        print(f"\n{path}\n    {growers.KNOWN[path]}")
    bad = list(growers.unexplained(marked))
    if bad and smaller[0] < growers.FULL:
        print("\nGrew, but the smallest is too small to tell why:\n" + "\n".join(bad))
    elif bad:
        sys.exit("\nGrew, and nobody knows why:\n" + "\n".join(bad))


if __name__ == "__main__":
    main()
