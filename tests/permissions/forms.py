"""The forms of a page as a browser reads them: where each goes, and what stands in its fields."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    """One form: its method, its address and its fields with their values."""

    method: str
    action: str
    values: dict[str, str] = field(default_factory=dict)


def forms_of(html: str) -> list[Form]:
    """The forms of the page, those of the frame (language, signing out) left out."""
    reader = _Reader()
    reader.feed(html)
    return [form for form in reader.forms if form.action not in ("/language/", "/users/sign-out/")]


class _Reader(HTMLParser):
    """Collects forms; a select or a set of radios has its chosen value, or the first one."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._values: dict[str, str] | None = None
        self._select = self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            form = Form(said.get("method", "get").lower(), said.get("action", ""))
            self._values = form.values
            self.forms.append(form)
        if self._values is not None:
            self._read(tag, said, said.get("name", ""))

    def _read(self, tag: str, said: dict[str, str], name: str) -> None:
        assert self._values is not None
        if tag == "select":
            self._select = name
            self._values[name] = ""
        elif tag == "option" and ("selected" in said or not self._values[self._select]):
            self._values[self._select] = said.get("value", "")
        elif tag == "textarea":
            self._text = name
            self._values[name] = ""
        elif tag == "input" and name != "csrfmiddlewaretoken":
            is_other_choice = said.get("type") == "radio" and "checked" not in said
            if not (is_other_choice and name in self._values):
                self._values[name] = said.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._text and self._values is not None:
            self._values[self._text] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._values = None
        elif tag in ("select", "textarea"):
            self._select = self._text = ""
