"""The words on screen: collected from the code, kept in locale/ru, compiled through Babel.

Message ids are English sentences in Python and in templates; locale/ru holds their Russian. The
file is sorted and names no lines of code, so that two people's work rarely meets in it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation import templatize

CODE = (
    "navigator",
    "reporting",
    "enrollment",
    "certificates",
    "programs",
    "providers",
    "users",
    "reference",
)
LANGUAGE = "ru"
HEADER = r"""msgid ""
msgstr ""
"Project-Id-Version: navigator\n"
"Language: ru\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);\n"

"""  # noqa: E501  # a line of the format is a line

_plain = ("_", "gettext", "gettext_lazy", "gettext_noop")
_plural = ("ngettext", "ngettext_lazy")
_in_context = ("pgettext", "pgettext_lazy")
_plural_in_context = ("npgettext", "npgettext_lazy")
KEYWORDS = {
    **dict.fromkeys(_plain),
    **dict.fromkeys(_plural, (1, 2)),
    **dict.fromkeys(_in_context, ((1, "c"), 2)),
    **dict.fromkeys(_plural_in_context, ((1, "c"), 2, 3)),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|\{\w+\}")


def po_path() -> Path:
    """Where the Russian words are kept."""
    return Path(settings.BASE_DIR) / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"


def collect() -> Catalog:
    """Every message id in the code and the templates, without translations."""
    found = Catalog(locale=LANGUAGE)
    for source in _sources():
        for _line, words, _comments, context in extract("python", BytesIO(source), KEYWORDS):
            found.add(words, context=context)
    return found


def read(path: Path) -> Catalog:
    """The translations now in the file; none when there is no file."""
    if not path.exists():
        return Catalog(locale=LANGUAGE)
    with path.open("rb") as file:
        return read_po(file, locale=LANGUAGE, ignore_obsolete=True)


def merge(found: Catalog, known: Catalog) -> Catalog:
    """The collected ids with their known translations; what the code no longer says is dropped."""
    merged = Catalog(locale=LANGUAGE)
    for message in _messages(found):
        old = known.get(_key(message), message.context)
        fits = old is not None and isinstance(old.id, str) == isinstance(message.id, str)
        merged.add(
            message.id,
            old.string if old and fits else None,
            flags=old.flags if old and fits else (),
            context=message.context,
        )
    return merged


def write(catalog: Catalog, path: Path) -> None:
    """Store the catalogue: sorted, no lines of code, no dates."""
    body = BytesIO()
    write_po(
        body,
        catalog,
        width=0,
        no_location=True,
        omit_header=True,
        sort_output=True,
        ignore_obsolete=True,
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    _replace(path, HEADER.encode() + body.getvalue().lstrip(b"\n"))


def compile_words(path: Path) -> Path:
    """Write the compiled file that Django reads beside the readable one."""
    compiled = BytesIO()
    write_mo(compiled, read(path))
    target = path.with_suffix(".mo")
    _replace(target, compiled.getvalue())
    return target


def complaints(found: Catalog, known: Catalog) -> list[str]:
    """What is wrong with the translations: missing, fuzzy, left over, placeholders that differ."""
    problems = []
    for message in _messages(found):
        translated = known.get(_key(message), message.context)
        name = repr(_key(message))
        if translated is None or not all(_strings(translated)):
            problems.append(f"missing: {name}")
        elif translated.fuzzy:
            problems.append(f"fuzzy: {name}")
        elif isinstance(translated.id, str) != isinstance(message.id, str):
            problems.append(f"one has a plural, the other has not: {name}")
        elif wrong := _wrong_placeholders(message, translated):
            problems.append(f"placeholders differ ({', '.join(sorted(wrong))}): {name}")
    problems += [
        f"left over: {_key(message)!r}"
        for message in _messages(known)
        if found.get(_key(message), message.context) is None
    ]
    return sorted(problems)


def _sources() -> Iterator[bytes]:
    root = Path(settings.BASE_DIR)
    for package in CODE:
        for path in sorted((root / package).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path.read_bytes()
    for path in sorted((root / "templates").rglob("*")):
        if path.suffix in (".html", ".txt"):
            # What is left of a template has the indents of HTML, which are not those of Python.
            code = templatize(path.read_text(encoding="utf-8"), origin=str(path))
            yield "\n".join(line.strip() for line in code.splitlines()).encode()


def _messages(catalog: Catalog) -> Iterable[Message]:
    return (message for message in catalog if message.id)


def _key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _strings(message: Message) -> tuple[str, ...]:
    strings = message.string
    return (strings,) if isinstance(strings, str) else tuple(strings or ("",))


def _wrong_placeholders(original: Message, translated: Message) -> set[str]:
    """Placeholders one side has and the other has not; a plural form may leave the number out."""
    ids = (original.id,) if isinstance(original.id, str) else original.id
    wanted = {name for words in ids for name in PLACEHOLDER.findall(words)}
    forms = [set(PLACEHOLDER.findall(words)) for words in _strings(translated)]
    if len(ids) > 1:
        return set().union(*forms) ^ wanted
    return forms[0] ^ wanted


def _replace(path: Path, content: bytes) -> None:
    """Write beside and rename, so that no reader meets half a file."""
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    unfinished.write_bytes(content)
    unfinished.replace(path)
