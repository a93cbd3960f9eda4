"""Modules: which there are, their switches, and their data."""

from typing import ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from shared_apps.foundation.clock import now
from tenants.access import Access
from tenants.api.base import ApiView
from tenants.module_states import manifest_of, state_of, states_of
from tenants.provisioning.actions import preview_purge, purge, switch_off, switch_on
from tenants.provisioning.errors import WrongConfirmation

from .about import row_of
from .shapes import REFUSALS, REFUSED, ConfirmShape, ModuleShape, SwitchShape, TableShape, read


class ModulesView(ApiView):
    """All modules."""

    access: ClassVar[dict[str, str | Access]] = {"get": "workspace.view_dashboard"}

    @extend_schema(operation_id="workspace_modules", responses={200: ModuleShape(many=True)})
    def get(self, request: Request) -> Response:
        """Return every installed module with its state here."""
        return Response(ModuleShape(states_of(self.entry), many=True).data)


class ModuleView(ApiView):
    """One module's switch."""

    access: ClassVar[dict[str, str | Access]] = {
        "get": "workspace.view_dashboard",
        "put": "workspace.manage_modules",
    }

    @extend_schema(operation_id="workspace_module", responses={200: ModuleShape, **REFUSALS})
    def get(self, request: Request, label: str) -> Response:
        """Return the module with its state here."""
        return Response(ModuleShape(state_of(self.entry, manifest_of(label))).data)

    @extend_schema(
        operation_id="workspace_module_switch",
        request=SwitchShape,
        responses={200: ModuleShape, 409: REFUSED, **REFUSALS},
    )
    def put(self, request: Request, label: str) -> Response:
        """Switch the module on or off; doing it twice changes nothing."""
        manifest = manifest_of(label)
        turn = switch_on if read(request, SwitchShape)["state"] == "on" else switch_off
        turn(workspace=row_of(self.member), label=label, by=self.member.user, at=now())
        return Response(ModuleShape(state_of(self.entry, manifest)).data)


class ModuleDataView(ApiView):
    """The tables of a module."""

    access: ClassVar[dict[str, str | Access]] = {
        "get": "workspace.purge_modules",
        "delete": "workspace.purge_modules",
    }

    @extend_schema(
        operation_id="workspace_module_data", responses={200: TableShape(many=True), **REFUSALS}
    )
    def get(self, request: Request, label: str) -> Response:
        """Return the module's tables with their row counts: what a purge would delete."""
        manifest_of(label)
        counts = preview_purge(workspace=row_of(self.member), label=label)
        return Response(TableShape(counts, many=True).data)

    @extend_schema(
        operation_id="workspace_module_purge",
        request=ConfirmShape,
        responses={204: None, 409: REFUSED, **REFUSALS},
    )
    def delete(self, request: Request, label: str) -> Response:
        """Delete the data of a module that is off, exported since, and named in the body."""
        manifest = manifest_of(label)
        if read(request, ConfirmShape)["confirmation"] != manifest.name:
            raise WrongConfirmation(expected=manifest.name)
        purge(workspace=row_of(self.member), label=label, by=self.member.user, at=now())
        return Response(status=204)
