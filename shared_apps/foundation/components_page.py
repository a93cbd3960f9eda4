"""The living page of the design system at ``/_components/`` (mounted in development only)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from django import forms
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

SECTIONS = (
    "type",
    "buttons",
    "forms",
    "choices",
    "surfaces",
    "tables",
    "navigation",
    "overlays",
    "feedback",
    "writing",
)


class SampleForm(forms.Form):
    """One field of every kind, so that the page shows what a real form looks like."""

    title = forms.CharField(help_text="Shown above the post and in search results.")
    slug = forms.SlugField(required=False)
    email = forms.EmailField(label="E-mail address", help_text="We never show it to anybody.")
    text = forms.CharField(widget=forms.Textarea, label="Text")
    status = forms.ChoiceField(choices=[("draft", "Draft"), ("published", "Published")])
    starts_on = forms.DateField(
        label="Starts on",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    visibility = forms.ChoiceField(
        widget=forms.RadioSelect,
        choices=[("all", "Everybody"), ("members", "Members of this workspace")],
    )
    topics = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        required=False,
        choices=[("news", "News"), ("events", "Events")],
    )
    notify = forms.BooleanField(
        label="Tell the subscribers", required=False, help_text="One e-mail, right away."
    )
    comments = forms.BooleanField(label="Comments", required=False)
    upload = forms.FileField(
        label="WordPress export", required=False, help_text="An XML file of up to 200 MB."
    )


@dataclass(frozen=True)
class SampleMember:
    """A row of the sample table."""

    name: str
    email: str
    role: str
    posts: int
    joined_at: datetime


MEMBERS = (
    SampleMember(
        "Ana Oliveira", "ana@acorn.example", "Owner", 48, datetime(2026, 1, 12, 9, 30, tzinfo=UTC)
    ),
    SampleMember(
        "Ben Achterberg", "ben@acorn.example", "Staff", 7, datetime(2026, 3, 2, 14, 5, tzinfo=UTC)
    ),
    SampleMember(
        "Wei Zhang", "wei@acorn.example", "Member", 0, datetime(2026, 11, 20, 18, 45, tzinfo=UTC)
    ),
)


def _wrong_form(theme: str) -> SampleForm:
    """A form that was sent with mistakes."""
    data = {
        f"{theme}-slug": "not a slug!",
        f"{theme}-email": "ana@",
        f"{theme}-text": "Hello",
        f"{theme}-status": "draft",
    }
    form = SampleForm(data, prefix=theme)
    form.is_valid()
    return form


def _page() -> Page[int]:
    return Paginator(range(1, 487), 20).page(7)


def components_page(request: HttpRequest) -> HttpResponse:
    """Every component with its states, in light and in dark. ``?only=forms`` shows one section."""
    wanted = request.GET.get("only")
    themes = [
        {"name": name, "form": SampleForm(prefix=f"{name}-new"), "wrong": _wrong_form(name)}
        for name in ("light", "dark")
    ]
    return render(
        request,
        "components_page/index.html",
        {
            "sections": [name for name in SECTIONS if wanted in (None, name)],
            "themes": themes,
            "members": MEMBERS,
            "page": _page(),
            "crumbs": [
                {"label": "Blog", "url": "#"},
                {"label": "Posts", "url": "#"},
                {"label": "The oak in November"},
            ],
        },
    )
