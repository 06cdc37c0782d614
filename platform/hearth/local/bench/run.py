"""`make bench`: Hearth beside the floor and the tutorial, in turn, over one database; prints P1 to P10."""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[4]
QUERY = "/api/v1/pets?species=dog"
DEEP = 10_000


def main() -> None:
    options = _options()
    # Instead of this folder, which would stand in for modules of the same names.
    sys.path[:1] = [str(ROOT), str(ROOT / "platform")]
    try:
        with world(options.pets) as (environment, database):
            _measure(environment, database, options.rounds, options.seconds)
    except KeyboardInterrupt:
        sys.exit("\nStopped; the database is dropped.")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pets", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1.5, help="for each case in each round")
    return parser.parse_args()


@contextmanager
def world(pets: int) -> Iterator[tuple[dict[str, str], Any]]:
    """Yield the environment of the servers and a connection to a database full of pets."""
    from hearth.local.bench import database

    with database.throw_away() as address:
        os.environ.update(database.environment(address))
        import django

        django.setup()
        from hearth.local import issuer
        from hearth.local.bench import rows

        print(f"Making {pets:,} pets", flush=True)
        environment = {
            **database.environment(address),
            "COGNITO_JWKS_URL": issuer.serve_keys(),
            "PYTHONDONTWRITEBYTECODE": "",  # compiled once, as where the site is served
        }
        with database.session(address) as connection:
            rows.fill(connection, pets)
            connection.execute("VACUUM")
            yield environment, connection


def _measure(environment: dict[str, str], database: Any, rounds: int, seconds: float) -> None:
    from hearth.local.bench.client import again, each, once, request
    from hearth.local.bench.measures import Case, interleaved, serving
    from hearth.local.bench.report import Line, show
    from hearth.local.bench.writing import bodies, pet_bodies

    with ExitStack() as stack:
        floor, hearth, tutorial = (
            stack.enter_context(serving(name, environment, database))
            for name in ("floor", "hearth", "tutorial")
        )
        first = once(hearth.port, request(QUERY, hearth.port))
        one = f"/api/v1/pets/{json.loads(first[2])['results'][0]['id']}"
        its_tag = once(hearth.port, request(one, hearth.port))[1]["etag"]
        deep = f"{QUERY}&cursor={cursor_at(database, DEEP)}"

        def case(server: Any, path: str, code: int = 200, connections: int = 1, **headers: str) -> Case:
            return Case(server, again(request(path, server.port, b"", **headers)), code, connections)

        listed = {
            (server.name, connections): case(server, QUERY, connections=connections)
            for connections in (1, 8)
            for server in (floor, hearth, tutorial)
        }
        paged = case(hearth, deep)
        floor_one, ours_one = case(floor, one), case(hearth, one)
        known = case(hearth, QUERY, 304, If_None_Match=first[1]["etag"])
        known_one = case(hearth, one, 304, If_None_Match=its_tag)
        cases = [*listed.values(), paged, floor_one, ours_one, known, known_one]
        print(f"Measuring {len(cases)} cases in {rounds} rounds of {seconds} s each", flush=True)
        interleaved(cases, rounds=rounds, seconds=seconds)

        made = bodies(database, environment, 4000)
        added = {
            server.name: Case(server, each(pet_bodies(made[start::2], server.port)), 201, 8)
            for start, server in enumerate((floor, hearth))
        }
        for created in added.values():
            created.measure(20)
        memory = hearth.memory()

    floor_list, ours, theirs = (listed[name, 1] for name in ("floor", "hearth", "tutorial"))
    busy = {name: listed[name, 8] for name in ("floor", "hearth", "tutorial")}
    counts, seconds_to_import = _count(environment), _import_time(environment)
    show(
        [
            Line("P1", "list, of the floor", ours.share_of(floor_list), 0.25, 0.5, "share"),
            Line("", "the same, 8 at once", busy["hearth"].share_of(busy["floor"]), 0.25, 0.5, "share"),
            Line("P2", "list, beside the tutorial", ours.share_of(theirs), 4, 8, "times"),
            Line("", "the same, 8 at once", busy["hearth"].share_of(busy["tutorial"]), 4, 8, "times"),
            Line("P3", "queries of the list", counts["list"], 1, 1, "queries"),
            Line("", "processor time in the application", ours.app_cpu, 2, 1, "ms"),
            Line("", "processor time in PostgreSQL", ours.database_cpu, 0.4, 0.3, "ms"),
            Line("P4", f"page at {DEEP:,}, of page 1", paged.share_of(ours), 0.8, 0.95, "share"),
            Line("P5", "one pet, of the floor", ours_one.share_of(floor_one), 0.2, 0.4, "share"),
            Line(
                "P6",
                "creating, 8 at once, of the floor",
                added["hearth"].share_of(added["floor"]),
                0.25,
                0.45,
                "share",
            ),
            Line("P7", "list known already, beside in full", known.share_of(ours), 2.5, 4, "times"),
            Line("", "one pet known already", known_one.share_of(ours_one), 2.5, 4, "times"),
            Line("P8", "memory of a worker", memory, 100, 80, "MB"),
            Line("", "cold import with all addresses", seconds_to_import, 0.8, 0.5, "s"),
            *(
                Line("P10", f"queries of {name}", number, 8, 5, "queries")
                for name, number in counts.items()
                if name != "list"
            ),
        ],
        {
            "list, floor": floor_list,
            "list, Hearth": ours,
            "list, tutorial": theirs,
            "list of 8, floor": busy["floor"],
            "list of 8, Hearth": busy["hearth"],
            "list of 8, tutorial": busy["tutorial"],
            "list at 10,000, Hearth": paged,
            "list known, Hearth": known,
            "one pet, floor": floor_one,
            "one pet, Hearth": ours_one,
            "one pet known, Hearth": known_one,
            "creating, floor": added["floor"],
            "creating, Hearth": added["hearth"],
        },
    )


def cursor_at(database: Any, position: int) -> str:
    from hearth.kernel.keyset import Keyset

    order = Keyset("-published_at", "-id")
    row = database.execute(
        "SELECT published_at, id FROM listings_pet WHERE moderation = 'approved' AND species = 'dog' "
        "AND placement IN ('available', 'in_foster') ORDER BY published_at DESC, id DESC OFFSET %s LIMIT 1",
        [position],
    ).fetchone()
    if row is None:
        raise SystemExit(f"There are no {position:,} dogs: make more pets.")
    return order.cursor("n", row)


def _count(environment: dict[str, str]) -> dict[str, int]:
    done = subprocess.run(
        [sys.executable, Path(__file__).with_name("counting.py")],
        env=environment,
        check=True,
        stdout=subprocess.PIPE,
    )
    found: dict[str, int] = json.loads(done.stdout)
    return found


def _import_time(environment: dict[str, str]) -> float:
    """The quickest of five: what else the machine does only makes it slower."""
    program = (
        "import sys, time; start = time.perf_counter(); "
        f"sys.path[:0] = [{str(ROOT)!r}, {str(ROOT / 'platform')!r}]; "
        "import hearth.config.wsgi; from django.urls import get_resolver; get_resolver()._populate(); "
        "print(time.perf_counter() - start)"
    )
    return min(
        float(
            subprocess.run(
                [sys.executable, "-c", program], env=environment, check=True, stdout=subprocess.PIPE
            ).stdout
        )
        for _ in range(5)
    )


if __name__ == "__main__":
    main()
