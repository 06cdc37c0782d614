from typing import Any

import django_filters
from django.db.models import Q, QuerySet

from apps.accounts.api.serializers import WIRE_ROLES
from apps.accounts.models import User
from hearth.kernel.authorization import SystemRole


class UserFilter(django_filters.FilterSet):
    system_role = django_filters.ChoiceFilter(
        choices=[(word, word) for word in WIRE_ROLES], method="by_system_role"
    )
    status = django_filters.ChoiceFilter(choices=User.Status.choices)
    email_verified = django_filters.ChoiceFilter(
        choices=[("true", "true"), ("false", "false")], method="by_email_verified"
    )
    q = django_filters.CharFilter(method="by_words", max_length=100, help_text="Part of a name or an address")

    class Meta:
        model = User
        fields: list[str] = []

    def by_system_role(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.filter(system_role=SystemRole.from_wire(value))

    def by_email_verified(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.filter(email_verified=value == "true")

    def by_words(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.filter(Q(display_name__icontains=value) | Q(email__icontains=value))
