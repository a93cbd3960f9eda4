"""Who stands above whom: people manage those below them, and give roles below their own.

So the owner makes and unmakes admins, admins look after staff, members and customers, and
two admins cannot shut each other out.
"""

from shared_apps.foundation.errors import Forbidden
from shared_apps.registry.roles import OWNER, Role
from tenants.access import Member

from .errors import BeyondYourRole, OwnerIsFixed

MANAGE = "workspace.manage_members"
RANKS: dict[str, int] = {role: rank for rank, role in enumerate(reversed(Role))}


def rank(role: str | None) -> int:
    """Return 4 for the owner down to 0 for a customer, and -1 for a visitor."""
    return -1 if role is None else RANKS[role]


def is_below(role: str, by: Member) -> bool:
    """Return whether `by` stands above somebody with this role."""
    return rank(role) < rank(by.role)


def assignable_roles(by: Member) -> list[Role]:
    """Return the roles `by` may give, from most to least trusted."""
    return [role for role in Role if by.can(MANAGE) and is_below(role, by)]


def check_may_manage(by: Member, *roles: str) -> None:
    """Raise Forbidden, OwnerIsFixed or BeyondYourRole unless all roles are below `by`."""
    if not by.can(MANAGE):
        raise Forbidden
    if OWNER in roles:
        raise OwnerIsFixed
    if not all(is_below(role, by) for role in roles):
        raise BeyondYourRole
