"""What crawlers are told."""

from collections.abc import Callable

from django.test import Client

from tenants.directory import directory
from tenants.models import ModuleSwitch, Workspace


def test_crawlers_find_the_sitemap_of_a_module_that_is_on(
    acorn: Workspace, client_for: Callable[..., Client]
) -> None:
    said = client_for(acorn).get("/robots.txt")
    assert said["Content-Type"].startswith("text/plain")
    assert "Disallow: /manage/" in said.text
    assert "Sitemap: http://acorn.localhost:8000/blog/sitemap.xml" in said.text


def test_crawlers_hear_nothing_of_a_module_that_is_off(
    acorn: Workspace, client_for: Callable[..., Client]
) -> None:
    ModuleSwitch.objects.filter(workspace=acorn, module="blog").update(state="off")
    directory.clear()
    assert "Sitemap" not in client_for(acorn).get("/robots.txt").text
