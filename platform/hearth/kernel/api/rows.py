"""Rows of a file that an import brings in: refused one by one, in the words of the API."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from rest_framework import serializers

from hearth.kernel.api.problems import as_problem
from hearth.kernel.problems import Busy, Conflict, Invalid

REFUSALS = (serializers.ValidationError, ValidationError, Invalid, Conflict, IntegrityError)
"""What serializers and services raise for a row that cannot be taken."""
REFERENCE = serializers.CharField(max_length=60)


def reference_of(cell: str) -> str:
    """What a row is called where it comes from; raises ValidationError at `reference`."""
    try:
        found: str = REFERENCE.run_validation(cell)
    except serializers.ValidationError as error:
        raise serializers.ValidationError({"reference": error.detail}) from None
    return found


def errors_of(refusal: Exception) -> list[dict[str, str]]:
    """What is wrong with a row, as problem documents say it; raises Busy again, which is nobody's mistake."""
    problem = as_problem(refusal)
    if isinstance(problem, Busy):
        raise refusal
    if isinstance(problem, Invalid):
        return problem.errors
    return [{"pointer": "", "code": problem.code, "detail": str(problem)}]
