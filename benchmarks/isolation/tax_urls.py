"""One page that asks as many queries as its address says."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from tests.isolation.probe import BASE_LEAVES, Leaf


def page(request: HttpRequest, queries: int) -> HttpResponse:
    """Read that many rows, each by its own query."""
    rows = [Leaf.objects.get(pk=1 + n % BASE_LEAVES) for n in range(queries)]
    return HttpResponse(" ".join(row.label for row in rows))


urlpatterns = [path("<int:queries>/", page)]
