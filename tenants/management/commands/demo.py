"""`manage.py demo`: two workspaces to look at, made as customers would make them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from shared_apps.foundation.clock import now
from shared_apps.identity.models import User
from shared_apps.registry.discovery import modules
from shared_apps.registry.resolve import resolve
from shared_apps.registry.roles import ADMIN, MEMBER, STAFF
from tenants.branding import Look, change_look
from tenants.hosts import url_of_slug
from tenants.models import Membership, Workspace
from tenants.provisioning.actions import found_workspace, switch_on

PASSWORD = "open the atrium"


@dataclass(frozen=True)
class Sample:
    """A workspace of the demo; `people` are (first name, role) besides the owner."""

    slug: str
    name: str
    tagline: str
    colour: str
    owner: str
    people: tuple[tuple[str, str], ...]


SAMPLES = (
    Sample(
        "acorn",
        "Acorn Workshop",
        "A workshop for mending things, open on Thursdays.",
        "#0f766e",
        "Ana Oliveira",
        (("Ben Achterberg", STAFF), ("Wei Zhang", ADMIN), ("Lea Novak", MEMBER)),
    ),
    Sample(
        "birch",
        "Birch Rowing Club",
        "Eights, fours and early mornings since 1921.",
        "#1d4ed8",
        "Dee Marlow",
        (("Cem Yilmaz", MEMBER),),
    ),
)
PLATFORM_OWNER = "Pia Platform"


class Command(BaseCommand):
    """Builds what is missing of the demo; a second run changes nothing."""

    help = "Make two demonstration workspaces and print how to sign in. Not for production."

    def handle(self, *_: Any, **__: Any) -> None:
        """Build the demo and say who can sign in where."""
        if settings.IS_PRODUCTION:
            raise CommandError("The demo's passwords are known to everybody: not in production.")
        at = now()
        for sample in SAMPLES:
            build(sample, at)
        owner = platform_owner(at)
        self._tell(owner)

    def _tell(self, owner: User) -> None:
        self.stdout.write(f"The demonstration is ready. Everybody's password: {PASSWORD}")
        for sample in SAMPLES:
            self.stdout.write(f"  {url_of_slug(sample.slug)}  as {address_of(sample.owner)}")
        suffix = f"{settings.ATRIUM_BASE_DOMAIN}{settings.ATRIUM_PORT_SUFFIX}"
        self.stdout.write(f"  {settings.ATRIUM_SCHEME}://admin.{suffix}/  as {owner.email}")


def address_of(name: str) -> str:
    """Return the e-mail address of a person of the demo."""
    return f"{name.split()[0].lower()}@demo.example"


def person(name: str, at: datetime) -> User:
    """Return the person, made if missing."""
    known = User.objects.filter(email=address_of(name)).first()
    return known or User.objects.create_user(address_of(name), PASSWORD, name=name, joined_at=at)


def build(sample: Sample, at: datetime) -> Workspace:
    """Found the workspace, seat its people, and fill every module; keep what is there."""
    owner = person(sample.owner, at)
    row = Workspace.objects.filter(slug=sample.slug).first()
    if row is None:
        row = found_workspace(name=sample.name, slug=sample.slug, owner=owner, at=at)
        look = Look(sample.name, sample.tagline, sample.colour, Workspace.Theme.AUTO)
        change_look(workspace=row, look=look, at=at)
    for name, role in sample.people:
        Membership.objects.get_or_create(
            workspace=row, user=person(name, at), defaults={"role": role}
        )
    for manifest in modules().values():
        switch_on(workspace=row, label=manifest.label, by=owner, at=at)
        if manifest.demo:
            resolve(manifest.demo)(row)
    return row


def platform_owner(at: datetime) -> User:
    """Return somebody who may enter the platform admin, made if missing."""
    owner = person(PLATFORM_OWNER, at)
    if not owner.is_staff:
        owner.is_staff = True
        owner.save(update_fields=["is_staff"])
    return owner
