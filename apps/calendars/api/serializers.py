from typing import Any

from rest_framework import serializers


class CalendarFeedSerializer(serializers.Serializer[Any]):
    """Whether one's calendar has a secret address. The address itself is told once, when it is made."""

    is_open = serializers.BooleanField()
    made_at = serializers.DateTimeField(allow_null=True, help_text="When the present address was made")


class NewCalendarFeedSerializer(CalendarFeedSerializer):
    url = serializers.URLField(help_text="The secret address: it is not told again")
    webcal_url = serializers.CharField(help_text="The same, for programs that subscribe by themselves")
