"""A blog to look at, made with nothing but the blog's own actions."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from shared_apps.foundation.clock import now
from shared_apps.identity.models import User
from shared_apps.registry.roles import Role
from tenants.access import Member, member_of
from tenants.context import use_workspace
from tenants.directory import entry
from tenants.models import Membership, Workspace

from .actions.comments import Said, moderate_comments, submit_comment
from .actions.posts import create_post
from .actions.publishing import publish_post, schedule_post
from .actions.terms import create_term, tags_named
from .models import Category, Comment, Post

TEXTS = Path(__file__).parent / "demo_texts"


@dataclass(frozen=True)
class Sample:
    """One text of the demo; `days` is how long ago it was published, negative is ahead."""

    file: str
    title: str
    days: int | None
    category: str = ""
    tags: tuple[str, ...] = ()
    kind: str = Post.Kind.POST
    featured: bool = False


SAMPLES = (
    Sample("about.md", "About us", 90, kind=Post.Kind.PAGE),
    Sample("house-rules.md", "House rules", 90, kind=Post.Kind.PAGE),
    Sample(
        "welcome.md",
        "Why we keep a notebook in public",
        60,
        "News",
        ("open", "writing"),
        featured=True,
    ),
    Sample(
        "repair-evening.md",
        "What we learned from forty repair evenings",
        41,
        "Workshops",
        ("repair", "tools"),
    ),
    Sample("bread.md", "A loaf that waits for you", 27, "Recipes", ("bread", "patience")),
    Sample("numbers.md", "Our year in numbers", 12, "News", ("figures", "open")),
    Sample("bicycle.md", "Truing a wheel without a stand", 4, "Workshops", ("repair", "bicycles")),
    Sample("spring.md", "The spring programme", -10, "News", ("dates",)),
    Sample("tool-library.md", "Notes for a tool library", None, "Workshops", ("tools",)),
)
TREE = (("News", None), ("Making", None), ("Workshops", "Making"), ("Recipes", "Making"))
VISITORS = (
    (
        "Mira Solberg",
        "mira@example.com",
        "I brought a kettle to the second evening. It still works.",
    ),
    ("Jon Aberdeen", "jon@example.com", "How do you keep track of who **lent** which tool?"),
    (
        "Petra Lindqvist",
        "petra@example.com",
        "Thank you for writing this down. Number four made me laugh.",
    ),
)


def build(workspace: Workspace) -> None:
    """Fill an empty blog; one that has posts is left alone."""
    at = now()
    with use_workspace(workspace):
        if Post.objects.exists():
            return
        owner = _owner(workspace)
        categories = _tree()
        made = {sample.file: _write(sample, categories, owner, at) for sample in SAMPLES}
        _talk(workspace, made["repair-evening.md"], owner, at)


def _owner(workspace: Workspace) -> User:
    return Membership.objects.select_related("user").get(workspace=workspace, role=Role.OWNER).user


def _tree() -> dict[str, Category]:
    made: dict[str, Category] = {}
    for name, parent in TREE:
        fields = {"name": name, "parent": made[parent] if parent else None}
        made[name] = create_term(Category, fields)
    return made


def _write(sample: Sample, categories: dict[str, Category], owner: User, at: datetime) -> Post:
    post = create_post(
        kind=sample.kind,
        fields={
            "title": sample.title,
            "body": (TEXTS / sample.file).read_text(),
            "categories": [categories[sample.category]] if sample.category else [],
            "tags": tags_named(sample.tags),
            "is_featured": sample.featured,
        },
        by=owner,
        at=at,
    )
    if sample.days is None:
        return post
    moment = at - timedelta(days=sample.days)
    if moment > at:
        return schedule_post(post=post, by=owner, publish_at=moment, at=at)
    return publish_post(post=post, by=owner, at=moment)


def _talk(workspace: Workspace, post: Post, owner: User, at: datetime) -> None:
    where = entry(workspace.pk)
    if where is None:
        return
    said: list[Comment] = []
    for hours, (name, email, body) in enumerate(VISITORS):
        words = Said(body=body, name=name, email=email)
        made = submit_comment(
            post=post,
            said=words,
            member=Member(where),
            address=f"demo-{hours}",
            at=at - timedelta(days=30, hours=-hours),
        )
        said += [made] if made else []
    moderate_comments(
        comment_ids=[c.pk for c in said[:2]], status=Comment.Status.APPROVED, by=owner
    )
    answer = Said(body="A card index, and trust. The cards are the easy part.", parent=said[1].pk)
    submit_comment(post=post, said=answer, member=member_of(where, owner), address="demo", at=at)
