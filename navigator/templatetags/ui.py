"""The components pages are built of: one tag, one file in templates/components/.

The signature is the documentation; the gallery (/ui/ on a developer's machine) shows each.
What holds a form is an inclusion tag, because an include with ``only`` loses the CSRF token.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

import segno
from django import template
from django.conf import settings
from django.core.paginator import Page
from django.db.models import Choices, Model
from django.forms import BaseForm, BoundField
from django.template.base import FilterExpression, Parser, Token
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from navigator import figures
from navigator.menu import Link
from navigator.tones import STATUS_TONES, Tone
from reference.addresses import changed
from reference.words import nested

register = template.Library()

Words: TypeAlias = str | Promise
Item: TypeAlias = Mapping[str, Any]

BACK = _("Back")
VIEWS = _("Views of this list")
SAVE = _("Save")
CANCEL = _("Cancel")
CHANGE = _("Change")

# --- figures ---

register.filter("address", figures.address)
register.filter("rubles", figures.rubles)
register.filter("hours", figures.hours)
register.filter("points", figures.points)
register.filter("day", figures.day)
register.filter("moment", figures.moment)
register.filter("when", figures.when)
register.filter("month", figures.month)
register.filter("percent", figures.percent)
register.filter("number", figures.number)


@register.filter
def quotes(text: Words) -> str:
    """Quotes within quotes as Russian has them: «Шахматы „Ладья“»."""
    return nested(str(text))


# --- where the reader is ---


@register.inclusion_tag("components/back_link.html")
def back_link(url: str, label: Words = BACK) -> dict[str, Any]:
    """A link to the page above, first thing in ``{% block before %}``."""
    return {"url": url, "label": label}


@register.inclusion_tag("components/breadcrumbs.html")
def breadcrumbs(*trail: Words) -> dict[str, Any]:
    """The way down to this page: label, url, label, url, …, and last the page's own name alone."""
    steps = [{"label": trail[n], "url": trail[n + 1]} for n in range(0, len(trail) - 1, 2)]
    return {"steps": steps, "here": trail[-1] if len(trail) % 2 else ""}


@register.inclusion_tag("components/tabs.html")
def tabs(items: Iterable[Item], label: Words = VIEWS) -> dict[str, Any]:
    """Neighbouring lists; each item: label, url, current (true or false), and count or None."""
    return {"items": items, "label": label}


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: Any) -> str:
    """The address's filters with these changed: ``href="{% query sort='name' %}"``; None removes.

    The page number is forgotten unless it is what changes: other filters make another list.
    """
    said = {name: _values(value) for name, value in {"page": None, **changes}.items()}
    return changed(context["request"].GET, said)


def _values(value: Any) -> list[str]:
    if value is None or value == "":
        return []
    return [str(one) for one in (value if isinstance(value, (list, tuple)) else (value,))]


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: Context, page_obj: Page[Any]) -> dict[str, Any]:
    """Links to the other pages of a list, filters kept; nothing when there is one page."""
    numbers = page_obj.paginator.get_elided_page_range(page_obj.number, on_each_side=1, on_ends=1)
    links = [
        {"number": number, "url": query(context, page=number) if isinstance(number, int) else ""}
        for number in numbers
    ]
    return {
        "page_obj": page_obj,
        "links": links,
        "previous_url": query(context, page=page_obj.number - 1) if page_obj.has_previous() else "",
        "next_url": query(context, page=page_obj.number + 1) if page_obj.has_next() else "",
    }


@register.inclusion_tag("components/chips.html")
def chips(items: Sequence[Item], clear_url: str = "") -> dict[str, Any]:
    """The filters now at work; each item: label, and the url of the same list without it."""
    return {"items": items, "clear_url": clear_url}


@register.inclusion_tag("components/menu_links.html")
def menu_links(links: Iterable[Link]) -> dict[str, Any]:
    """The links of a menu with their counters; used by the layouts."""
    return {"links": links}


