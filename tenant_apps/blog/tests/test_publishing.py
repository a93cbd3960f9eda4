"""Drafts, schedules, slugs, and the facts they tell."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from shared_apps.foundation.clock import now
from shared_apps.identity.models import User
from tenant_apps.blog.actions.posts import delete_post, edit_post, restore_post, trash_post
from tenant_apps.blog.actions.publishing import (
    publish_due,
    publish_post,
    schedule_post,
    unpublish_post,
)
from tenant_apps.blog.errors import EditedMeanwhile, MomentNeeded, NotInTrash, PageLoop, SlugTaken
from tenant_apps.blog.models import FormerSlug, Post
from tenant_apps.kernel.models import OutboxFact
from tenants.models import Workspace

Write = Callable[..., Post]


def told(name: str) -> int:
    return OutboxFact.objects.filter(name=f"blog.{name}").count()


def test_a_draft_is_for_writers_only(
    written: Write, client_for: Callable[..., Client], acorn: Workspace, ben: User, cem: User
) -> None:
    address = written("Secret plans", publish=False).get_absolute_url()
    assert client_for(acorn).get(address).status_code == 404
    assert client_for(acorn, cem).get(address).status_code == 404
    assert client_for(acorn, ben).get(address).status_code == 200


def test_a_scheduled_post_is_public_from_its_moment_even_without_the_job(
    written: Write, ana: User
) -> None:
    post, at = written(publish=False), now()
    schedule_post(post=post, by=ana, publish_at=at + timedelta(hours=1), at=at)
    assert not Post.objects.public(at + timedelta(minutes=59)).exists()
    assert Post.objects.public(at + timedelta(hours=1)).exists()


def test_the_job_publishes_what_is_due_and_tells_it_once(written: Write, ana: User) -> None:
    at = now()
    schedule_post(post=written(publish=False), by=ana, publish_at=at + timedelta(hours=1), at=at)
    assert publish_due(at=at) == 0
    assert publish_due(at=at + timedelta(hours=2)) == 1
    assert publish_due(at=at + timedelta(hours=2)) == 0
    assert told("post_published") == 1
    assert Post.objects.get().status == Post.Status.PUBLISHED


def test_a_post_is_announced_once_in_its_life(written: Write, ana: User) -> None:
    post = written()
    unpublish_post(post=post, by=ana, at=now())
    publish_post(post=post, by=ana, at=now())
    assert told("post_published") == 1
    assert told("post_unpublished") == 1


def test_a_schedule_in_the_past_is_refused(written: Write, ana: User) -> None:
    at = now()
    with pytest.raises(MomentNeeded):
        schedule_post(post=written(publish=False), by=ana, publish_at=at, at=at)


def test_an_old_address_redirects_for_good(
    written: Write, ana: User, client_for: Callable[..., Client], acorn: Workspace
) -> None:
    post = written("First name")
    for slug in ("second-name", "third-name"):
        edit_post(post=post, fields={"slug": slug}, by=ana)
    client = client_for(acorn)
    for slug in ("first-name", "second-name"):
        response = client.get(f"/blog/posts/{slug}/")
        assert response.status_code == 301
        assert response["Location"] == "/blog/posts/third-name/"


def test_an_old_address_of_a_draft_gives_nothing_away(
    written: Write, ana: User, client_for: Callable[..., Client], acorn: Workspace
) -> None:
    post = edit_post(post=written("First name"), fields={"slug": "second-name"}, by=ana)
    unpublish_post(post=post, by=ana, at=now())
    assert client_for(acorn).get("/blog/posts/first-name/").status_code == 404


def test_a_living_address_wins_over_a_former_one(written: Write, ana: User) -> None:
    edit_post(post=written("First name"), fields={"slug": "elsewhere"}, by=ana)
    other = written("Other")
    edit_post(post=other, fields={"slug": "first-name"}, by=ana)
    assert not FormerSlug.objects.filter(slug="first-name").exists()


def test_two_posts_of_one_title_have_two_addresses(written: Write) -> None:
    assert [written("Same").slug for _ in range(3)] == ["same", "same-2", "same-3"]
    with pytest.raises(SlugTaken) as refusal:
        written("Mine", slug="same")
    assert "taken" in refusal.value.fields["slug"][0]


def test_a_page_and_a_post_may_share_an_address(written: Write) -> None:
    assert written("About").slug == written("About", kind="page").slug


def test_letters_of_all_scripts_make_addresses(
    written: Write, client_for: Callable[..., Client], acorn: Workspace
) -> None:
    post = written("Περιεχόμενο στα ελληνικά")
    assert client_for(acorn).get(post.get_absolute_url()).status_code == 200


def test_two_editors_do_not_overwrite_each_other(written: Write, ana: User, ben: User) -> None:
    post = written()
    edit_post(post=post, fields={"title": "Ana's"}, by=ana, version=post.version)
    with pytest.raises(EditedMeanwhile):
        edit_post(post=post, fields={"title": "Ben's"}, by=ben, version=post.version)
    assert Post.objects.get().title == "Ana's"


def test_only_the_trash_is_emptied(
    written: Write, ana: User, client_for: Callable[..., Client], acorn: Workspace
) -> None:
    post = written()
    with pytest.raises(NotInTrash):
        delete_post(post=post, by=ana)
    trash_post(post=post, by=ana, at=now())
    assert client_for(acorn, ana).get(post.get_absolute_url()).status_code == 404
    restore_post(post=post, by=ana, at=now())
    trash_post(post=post, by=ana, at=now())
    delete_post(post=post, by=ana)
    assert not Post.objects.exists()


def test_a_page_cannot_be_inside_itself(written: Write, ana: User) -> None:
    above = written("Above", kind="page")
    below = written("Below", kind="page", parent=above)
    with pytest.raises(PageLoop):
        edit_post(post=above, fields={"parent": below}, by=ana)
