"""What the editor's and the list's buttons mean, in actions and in sentences."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from shared_apps.foundation.errors import Invalid
from shared_apps.identity.models import User
from tenant_apps.blog.actions import posts, publishing
from tenant_apps.blog.actions.posts import PostFields
from tenant_apps.blog.actions.terms import tags_named
from tenant_apps.blog.errors import MomentNeeded
from tenant_apps.blog.models import Post

Step = Callable[..., Any]
FIELDS = frozenset(PostFields.__annotations__)


def _delete(*, post: Post, by: User, **_: Any) -> None:
    posts.delete_post(post=post, by=by)


# Name in the form -> (what happens, what the button says, what is said afterwards).
STEPS: Mapping[str, tuple[Step, str, str]] = {
    "publish": (publishing.publish_post, "Publish", "published"),
    "unpublish": (publishing.unpublish_post, "Make a draft", "turned into drafts"),
    "private": (publishing.make_private, "Make private", "made private"),
    "trash": (posts.trash_post, "Move to the trash", "moved to the trash"),
    "restore": (posts.restore_post, "Restore", "restored as drafts"),
    "delete": (_delete, "Delete for good", "deleted for good"),
}


class UnknownStep(Invalid):
    """The button is none of ours."""

    code = "blog.unknown_step"
    sentence = "Choose what to do with what you have ticked."


@transaction.atomic
def take_step(step: str, chosen: list[Post], *, by: User | None, at: datetime) -> str:
    """Do one thing to all chosen posts, or to none; return what to say about it."""
    if step not in STEPS or not chosen:
        raise UnknownStep
    action, _, done = STEPS[step]
    for post in chosen:
        action(post=post, by=by, at=at)
    if len(chosen) == 1:
        return f"“{chosen[0].shown_title}” was {done.replace('drafts', 'a draft')}."
    return f"{len(chosen)} were {done}."


@transaction.atomic
def save(
    data: Mapping[str, Any],
    *,
    kind: str,
    post: Post | None,
    step: str,
    by: User,
    at: datetime,
) -> tuple[Post, str]:
    """Save what the editor holds, then publish, schedule or withdraw; return the sentence too.

    All or nothing: a schedule in the past saves nothing either.
    """
    fields = fields_of(data)
    if post is None:
        saved = posts.create_post(kind=kind, fields=fields, by=by, at=at)
    else:
        saved = posts.edit_post(post=post, fields=fields, by=by, version=data.get("version"))
    if step == "schedule":
        moment = data.get("publish_at")
        if moment is None:
            raise MomentNeeded(fields={"publish_at": [MomentNeeded.sentence]})
        publishing.schedule_post(post=saved, by=by, publish_at=moment, at=at)
        return saved, f"Saved. It will be published on {moment:%-d %B %Y at %H:%M} UTC."
    if step in {"publish", "unpublish", "private"}:
        return saved, take_step(step, [saved], by=by, at=at)
    return saved, "Saved."


def fields_of(data: Mapping[str, Any]) -> PostFields:
    """Return the part of a form's or serializer's data that is the post itself."""
    fields = {key: value for key, value in data.items() if key in FIELDS}
    if "tags" in fields:
        fields["tags"] = tags_named(fields["tags"])
    return fields  # type: ignore[return-value]
