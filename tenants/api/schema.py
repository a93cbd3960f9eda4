"""The OpenAPI 3.1 document of a workspace's API: exactly the modules that are on.

Every operation documents its refusals as problem documents (RFC 9457), because every
refusal below /api/ is one; see `tenants.api.problems` and `tenants.error_answers`.
"""

from functools import lru_cache
from http import HTTPStatus
from typing import Any

from django.conf import settings
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent

from shared_apps.foundation.problems import CONTENT_TYPE
from shared_apps.registry.discovery import modules
from tenants.directory import WorkspaceEntry

Document = dict[str, Any]
PROBLEM_SCHEMA: Document = {
    "type": "object",
    "description": "What could not be done and why (RFC 9457, Problem Details).",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string", "description": "A name for this kind of problem, as a URN."},
        "title": {"type": "string", "description": "The phrase of the HTTP status."},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "code": {"type": "string", "description": "Stable; programs compare this."},
        "detail": {"type": "string", "description": "A whole sentence for people."},
        "fields": {
            "type": "object",
            "description": "Sentences by field, where the input is at fault.",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
        },
    },
}
DESCRIPTIONS = {
    400: "The input makes no sense; `fields` says where.",
    401: "Nobody is signed in, or the token is not valid here.",
    403: "The person lacks the capability, or the session's CSRF token is missing.",
    404: "There is nothing here that the caller may see.",
    406: "Only JSON can be had.",
    409: "The request does not fit the present state.",
    413: "The body is over the limit.",
    415: "Only JSON is taken.",
    429: "Too many attempts; `Retry-After` says when to come back.",
}
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
WITH_BODY = frozenset({"POST", "PUT", "PATCH"})


class WorkspaceAutoSchema(AutoSchema):
    """drf-spectacular's inspector, with our refusals as responses of every operation."""

    def _get_response_bodies(self, direction: Any = "response") -> Document:
        bodies: Document = super()._get_response_bodies(direction)
        for status in self._refusals():
            bodies.setdefault(str(status), {})
        for code, body in bodies.items():
            if code.startswith("4"):
                self._as_problem(int(code), body)
        return dict(sorted(bodies.items()))

    def get_auth(self) -> list[Document]:
        """Return the ways to sign in; `{}`, none at all, is one where the route is public."""
        ways: list[Document] = super().get_auth() or []
        action = getattr(self.view, "action", None) or self.method.lower()
        view: Any = self.view
        if ways and view.access_for(action).kind == "public":
            ways = [*ways, {}]
        return ways

    def _refusals(self) -> set[int]:
        """Return the statuses that this operation can refuse with, besides its own."""
        statuses = {400, 403, 404, 406}
        if self.view.authentication_classes:
            statuses.add(401)
        if self.method not in SAFE:
            statuses |= {409, 429}
        if self.method in WITH_BODY:
            statuses |= {413, 415}
        return statuses

    def _as_problem(self, status: int, body: Document) -> None:
        problem = ResolvedComponent(
            name="Problem", type=ResolvedComponent.SCHEMA, schema=PROBLEM_SCHEMA, object="Problem"
        )
        self.registry.register_on_missing(problem)
        body["description"] = body.get("description") or DESCRIPTIONS.get(
            status, HTTPStatus(status).phrase
        )
        body["content"] = {CONTENT_TYPE: {"schema": problem.ref}}


class ModulesOnGenerator(SchemaGenerator):
    """Lists the endpoints of the workspace itself and of the modules given."""

    def __init__(self, modules_on: frozenset[str]) -> None:
        super().__init__(urlconf=settings.URLCONF_WORKSPACE)  # type: ignore[no-untyped-call]
        self.modules_on = modules_on

    def _get_paths_and_endpoints(self) -> list[Any]:
        off = tuple(
            f"/api/v1/{module.slug}/"
            for module in modules().values()
            if module.label not in self.modules_on
        )
        return [each for each in super()._get_paths_and_endpoints() if not each[0].startswith(off)]  # type: ignore[no-untyped-call]


@lru_cache(maxsize=64)
def _document(modules_on: frozenset[str]) -> Document:
    made: Document = ModulesOnGenerator(modules_on).get_schema(request=None, public=True)
    return made


def document_for(entry: WorkspaceEntry) -> Document:
    """Return the OpenAPI document of a workspace, as JSON-ready data."""
    made = _document(entry.modules_on)
    info = {**made["info"], "title": f"{entry.name}: API", "version": "1"}
    return {**made, "info": info, "servers": [{"url": entry.url.rstrip("/")}]}
