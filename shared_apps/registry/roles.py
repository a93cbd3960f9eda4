"""The roles a person can hold in a workspace, from most to least trusted."""

from django.db.models import TextChoices


class Role(TextChoices):
    """One membership has exactly one role."""

    OWNER = "owner", "Owner"
    ADMIN = "admin", "Admin"
    STAFF = "staff", "Staff"
    MEMBER = "member", "Member"
    CUSTOMER = "customer", "Customer"


OWNER, ADMIN, STAFF, MEMBER, CUSTOMER = Role
# Not a role: a capability that anybody has, signed in or not.
ANYONE = "anyone"

MANAGERS: tuple[str, ...] = (OWNER, ADMIN)
WORKERS: tuple[str, ...] = (OWNER, ADMIN, STAFF)
INSIDERS: tuple[str, ...] = (OWNER, ADMIN, STAFF, MEMBER)
EVERY_ROLE: tuple[str, ...] = (OWNER, ADMIN, STAFF, MEMBER, CUSTOMER)
PUBLIC: tuple[str, ...] = (*EVERY_ROLE, ANYONE)
