"""Bases of every workspace API view: they declare access as pages do."""

from typing import Any, ClassVar

from rest_framework.exceptions import MethodNotAllowed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from tenants.access import Access, Member, check_access, member_of, module_of, renewed
from tenants.directory import WorkspaceEntry
from tenants.modules import is_on

OPTIONS = "options"


class DeclaredAccess(BasePermission):
    """Checks the member against the access that the view declares for this action."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Raise ModuleOff, SignInRequired, Forbidden or MethodNotAllowed; else return True."""
        action = view.current_action(request)
        declared = view.declares(action)
        access = view.access_for(action if declared else OPTIONS)
        if access.module is not None and not is_on(access.module, view.member.entry):
            view.renew_member()
        check_access(view.member, access)
        if not declared:
            raise MethodNotAllowed(str(request.method))
        return True


class AccessMixin:
    """What a view must say: `access` maps method or action names to a capability or Access.

    A capability's module must be on. An action that is not named is refused.
    """

    permission_classes = (DeclaredAccess,)
    access: ClassVar[dict[str, str | Access]] = {}
    request: Request

    @property
    def entry(self) -> WorkspaceEntry:
        """Return the workspace that was asked."""
        return self.request.workspace  # type: ignore[attr-defined, no-any-return]

    @property
    def member(self) -> Member:
        """Return the caller as this workspace sees them, by whatever credential."""
        known: Member | None = getattr(self.request, "_member", None)
        if known is None:
            known = member_of(self.entry, self.request.user)
            self.request._member = known  # type: ignore[attr-defined]
        return known

    def renew_member(self) -> None:
        """Look at the workspace's switches again, past what this process remembers."""
        self.request._member = renewed(self.request, self.member)  # type: ignore[attr-defined]

    def current_action(self, request: Request) -> str:
        """Return the viewset's action, or the method's name in lower case."""
        name = getattr(self, "action", None) or str(request.method).lower()
        return "get" if name == "head" else name

    @classmethod
    def declares(cls, action: str) -> bool:
        """Return whether the view says what an action asks for."""
        return action in {OPTIONS, "metadata"} or action in cls.access

    @classmethod
    def access_for(cls, action: str) -> Access:
        """Return what an action asks for; raise KeyError where the view does not say."""
        if action in {OPTIONS, "metadata"}:
            return Access("public", module=cls._module())
        declared = cls.access[action]
        if isinstance(declared, Access):
            return declared
        return Access("capability", declared, module_of(declared))

    @classmethod
    def _module(cls) -> str | None:
        modules = {
            each.module if isinstance(each, Access) else module_of(each)
            for each in cls.access.values()
        }
        return next(iter(modules)) if len(modules) == 1 else None


class ApiView(AccessMixin, APIView):  # type: ignore[misc]
    """A plain API view with declared access."""


class ApiViewSet(AccessMixin, GenericViewSet):  # type: ignore[misc]
    """A viewset with declared access per action."""
