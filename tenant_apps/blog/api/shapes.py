"""What goes in and comes out of the blog's API."""

from typing import Any

from django.core.validators import URLValidator
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request

from tenant_apps.blog.api.fields import Choice, Flag, Identifier, Moment, Number, Text
from tenant_apps.blog.models import Category, Comment, ImportRun, Post
from tenant_apps.blog.models.comments import LONGEST_COMMENT
from tenant_apps.blog.models.posts import LONGEST_BODY

Shape = serializers.Serializer[Any]
WEB_ADDRESS = URLValidator(schemes=["http", "https"])


def read(shape: type[Shape], data: Any, *, partial: bool = False) -> dict[str, Any]:
    """Return valid fields; raise ValidationError."""
    given = shape(data=data, partial=partial)
    given.is_valid(raise_exception=True)
    fields: dict[str, Any] = given.validated_data
    return fields


def read_query(shape: type[Shape], request: Request) -> dict[str, Any]:
    """Return the valid query parameters; raise ValidationError."""
    return read(shape, request.query_params.dict())


class CursorQuery(Shape):
    """Where in a list to go on, and how much of it to return."""

    cursor = serializers.CharField(required=False, max_length=300, help_text="`next` of a page.")
    limit = serializers.IntegerField(required=False, default=20, min_value=1, max_value=100)


class PostQuery(CursorQuery):
    """Which posts."""

    status = Choice(choices=Post.Status.choices, required=False, help_text="For writers.")
    category = serializers.CharField(required=False, max_length=200, help_text="A slug.")
    tag = serializers.CharField(required=False, max_length=200, help_text="A slug.")
    author = serializers.CharField(required=False, max_length=200, help_text="A slug.")


class PageQuery(CursorQuery):
    """Which pages."""

    status = Choice(choices=Post.Status.choices, required=False, help_text="For writers.")


class SearchQuery(Shape):
    """What to look for."""

    q = serializers.CharField(max_length=200)
    limit = serializers.IntegerField(required=False, default=20, min_value=1, max_value=50)


class CommentQuery(CursorQuery):
    """Which comments."""

    post = serializers.UUIDField(required=False)
    status = Choice(choices=Comment.Status.choices, required=False, help_text="For moderators.")


class NamedShape(Shape):
    """A category, tag or author as it stands beside a post."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    slug = serializers.CharField()


class PostShape(Shape):
    """A post or page in a list. `url` is a path on the workspace's host."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(Post.Kind.choices)
    status = serializers.ChoiceField(Post.Status.choices)
    title = serializers.CharField()
    slug = serializers.CharField()
    url = serializers.CharField(source="get_absolute_url")
    summary = serializers.CharField()
    picture = serializers.CharField()
    author = NamedShape(allow_null=True)
    categories = NamedShape(many=True, source="category_list")
    tags = NamedShape(many=True, source="tag_list")
    format = serializers.ChoiceField(Post.Format.choices)
    is_featured = serializers.BooleanField()
    comments_open = serializers.BooleanField()
    reading_minutes = serializers.IntegerField()
    published_at = serializers.DateTimeField(allow_null=True)
    updated_at = serializers.DateTimeField()


class WholePostShape(PostShape):
    """A post or page with its text. `body` is the source, for writers only; else null."""

    html = serializers.CharField(source="body_html")
    body = serializers.SerializerMethodField()
    source_format = serializers.ChoiceField(Post.Source.choices)
    excerpt = serializers.CharField()
    cover_url = serializers.CharField()
    parent = serializers.UUIDField(source="parent_id", allow_null=True)  # type: ignore[assignment]
    menu_order = serializers.IntegerField()
    seo_title = serializers.CharField()
    seo_description = serializers.CharField()
    canonical_url = serializers.CharField()
    noindex = serializers.BooleanField()
    version = serializers.IntegerField()

    def get_body(self, post: Post) -> str | None:
        """Return the source for those who may edit it."""
        return post.body if self.context.get("can_write") else None


def page_shape(row: type[Shape], name: str) -> type[Shape]:
    """Return the shape of a slice of a list: results, and the cursor of the next one."""
    fields = {
        "__doc__": "A slice of a list. `next` is null at the end.",
        "results": row(many=True),
        "next": serializers.CharField(allow_null=True, help_text="Pass it as ?cursor=."),
    }
    # The answer is one object, not a list of them, though the action is called "list".
    made: type[Shape] = extend_schema_serializer(many=False)(
        type(name, (serializers.Serializer,), fields)
    )
    return made


PostPageShape = page_shape(PostShape, "BlogPostPageShape")


@extend_schema_serializer(many=False)
class FoundShape(Shape):
    """What a search found, best first. `by_likeness`: only similar titles were found."""

    results = PostShape(many=True)
    by_likeness = serializers.BooleanField()