# --- asking ---


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: BaseForm) -> dict[str, Any]:
    """What to mend, each line a link to its field. Layouts show it for the page's ``form``."""
    visible = [field for form in forms if form.errors for field in form.visible_fields()]
    mistakes = [
        {"field": field, "words": _in_own_words(field, str(error))}
        for field in visible
        for error in field.errors
    ]
    general = [error for form in forms for error in form.non_field_errors()]
    hidden = [field for form in forms if form.errors for field in form.hidden_fields()]
    general += [f"{field.label}: {error}" for field in hidden for error in field.errors]
    return {
        "mistakes": mistakes,
        "general": general,
        "there_are_errors": bool(mistakes or general),
    }


def _in_own_words(field: BoundField, error: str) -> str:
    """The sentence alone where the form wrote it for this field, else after the field's name."""
    kinds = type(field.field).__mro__
    stock = {
        str(words)
        for kind in kinds
        for words in getattr(kind, "default_error_messages", {}).values()
    }
    own = {str(words) for words in field.field.error_messages.values()} - stock
    if error in own or str(field.label).endswith("?"):  # a question stands beside the answer
        return error
    return f"{field.label}: {error}"


@register.inclusion_tag("components/error_summary.html", takes_context=True)
def page_errors(context: Context) -> dict[str, Any]:
    """The error summary of the page's own ``form``, above the heading; for layouts alone."""
    form = context.get("form")
    return (
        error_summary(form)
        if isinstance(form, BaseForm) and form.is_bound
        else {"there_are_errors": False}
    )


@register.simple_tag(takes_context=True)
def page_has_errors(context: Context) -> bool:
    """Whether the page's own ``form`` was refused; then its title says so first."""
    form = context.get("form")
    return isinstance(form, BaseForm) and form.is_bound and bool(form.errors)


@register.inclusion_tag("components/page_form.html", takes_context=True)
def page_form(
    context: Context,
    form: BaseForm | None = None,
    submit: Words = SAVE,
    action: str = "",
    danger: bool = False,
    cancel_url: str = "",
    cancel_label: Words = CANCEL,
    **hidden: Any,
) -> dict[str, Any]:
    """A whole form: fields, one primary button, a way out.

    Without a form it is the button of a confirming page. ``danger`` paints the button red.
    Other keywords become hidden fields.
    """
    return {
        "form": form,
        "own_summary": form is not None and form is not context.get("form"),
        "submit": submit,
        "action": action,
        "danger": danger,
        "cancel_url": cancel_url,
        "cancel_label": cancel_label,
        "hidden": hidden,
    }


@register.inclusion_tag("components/post_button.html", takes_context=True)
def post_button(
    context: Context,
    url: str,
    label: Words,
    style: str = "secondary",
    about: Words = "",
    **hidden: Any,
) -> dict[str, Any]:
    """One verb as a button that posts to its own URL. Style: primary, secondary, danger, link.

    ``about`` is read aloud after the label where many such buttons stand ("Accept: Petrova").
    """
    return {"url": url, "label": label, "style": style, "about": about, "hidden": hidden}


@register.inclusion_tag("components/link_button.html")
def link_button(
    url: str, label: Words, style: str = "secondary", about: Words = ""
) -> dict[str, Any]:
    """A link that looks like a button: the next step, when nothing is changed by going there."""
    return {"url": url, "label": label, "style": style, "about": about}


# --- telling ---


class TagNode(template.Node):
    """A status as a coloured word; see ``tag`` below."""

    def __init__(self, status: FilterExpression, label: FilterExpression | None) -> None:
        self.status = status
        self.label = label

    def render(self, context: Context) -> SafeString:
        value = self.status.resolve(context)
        label = self.label.resolve(context) if self.label else self._label_of(value, context)
        drawn = context.template.engine.get_template("components/tag.html")  # type: ignore[union-attr]
        return drawn.render(context.new({"label": label, "tone": tone_of(str(value))}))

    def _label_of(self, value: Any, context: Context) -> Words:
        if isinstance(value, Choices):
            return value.label
        # Rows come from the database with plain strings; the words belong to the row's field.
        owner, _dot, field = str(self.status.var).rpartition(".")
        row = template.Variable(owner).resolve(context) if owner else None
        if isinstance(row, Model):
            words: Words = getattr(row, f"get_{field}_display")()
            return words
        return str(value)


