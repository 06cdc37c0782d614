"""Fixtures that every test may use; the people live in tests/cast.py."""

from tests.fixtures.identity import _trust_the_local_issuer, cast

__all__ = ["_trust_the_local_issuer", "cast"]
