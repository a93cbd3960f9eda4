"""Comments: who may, what waits, how it hangs together."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from shared_apps.foundation.clock import now
from shared_apps.foundation.errors import TooMany
from shared_apps.identity.models import User
from tenant_apps.blog.actions.comments import (
    Said,
    delete_comments,
    moderate_comments,
    submit_comment,
)
from tenant_apps.blog.errors import CommentsClosed, CommentsForMembers, NoSuchParent
from tenant_apps.blog.models import Comment, Post
from tenant_apps.blog.queries.conversations import conversation
from tenant_apps.kernel.models import OutboxFact
from tenants.access import Member
from tenants.directory import directory
from tenants.models import Workspace

Write = Callable[..., Post]
As = Callable[..., Member]
VISITOR = {"name": "Mira", "email": "mira@example.com", "body": "Very true."}


@pytest.fixture
def choose(acorn: Workspace) -> Callable[..., None]:
    def change(**settings: Any) -> None:
        Workspace.objects.filter(pk=acorn.pk).update(settings={"blog": settings})
        directory.clear()

    return change


def say(post: Post, who: Member, body: str = "Hm.", address: str = "1", **more: Any) -> Comment:
    made = submit_comment(
        post=post, said=Said(body=body, name="Mira", **more), member=who, address=address, at=now()
    )
    assert made is not None
    return made


def test_a_visitors_comment_waits_for_a_moderator(
    written: Write, client_for: Callable[..., Client], acorn: Workspace, ben: User
) -> None:
    post, client = written(), client_for(acorn)
    response = client.post(f"/blog/posts/{post.pk}/comment/", VISITOR)
    assert response.status_code == 302
    assert "Very true." not in client.get(post.get_absolute_url()).content.decode()
    assert "Very true." in client_for(acorn, ben).get("/manage/blog/comments/").content.decode()
    made = Comment.objects.get()
    client_for(acorn, ben).post(
        "/manage/blog/comments/bulk/", {"ids": [str(made.pk)], "step": "approve"}
    )
    assert "Very true." in client.get(post.get_absolute_url()).content.decode()
    names = OutboxFact.objects.values_list("name", flat=True)
    assert {"blog.comment_submitted", "blog.comment_approved"} <= set(names)


def test_a_form_with_mistakes_comes_back_with_sentences(
    written: Write, client_for: Callable[..., Client], acorn: Workspace
) -> None:
    path = f"/blog/posts/{written().pk}/comment/"
    response = client_for(acorn).post(path, {"name": "x", "email": "nonsense", "body": "a\x00b"})
    assert response.status_code == 400
    assert "valid email" in response.content.decode()
    assert not Comment.objects.exists()


def test_a_program_that_fills_the_trap_is_thanked_and_ignored(
    written: Write, client_for: Callable[..., Client], acorn: Workspace
) -> None:
    path = f"/blog/posts/{written().pk}/comment/"
    response = client_for(acorn).post(path, {**VISITOR, "website": "https://spam.example"})
    assert response.status_code == 302
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    ("choice", "visitor", "worker"),
    [
        ("open", "approved", "approved"), ("moderated", "pending", "approved"),
        ("members", CommentsForMembers, "approved"), ("closed", CommentsClosed, CommentsClosed),
    ],
)  # fmt: skip
def test_the_workspace_decides_who_may_comment(
    choice: str,
    visitor: Any,
    worker: Any,
    choose: Callable[..., None],
    written: Write,
    member: As,
    ben: User,
) -> None:
    post = written()
    choose(comments=choice)
    for who, wanted in ((member(), visitor), (member(ben), worker)):
        if isinstance(wanted, str):
            assert say(post, who, address=choice).status == wanted
        else:
            with pytest.raises(wanted):
                say(post, who, address=choice)


def test_comments_close_after_the_days_that_were_chosen(
    choose: Callable[..., None], written: Write, member: As
) -> None:
    post = written(at=now() - timedelta(days=8))
    choose(comment_days=7)
    with pytest.raises(CommentsClosed):
        say(post, member())


def test_nobody_comments_on_what_is_not_public(written: Write, member: As, ana: User) -> None:
    with pytest.raises(CommentsClosed):
        say(written(publish=False), member(ana))


def test_a_flood_from_one_address_is_stopped(written: Write, member: As) -> None:
    post = written()
    for _ in range(5):
        say(post, member(), address=f"flood-{post.pk}")
    with pytest.raises(TooMany):
        say(post, member(), address=f"flood-{post.pk}")


def test_many_links_wait_for_a_moderator(
    choose: Callable[..., None], written: Write, member: As
) -> None:
    post = written()
    choose(comments="open")
    assert say(post, member(), "https://a " * 5, address="links").status == Comment.Status.PENDING


def test_an_answer_hangs_on_its_comment_and_deep_ones_say_whom_they_answer(
    written: Write, member: As, ana: User
) -> None:
    post, who, parent = written(), member(ana), None
    for number in range(8):
        row = Comment(
            post=post,
            parent=parent,
            thread=(parent and (parent.thread or parent)),
            author_name=f"N{number}",
            body="x",
            body_html="x",
            status="approved",
        )
        row.save()
        parent = row
    said = conversation(post, who, None).said
    assert [each.depth for each in said] == [0, 1, 2, 3, 4, 4, 4, 4]
    assert said[-1].answers == "N6"


def test_an_answer_to_a_comment_of_another_post_is_refused(
    written: Write, member: As, ana: User
) -> None:
    elsewhere = say(written("One"), member(ana))
    with pytest.raises(NoSuchParent):
        say(written("Two"), member(ana), parent=elsewhere.pk)


def test_only_what_was_thrown_away_is_deleted_and_answers_stay(
    written: Write, member: As, ana: User
) -> None:
    post = written()
    first = say(post, member(ana))
    answer = say(post, member(ana), parent=first.pk)
    assert delete_comments(comment_ids=[first.pk], by=ana) == 0
    moderate_comments(comment_ids=[first.pk], status="trash", by=ana)
    assert delete_comments(comment_ids=[first.pk], by=ana) == 1
    assert [each.comment for each in conversation(post, member(), None).said] == [answer]


def test_an_e_mail_address_is_for_moderators_only(
    written: Write, member: As, client_for: Callable[..., Client], acorn: Workspace, ben: User
) -> None:
    made = say(written(), member(), email="mira@example.com", address="mail")
    moderate_comments(comment_ids=[made.pk], status="approved", by=ben)
    path = "/api/v1/blog/comments/"
    assert "mira@example.com" not in client_for(acorn).get(path).content.decode()
    assert "mira@example.com" in client_for(acorn, ben).get(path).content.decode()
