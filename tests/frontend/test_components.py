"""Components as pages use them: rendered, wired for screen readers, and not to be broken out of."""

import pytest
from django import forms
from django.http import HttpRequest
from django.template import engines
from django.test import RequestFactory

from shared_apps.foundation.components_page import SECTIONS, SampleForm, components_page
from shared_apps.foundation.templatetags.ui import html_attributes, initials


@pytest.fixture
def request_of_a_visitor() -> HttpRequest:
    request = RequestFactory().get("/?q=oak&page=2")
    request.csp_nonce = "abc123"  # type: ignore[attr-defined]
    return request


def rendered(source: str, request: HttpRequest | None = None, **context: object) -> str:
    from django_cotton.compiler_regex import CottonCompiler

    template = engines["django"].from_string(CottonCompiler().process(source))
    return " ".join(template.render(context, request).split())


@pytest.mark.parametrize("section", SECTIONS)
def test_the_component_page_shows_each_section_in_both_themes(section, request_of_a_visitor):
    request = RequestFactory().get("/_components/", {"only": section})
    request.csp_nonce = "abc123"  # type: ignore[attr-defined]
    page = components_page(request)
    assert page.status_code == 200
    text = page.content.decode()
    assert f'id="section-{section}"' in text
    assert 'data-theme="light"' in text
    assert 'data-theme="dark"' in text


HOSTILE = [
    '"><script>alert(1)</script>',
    '" onmouseover="alert(1)" "',
    "' onmouseover='alert(1)",
    '"x onfocus=alert(1) "',
    '{"a": "b\' onclick=alert(1) x"}',
]


@pytest.mark.parametrize("text", HOSTILE)
def test_an_attribute_cannot_be_broken_out_of(text):
    shown = str(html_attributes({"title": text}))
    assert shown.count('"') == 2
    assert "<" not in shown


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize(
    "source",
    [
        '<c-button :title="text" label="x">x</c-button>',
        '<c-button title="{{ text }}" :label="text">{{ text }}</c-button>',
        '<c-badge :data-name="text">{{ text }}</c-badge>',
        '<c-card :title="text" :note="text">x</c-card>',
        '<c-copy :text="text" />',
        '<c-field :label="text" name="n" :value="text" :hint="text" :error="text" />',
        '<c-empty-state :title="text" :text="text" />',
        '<c-menu :label="text" icon="x">{{ text }}</c-menu>',
        '<c-menu-item :href="text">{{ text }}</c-menu-item>',
        '<c-avatar :name="text" :src="text" />',
        '<c-progress :label="text" :poll="text" value="1" />',
    ],
)
def test_text_of_a_person_stays_text_in_every_component(source, text):
    from lxml import html

    page = html.fragment_fromstring(rendered(source, text=text), create_parent="div")
    assert not page.xpath("//script")
    handlers = {a for e in page.iter() for a in e.attrib if a.startswith("on")}
    assert not handlers


def test_false_and_none_leave_an_attribute_out():
    shown = rendered('<c-button :disabled="no" :title="none">Save</c-button>', no=False, none=None)
    assert "disabled" not in shown
    assert "title" not in shown
    assert "disabled" in rendered('<c-button :disabled="yes">Save</c-button>', yes=True)


def test_a_field_with_a_mistake_points_to_its_hint_and_its_error():
    form = SampleForm({"title": ""})
    shown = rendered('<c-field :field="form.title" />', form=form)
    assert 'aria-describedby="id_title_helptext id_title_error"' in shown
    assert 'aria-invalid="true"' in shown
    assert 'id="id_title_helptext"' in shown
    assert 'id="id_title_error"' in shown
    assert '<label class="field-label" for="id_title"' in shown


def test_a_field_passes_attributes_to_its_control_and_keeps_the_widgets_own():
    class Own(forms.Form):
        name = forms.CharField(
            widget=forms.TextInput(attrs={"class": "mine", "autocomplete": "name"})
        )

    shown = rendered('<c-field :field="form.name" hx-get="/check/" />', form=Own())
    assert 'class="control mine"' in shown
    assert 'hx-get="/check/"' in shown
    assert 'autocomplete="name"' in shown


def test_a_choice_between_few_is_a_group_with_a_name():
    shown = rendered('<c-field :field="form.visibility" />', form=SampleForm())
    assert "<fieldset" in shown
    assert "<legend>Visibility</legend>" in shown


def test_a_hidden_field_is_only_its_input():
    class Hidden(forms.Form):
        token = forms.CharField(widget=forms.HiddenInput)

    assert "label" not in rendered('<c-field :field="form.token" />', form=Hidden())


def test_a_switch_is_a_form_that_works_without_script(request_of_a_visitor):
    shown = rendered(
        '<c-switch action="/m/" :on="on" label="Blog" />', request_of_a_visitor, on=True
    )
    assert 'method="post"' in shown
    assert 'name="state" value="off"' in shown
    assert 'aria-checked="true"' in shown
    assert "csrfmiddlewaretoken" in shown


def test_pagination_keeps_the_other_query_parameters(request_of_a_visitor):
    from django.core.paginator import Paginator

    page = Paginator(range(100), 10).page(2)
    shown = rendered('<c-pagination :page="page" />', request_of_a_visitor, page=page)
    assert 'href="?q=oak&amp;page=3"' in shown
    assert 'aria-current="page">2<' in shown


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Ana Maria Silva", "AS"), ("ana@acorn.example", "AE"), ("Wei", "WE"), ("", "?"), (None, "?")],
)
def test_initials_come_from_any_name(name, letters):
    assert initials(name) == letters


def test_the_brand_style_needs_a_nonce_and_a_real_colour(request_of_a_visitor):
    class Branding:
        colour = "#b4451f"

    class Workspace:
        branding = Branding()

    source = "{% load ui %}{% brand_style %}"
    shown = rendered(source, request_of_a_visitor, workspace=Workspace())
    assert shown.startswith('<style nonce="abc123">:root{--brand:#b4451f;')
    assert rendered(source, workspace=Workspace()) == ""
    Branding.colour = "#fff;}body{display:none"
    assert rendered(source, request_of_a_visitor, workspace=Workspace()) == ""
