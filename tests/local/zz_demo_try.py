import pytest
@pytest.mark.django_db(transaction=True)
def test_demo():
    import sys
    from hearth.local.demo.load import load
    from apps.applications.models import Application, Question
    from apps.alerts.models import Favorite, SavedSearch
    load(sys.stderr)
    from django.db.models import Count
    print(Application.objects.values_list("status").annotate(Count("id")))
    print(Question.objects.values_list("status").annotate(Count("id")), Favorite.objects.count(), SavedSearch.objects.count())
    from hearth.kernel.models import Event
    for e in Event.objects.filter(name__startswith="application").order_by("occurred_at")[:40]: print(e.occurred_at, e.name)
    from apps.listings.models import Pet
    print(Pet.objects.values_list("moderation","placement").annotate(Count("id")))
