"""`manage.py demo`: two workspaces to look at, made as customers would make them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from shared_apps.foundation.clock import now
from shared_apps.identity.models import User
from shared_apps.identity.verified_email import mark_verified
from shared_apps.registry.discovery import modules
from shared_apps.registry.resolve import resolve
from shared_apps.registry.roles import ADMIN, MEMBER, OWNER, STAFF
from tenants import directory
from tenants.access import member_of
from tenants.branding import Look, change_look
from tenants.hosts import url_of_slug
from tenants.models import Membership, Workspace
from tenants.people.actions import accept_invitation, invite
from tenants.provisioning.actions import found_workspace, switch_on

PASSWORD = "open the atrium"  # noqa: S105  printed on purpose; not for production


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
        built = [sample for sample in SAMPLES if build(sample, at)]
        self._tell(built, platform_owner(at))

    def _tell(self, built: list[Sample], owner: User) -> None:
        self.stdout.write(f"The demonstration is ready. Everybody's password: {PASSWORD}")
        for sample in built:
            self.stdout.write(f"  {url_of_slug(sample.slug)}  as {address_of(sample.owner)}")
        suffix = f"{settings.ATRIUM_BASE_DOMAIN}{settings.ATRIUM_PORT_SUFFIX}"
        self.stdout.write(f"  {settings.ATRIUM_SCHEME}://admin.{suffix}/  as {owner.email}")


def address_of(name: str) -> str:
    """Return the e-mail address of a person of the demo."""
    return f"{name.partition(' ')[0].lower()}@demo.example"


def person(name: str, at: datetime) -> User:
    """Return the person, made if missing."""
    known = User.objects.filter(email=address_of(name)).first()
    if known is None:
        known = User.objects.create_user(address_of(name), PASSWORD, name=name, joined_at=at)
        mark_verified(known)
    return known


def build(sample: Sample, at: datetime) -> bool:
    """Found the workspace, seat its people, and fill every module; keep what is there.

    Returns False where somebody else has the address: their workspace is left alone.
    """
    owner = person(sample.owner, at)
    row = Workspace.objects.filter(slug=sample.slug).first() or _found(sample, owner, at)
    if not Membership.objects.filter(workspace=row, user=owner, role=OWNER).exists():
        return False
    for name, role in sample.people:
        _seat(row, person(name, at), role, owner, at)
    for manifest in modules().values():
        switch_on(workspace=row, label=manifest.label, by=owner, at=at)
        if manifest.demo:
            resolve(manifest.demo)(row)
    return True


def _found(sample: Sample, owner: User, at: datetime) -> Workspace:
    row = found_workspace(name=sample.name, slug=sample.slug, owner=owner, at=at)
    look = Look(sample.name, sample.tagline, sample.colour, Workspace.Theme.AUTO)
    return change_look(workspace=row, look=look, at=at)


def _seat(row: Workspace, user: User, role: str, owner: User, at: datetime) -> None:
    if Membership.objects.filter(workspace=row, user=user).exists():
        return
    entry = directory.entry(row.id)
    if entry is None:
        raise CommandError(f"{row.name} has been deleted meanwhile.")
    made = invite(emails=[user.email], role=role, by=member_of(entry, owner), at=at)
    accept_invitation(invitation=made.sent[0], user=user, at=at)


def platform_owner(at: datetime) -> User:
    """Return somebody who may enter the platform admin, made if missing."""
    owner = person(PLATFORM_OWNER, at)
    if not owner.is_staff:
        owner.is_staff = True
        owner.save(update_fields=["is_staff"])
    return owner