@register.tag("tag")
def tag(parser: Parser, token: Token) -> TagNode:
    """A status in its colour: ``{% tag contract.status %}``, or ``{% tag value label %}``."""
    status, *label = token.split_contents()[1:]
    if len(label) > 1:
        raise template.TemplateSyntaxError("tag takes a status and at most one label")
    return TagNode(
        parser.compile_filter(status), parser.compile_filter(label[0]) if label else None
    )


def tone_of(value: str) -> Tone:
    """The colour of a status; one without a colour is our mistake: loud to us, mild to people."""
    try:
        return STATUS_TONES[value]
    except KeyError:
        if settings.DEBUG or getattr(settings, "TESTING", False):
            raise LookupError(
                f"Status {value!r} has no colour: add it to navigator/tones.py"
            ) from None
        return "grey"


@register.simple_block_tag
def notice(content: str, tone: str = "info", title: Words = "") -> SafeString:
    """Something to know before reading on. Tone: info, success, warning, danger."""
    return render_to_string(
        "components/notice.html", {"content": content, "tone": tone, "title": title}
    )


@register.simple_block_tag
def summary_list(content: str) -> SafeString:
    """Facts in pairs: holds ``{% row label %}value{% endrow %}``."""
    return render_to_string("components/summary_list.html", {"content": content})


@register.simple_block_tag
def row(
    content: str, label: Words, change_url: str = "", change_label: Words = CHANGE
) -> SafeString:
    """One fact of a summary list, with a link that changes it where there is one."""
    facts = {
        "content": content,
        "label": label,
        "change_url": change_url,
        "change_label": change_label,
    }
    return render_to_string("components/row.html", facts)


@register.simple_block_tag
def table(
    content: str,
    caption: Words,
    dense: bool = False,
    stacked: bool = False,
    caption_hidden: bool = False,
) -> SafeString:
    """A table with its caption; holds thead, tbody, tfoot. Numbers go into cells of class ``num``.

    ``dense`` is for staff. ``stacked`` turns rows into blocks on a phone, where each cell is named
    by its ``data-label``.
    """
    facts = {
        "content": content,
        "caption": caption,
        "dense": dense,
        "stacked": stacked,
        "caption_hidden": caption_hidden,
    }
    return render_to_string("components/table.html", facts)


@register.inclusion_tag("components/stat.html")
def stat(value: Words | int, label: Words, url: str = "", hint: Words = "") -> dict[str, Any]:
    """A figure with its name, and the list behind it. Several stand in ``<div class="stats">``."""
    return {"value": value, "label": label, "url": url, "hint": hint}


@register.inclusion_tag("components/empty.html")
def empty(title: Words, text: Words = "", url: str = "", label: Words = "") -> dict[str, Any]:
    """What a list says when there is nothing in it, and what to do about that."""
    return {"title": title, "text": text, "url": url, "label": label}


@register.inclusion_tag("components/task_list.html")
def task_list(tasks: Iterable[Item]) -> dict[str, Any]:
    """Steps of longer work; each: label, state (done, todo, blocked), and url and hint or none."""
    return {"tasks": tasks}


@register.inclusion_tag("components/checks.html")
def checks(items: Iterable[Item]) -> dict[str, Any]:
    """Conditions met and not met; each: ok, text; unmet ones: cure, and url and label or none."""
    return {"items": items}


@register.inclusion_tag("components/timeline.html")
def timeline(events: Iterable[Any]) -> dict[str, Any]:
    """What happened, newest first; each: at (instant or date), title, and by, text, url or none."""
    return {"events": events}


@register.simple_tag
def qr(data: str, label: Words) -> SafeString:
    """A QR code drawn into the page; ``label`` says in words what it holds."""
    code = segno.make(data, error="m", micro=False)
    # Only the drawing is trusted, there are no words of ours in it; the label is escaped below.
    drawing = mark_safe(
        code.svg_inline(scale=1, border=2, omitsize=True, svgclass="qr-code", lineclass=None)
    )
    return render_to_string("components/qr.html", {"drawing": drawing, "label": label})
