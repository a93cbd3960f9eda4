"""What the owner of a young workspace may want to do next."""

from dataclasses import dataclass

from django.urls import reverse

from tenants.access import Member
from tenants.directory import WorkspaceEntry
from tenants.models import Invitation, Membership, Workspace
from tenants.modules import modules_on


@dataclass(frozen=True)
class Step:
    """One entry of the checklist."""

    title: str
    text: str
    icon: str
    url: str
    done: bool


def next_steps(member: Member) -> list[Step]:
    """Return the checklist, or nothing once all is done or for people who do not manage."""
    if not member.can("workspace.manage_modules"):
        return []
    entry = member.entry
    steps = [
        Step(
            "Switch a module on",
            "Start with the blog, for instance. You can switch it off again and lose nothing.",
            "blocks",
            reverse("manage:modules"),
            any(modules_on(entry)),
        ),
        Step(
            "Make it look like yours",
            "A line about you, your colour, your logo.",
            "palette",
            reverse("manage:branding"),
            _has_own_look(entry),
        ),
        Step(
            "Invite somebody",
            "They get an e-mail with a link, and the role you choose.",
            "user-plus",
            reverse("manage:invitations"),
            _is_not_alone(entry),
        ),
    ]
    return [] if all(step.done for step in steps) else steps


def _has_own_look(entry: WorkspaceEntry) -> bool:
    look = entry.branding
    plain = Workspace._meta.get_field("colour").get_default()
    return bool(look.logo or look.tagline or look.colour != plain)


def _is_not_alone(entry: WorkspaceEntry) -> bool:
    others = Membership.objects.filter(workspace_id=entry.id)[:2]
    return len(others) > 1 or Invitation.objects.filter(workspace_id=entry.id).exists()
