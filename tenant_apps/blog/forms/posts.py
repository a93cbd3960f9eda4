"""The editor's form, and the list's filters."""

from collections.abc import Iterator
from typing import Any

from django import forms

from tenant_apps.blog.models import Author, Category, Post
from tenant_apps.blog.models.posts import LONGEST_BODY
from tenant_apps.blog.queries.terms import category_tree
from tenant_apps.blog.queries.writing import Filters

MOST_TAGS = 50


class CategoryField(forms.ModelMultipleChoiceField):
    """Categories with the depth of the tree before their names."""

    def label_from_instance(self, obj: Any) -> str:
        """Return the name, indented by its depth in the tree."""
        return f"{'– ' * getattr(obj, 'tree_depth', 0)}{obj.name}"


class PostForm(forms.Form):
    """A post or page as its writer sees it. `version` guards against saving over others."""

    version = forms.IntegerField(
        required=False, min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput
    )
    title = forms.CharField(max_length=500, label="Title")
    body = forms.CharField(
        max_length=LONGEST_BODY,
        required=False,
        strip=False,
        label="Text",
        widget=forms.Textarea(attrs={"rows": 20, "spellcheck": "true"}),
    )
    source_format = forms.ChoiceField(
        choices=Post.Source.choices, label="Written in", initial=Post.Source.MARKDOWN
    )
    slug = forms.CharField(
        max_length=180, required=False, label="Address", help_text="Empty: made from the title."
    )
    excerpt = forms.CharField(
        max_length=2000,
        required=False,
        label="Excerpt",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Shown in lists and feeds. Empty: the beginning of the text.",
    )
    cover_url = forms.URLField(
        max_length=1000,
        required=False,
        assume_scheme="https",
        label="Cover picture",
        help_text="The address of a picture for the top of the page and for sharing.",
    )
    format = forms.ChoiceField(choices=Post.Format.choices, label="Format")
    categories = CategoryField(
        queryset=Category.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    tags = forms.CharField(
        max_length=2000, required=False, label="Tags", help_text="Separate them by commas."
    )
    parent = forms.ModelChoiceField(
        queryset=Post.objects.none(), required=False, label="Below", empty_label="No other page"
    )
    menu_order = forms.IntegerField(
        required=False, min_value=-10_000, max_value=10_000, label="Order among its siblings"
    )
    is_featured = forms.BooleanField(required=False, label="Keep at the top of the blog")
    comments_open = forms.BooleanField(required=False, initial=True, label="Take comments")
    seo_title = forms.CharField(max_length=200, required=False, label="Title for search engines")
    seo_description = forms.CharField(
        max_length=320,
        required=False,
        label="Description for search engines",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    canonical_url = forms.URLField(
        max_length=500,
        required=False,
        assume_scheme="https",
        label="Original address",
        help_text="Where this was published first, if not here.",
    )
    noindex = forms.BooleanField(required=False, label="Keep out of search engines")
    publish_at = forms.DateTimeField(
        required=False,
        label="Publish at (UTC)",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
    )

    def __init__(self, *args: Any, kind: str, post: Post | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind == Post.Kind.PAGE:
            for name in ("categories", "tags", "format", "is_featured"):
                del self.fields[name]
            pages = Post.objects.filter(kind=Post.Kind.PAGE).exclude(status=Post.Status.TRASH)
            above = pages.exclude(pk=post.pk) if post else pages
            self.fields["parent"].queryset = above.only("id", "title").order_by("title")  # type: ignore[attr-defined]
        else:
            del self.fields["parent"], self.fields["menu_order"]
            self.fields["categories"].queryset = Category.objects.with_tree_fields()  # type: ignore[attr-defined]

    def clean_publish_at(self) -> Any:
        """Return the moment, where it is one that the database can hold."""
        moment = self.cleaned_data["publish_at"]
        if moment is not None and not 1970 <= moment.year <= 9000:
            raise forms.ValidationError("Choose a moment between 1970 and 9000.")
        return moment

    def clean_menu_order(self) -> int:
        """Return the order; empty is 0."""
        return self.cleaned_data["menu_order"] or 0

    def clean_tags(self) -> list[str]:
        """Return the names between the commas; refuse too many or too long ones."""
        names = [name.strip() for name in self.cleaned_data["tags"].split(",") if name.strip()]
        if len(names) > MOST_TAGS:
            raise forms.ValidationError(f"A post can have {MOST_TAGS} tags at most.")
        if any(len(name) > 200 for name in names):
            raise forms.ValidationError("A tag can have 200 characters at most.")
        return names


def initial_of(post: Post) -> dict[str, Any]:
    """Return what the editor shows of a post."""
    names = (
        "version", "title", "body", "source_format", "slug", "excerpt",
        "cover_url", "format", "parent",
        "menu_order", "is_featured", "comments_open", "seo_title", "seo_description",
        "canonical_url", "noindex",
    )  # fmt: skip
    scheduled = post.published_at if post.status == Post.Status.SCHEDULED else None
    return {name: getattr(post, name) for name in names} | {
        "tags": ", ".join(tag.name for tag in post.tags.all()),
        "categories": [category.pk for category in post.categories.all()],
        "publish_at": scheduled,
    }


class FilterForm(forms.Form):
    """What a writer looks for; nonsense in the address counts as nothing."""

    kind = forms.ChoiceField(choices=Post.Kind.choices, required=False, widget=forms.HiddenInput)
    status = forms.ChoiceField(
        choices=Post.Status.choices, required=False, widget=forms.HiddenInput
    )
    q = forms.CharField(max_length=200, required=False, label="Title")
    category = forms.UUIDField(required=False)
    author = forms.UUIDField(required=False)

    def filters(self) -> Filters:
        """Return the filters that make sense."""
        self.is_valid()
        data = self.cleaned_data
        return Filters(
            kind=data.get("kind") or Post.Kind.POST,
            status=data.get("status") or "",
            text=data.get("q") or "",
            category=data.get("category"),
            author=data.get("author"),
        )


def filter_choices() -> dict[str, Any]:
    """Return what the filters offer."""
    return {"categories": category_tree(), "authors": Author.objects.order_by("name")[:200]}


def checked_ids(values: list[str]) -> Iterator[Any]:
    """Yield the ids among the ticked boxes' values."""
    for value in values[:500]:
        try:
            yield forms.UUIDField().clean(value)
        except forms.ValidationError:
            continue