class WritingShape(Shape):
    """What a writer can set on both posts and pages. `slug` "" asks for one from the title."""

    title = Text(max_length=500)
    slug = Text(max_length=180, required=False, allow_blank=True)
    body = Text(max_length=LONGEST_BODY, required=False, allow_blank=True, trim_whitespace=False)
    source_format = Choice(choices=Post.Source.choices, required=False)
    excerpt = Text(max_length=2000, required=False, allow_blank=True)
    cover_url = Text(max_length=1000, required=False, allow_blank=True, validators=[WEB_ADDRESS])
    comments_open = Flag(required=False)
    seo_title = Text(max_length=200, required=False, allow_blank=True)
    seo_description = Text(max_length=320, required=False, allow_blank=True)
    canonical_url = Text(max_length=500, required=False, allow_blank=True, validators=[WEB_ADDRESS])
    noindex = Flag(required=False)
    version = Number(
        required=False, min_value=1, max_value=2**31 - 1, help_text="Refuse if it has changed."
    )


class WritePostShape(WritingShape):
    """A post to be made or changed. Tags are names; those that are missing are made."""

    format = Choice(choices=Post.Format.choices, required=False)
    categories = serializers.ListField(child=Identifier(), required=False, max_length=50)
    tags = serializers.ListField(child=Text(max_length=200), required=False, max_length=50)
    is_featured = Flag(required=False)


class WritePageShape(WritingShape):
    """A page to be made or changed."""

    parent = Identifier(required=False, allow_null=True)  # type: ignore[assignment]
    menu_order = Number(required=False, min_value=-10_000, max_value=10_000)


class PublishShape(Shape):
    """When to publish; without a moment, or with null, now."""

    at = Moment(required=False, allow_null=True)


class CategoryShape(NamedShape):
    """A category. `parent` is the id of the one above it."""

    description = serializers.CharField()
    parent = serializers.UUIDField(source="parent_id", allow_null=True)  # type: ignore[assignment]


class TagShape(NamedShape):
    """A tag."""

    description = serializers.CharField()


class AuthorShape(NamedShape):
    """A byline."""

    bio = serializers.CharField()


class WriteTagShape(Shape):
    """A tag to be made or changed."""

    name = Text(max_length=200)
    slug = Text(max_length=180, required=False, allow_blank=True)
    description = Text(max_length=2000, required=False, allow_blank=True)


class WriteCategoryShape(WriteTagShape):
    """A category to be made or changed."""

    parent = Identifier(required=False, allow_null=True)  # type: ignore[assignment]

    def validate_parent(self, value: Any) -> Category | None:
        """Return the category of an id; refuse one that is not there."""
        if value is None:
            return None
        found = Category.objects.filter(pk=value).first()
        if found is None:
            raise serializers.ValidationError("There is no such category.")
        return found


class CommentShape(Shape):
    """A comment. `author_email` is for moderators only; else ""."""

    id = serializers.UUIDField()
    post = serializers.UUIDField(source="post_id")
    parent = serializers.UUIDField(source="parent_id", allow_null=True)  # type: ignore[assignment]
    kind = serializers.ChoiceField(Comment.Kind.choices)
    status = serializers.ChoiceField(Comment.Status.choices)
    author_name = serializers.CharField()
    author_email = serializers.SerializerMethodField()
    author_url = serializers.CharField()
    html = serializers.CharField(source="body_html")
    submitted_at = serializers.DateTimeField()

    def get_author_email(self, comment: Comment) -> str:
        """Return the address for moderators."""
        return comment.author_email if self.context.get("can_moderate") else ""


class WriteCommentShape(Shape):
    """A comment. `name` and `email` are needed from those who are not signed in."""

    post = Identifier()
    parent = Identifier(required=False, allow_null=True)  # type: ignore[assignment]
    body = Text(max_length=LONGEST_COMMENT)
    name = Text(max_length=100, required=False, allow_blank=True)
    email = serializers.EmailField(max_length=254, required=False, allow_blank=True)


class ModerateShape(Shape):
    """What a comment is to be."""

    status = Choice(choices=Comment.Status.choices)


class ImportUpload(Shape):
    """A WordPress export (WXR), at most 64 MB."""

    file = serializers.FileField()


class LeftOutShape(Shape):
    """How much was left out, or came in otherwise, for one reason."""

    reason = serializers.CharField(source="reason.heading")
    sentence = serializers.CharField(source="reason.sentence")
    total = serializers.IntegerField()


class ImportShape(Shape):
    """An import: how far it has come, what it has brought."""

    id = serializers.UUIDField()
    state = serializers.ChoiceField(ImportRun.State.choices)
    file_name = serializers.CharField()
    size_bytes = serializers.IntegerField()
    total = serializers.IntegerField()
    done = serializers.IntegerField()
    counts = serializers.DictField(child=serializers.IntegerField())
    problem = serializers.CharField()
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)


class ImportReportShape(ImportShape):
    """An import with its report."""

    left_out = LeftOutShape(many=True)
    changed = LeftOutShape(many=True)


CommentPageShape = page_shape(CommentShape, "BlogCommentPageShape")
ImportPageShape = page_shape(ImportShape, "BlogImportPageShape")
CategoryPageShape = page_shape(CategoryShape, "BlogCategoryPageShape")
TagPageShape = page_shape(TagShape, "BlogTagPageShape")
AuthorPageShape = page_shape(AuthorShape, "BlogAuthorPageShape")
