"""Blocks, forms and macros: what a page is made of."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from jinja2 import ChoiceLoader, DictLoader

from tests.web.wire import Wire, json
from web.app import create_web
from web.client import Client
from web.forms import Form, options, put
from web.problem import FieldError, Problem
from web.rendering import render
from web.settings import WebSettings

PAGE = """{% extends "base.html" %}{% block title %}A page{% endblock %}{% block page %}<h1>Whole</h1>
{% block part %}<form method="post">{{ field.summary(form) }}{{ field.once(form) }}{{ field.text(form, "title", "Title", help="Short") }}
{{ field.area(form, "text", "Text") }}{{ field.select(form, "kind", "Kind", [("a", "A"), ("b", "B")]) }}
{{ field.checkboxes(form, "topics", "Topics", [("1", "One"), ("2", "Two")]) }}{{ field.moment(form, "startsAt", "Start") }}
{{ field.checkbox(form, "remind", "Remind me") }}{{ voice.scale(chosen="largely") }}</form>{% endblock %}{% endblock %}"""
START = {"title": "Old", "kind": "b", "topics": ["2"], "startsAt": "2026-11-12T13:00:00Z"}


@pytest.fixture
def app() -> Flask:
    app = create_web(WebSettings("x" * 40), Client.in_process(Wire(lambda _: json({}))))
    app.testing = True
    loader = app.jinja_loader
    assert loader
    app.jinja_loader = ChoiceLoader([loader, DictLoader({"page.html": PAGE})])

    def page():
        form = Form(START)
        if form.sent:
            form.send(refuse)
        return render("page.html", block="part", form=form, status=form.status)

    def refuse():
        raise Problem(400, "Wrong", errors=[FieldError("title", "Too <long>."), FieldError("", "And this.")])

    app.add_url_rule("/page", "page", page, methods=["GET", "POST"])
    return app


@pytest.mark.parametrize(
    ("headers", "whole"),
    [
        ({}, True),
        ({"HX-Request": "true"}, False),
        ({"HX-Request": "true", "HX-Request-Type": "partial"}, False),
        ({"HX-Request": "true", "HX-Request-Type": "full"}, True),
        ({"HX-Request": "true", "HX-Boosted": "true"}, True),
        ({"HX-Request": "true", "HX-History-Restore-Request": "true"}, True),
    ],
)
def test_one_address_answers_the_page_or_its_block(app: Flask, headers: dict[str, str], whole: bool):
    html = app.test_client().get("/page", headers=headers).text
    assert ("<h1>Whole</h1>" in html) is whole
    assert html.count("<form") == 1


def test_a_form_starts_with_what_is_known(app: Flask):
    html = app.test_client().get("/page").text
    assert 'value="Old"' in html
    assert '<option value="b" selected>' in html
    assert re.search(r'value="2" checked', html)
    assert 'value="2026-11-12T14:00"' in html
    assert 'value="largely" aria-pressed="true"' in html


def test_a_refused_form_keeps_what_was_typed_and_names_the_field(app: Flask):
    typed = {"title": '"><script>', "text": "My words", "kind": "a", "idempotencyKey": "k-1", "startsAt": "tomorrow"}
    answer = app.test_client().post("/page", data=typed)
    html = answer.text
    assert answer.status_code == 400
    assert "My words</textarea>" in html
    assert "<script>" not in html
    assert 'value="k-1"' in html
    assert 'value="tomorrow"' in html
    assert '<a class="utrecht-link" href="#f-title">Title: Too &lt;long&gt;.</a>' in html
    assert 'aria-describedby="f-title-help f-title-error" aria-invalid="true"' in html
    assert "Er kloppen nog 2 dingen niet." in html


@pytest.mark.parametrize(
    ("label", "message", "shown"),
    [
        ("Name", "Fill this in.", "Name: Fill this in."),
        ("What helped?", "Fill this in.", "What helped? Fill this in."),
        ("How many?", "Answer the question: How many?", "Answer the question: How many?"),
        (None, "Fill this in.", "Fill this in."),
    ],
)
def test_the_summary_says_which_field_each_complaint_is_about(app: Flask, label: str | None, message: str, shown: str):
    with app.test_request_context("/page", method="POST"):
        form = Form()
        if label:
            form.called("it", label)
        assert form.complaint(FieldError("it", message)) == shown


def test_the_summary_follows_the_order_of_the_fields(app: Flask):
    with app.test_request_context("/page", method="POST"):
        form = Form()
        for name in ("email", "elsewhere", "name"):
            form.complain(name, "Fill this in.")
        for name in ("name", "email"):
            form.called(name, name)
        assert [each.field for each in form.errors] == ["name", "email", "elsewhere"]


def test_a_refusal_that_is_not_about_the_form_goes_to_the_error_page(app: Flask):
    def forbidden():
        raise Problem(403, "No")

    with app.test_request_context("/page", method="POST"), pytest.raises(Problem):
        Form().send(forbidden)


def test_a_form_collects_text_for_the_api(app: Flask):
    data = {"title": "  x ", "contact.name": "Noor", "empty": " "}
    with app.test_request_context("/page", method="POST", data=data):
        collected = Form().body("title", "contact.name", "empty")
    assert collected == {"title": "x", "contact": {"name": "Noor"}, "empty": None}


def test_a_complaint_of_the_page_itself_stops_the_form(app: Flask):
    with app.test_request_context("/page", method="POST"):
        form = Form()
        form.complain("again", "These differ.")
        assert (form.status, form.refused, form.error("again")) == (400, True, "These differ.")


def test_dotted_names_become_nested_objects():
    target: dict = {}
    put(target, "a.b.c", 1)
    put(target, "a.d", 2)
    assert target == {"a": {"b": {"c": 1}, "d": 2}}


def test_a_list_of_the_api_becomes_choices():
    assert options([{"id": 7, "name": "Inkoop"}]) == [("7", "Inkoop")]
