"""The figures at the top of the dashboard: the workspace's own, then its modules'."""

from dataclasses import dataclass

from django.urls import reverse

from shared_apps.registry.manifest import Card, CardContent
from shared_apps.registry.resolve import resolve
from tenants.access import Member
from tenants.models import Membership
from tenants.modules import modules_on


@dataclass(frozen=True)
class Shown:
    """One card, ready to be drawn."""

    title: str
    icon: str
    content: CardContent


def cards_of(member: Member) -> list[Shown]:
    """Return the cards that this member may see."""
    own = [members_card(member)] if member.can("workspace.view_members") else []
    return [*own, *(_shown(member, icon, card) for icon, card in _offered(member))]


def _offered(member: Member) -> list[tuple[str, Card]]:
    return [
        (module.icon, card)
        for module in modules_on(member.entry)
        for card in module.cards
        if member.can(card.capability)
    ]


def _shown(member: Member, icon: str, card: Card) -> Shown:
    return Shown(card.title, icon, resolve(card.provider)(member))


def members_card(member: Member) -> Shown:
    """Return the card with the number of people who can get in (one query)."""
    rows = Membership.objects.filter(workspace_id=member.entry.id, is_active=True)
    number = rows.count()
    sentence = "You are on your own so far." if number == 1 else "Everybody who can get in."
    return Shown("Members", "users", CardContent(str(number), sentence, reverse("manage:members")))
