"""What the blog tells other modules about, once it has happened."""

from dataclasses import dataclass

from shared_apps.registry.facts import fact


@fact("blog.post_published")
@dataclass(frozen=True)
class PostPublished:
    """A post or page can be read by everybody; told once per post, whatever happens later."""

    post_id: str
    kind: str
    title: str
    url: str


@fact("blog.post_unpublished")
@dataclass(frozen=True)
class PostUnpublished:
    """A post or page that could be read can be read no longer."""

    post_id: str
    kind: str


@fact("blog.comment_submitted")
@dataclass(frozen=True)
class CommentSubmitted:
    """Somebody wrote a comment; `status` says whether it waits for a moderator."""

    comment_id: str
    post_id: str
    status: str


@fact("blog.comment_approved")
@dataclass(frozen=True)
class CommentApproved:
    """A comment can be read by everybody from now on."""

    comment_id: str
    post_id: str


@fact("blog.import_finished")
@dataclass(frozen=True)
class ImportFinished:
    """An import has ended well; imported posts are not announced one by one."""

    run_id: str
    posts: int
    pages: int
    comments: int
    skipped: int
