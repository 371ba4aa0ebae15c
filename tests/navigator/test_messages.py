"""Every word on screen has its Russian."""

from babel.messages.catalog import Catalog

from navigator import translating


def test_every_message_is_translated_and_nothing_is_left_over():
    known = translating.read(translating.po_path())

    assert translating.complaints(translating.collect(), known) == []


def test_messages_are_found_in_code_and_in_templates():
    found = translating.collect()

    assert found.get("Catalogue of programs") is not None
    assert found.get("Skip to the content") is not None


def test_a_missing_a_fuzzy_and_a_left_over_message_are_named():
    found = catalog(("Accept", None), ("Return", None), ("Leave", None))
    known = catalog(("Return", "Вернуть", ["fuzzy"]), ("Leave", "Уйти"), ("Old", "Старое"))

    assert translating.complaints(found, known) == [
        "fuzzy: 'Return'",
        "left over: 'Old'",
        "missing: 'Accept'",
    ]


def test_a_translation_that_loses_a_placeholder_is_named():
    found = catalog(("Sent to %(name)s", None))
    known = catalog(("Sent to %(name)s", "Отправлено"))

    assert translating.complaints(found, known) == [
        "placeholders differ (%(name)s): 'Sent to %(name)s'"
    ]


def test_merging_keeps_translations_and_drops_what_the_code_no_longer_says():
    merged = translating.merge(
        catalog(("Accept", None), ("New", None)), catalog(("Accept", "Принять"), ("Old", "Старое"))
    )

    assert {message.id: message.string or "" for message in merged if message.id} == {
        "Accept": "Принять",
        "New": "",
    }


def test_writing_and_reading_again_changes_nothing(tmp_path):
    first, second = tmp_path / "first.po", tmp_path / "second.po"
    translating.write(translating.read(translating.po_path()), first)
    translating.write(translating.read(first), second)

    assert first.read_bytes() == second.read_bytes()
    assert translating.compile_words(first).read_bytes()[:4] == b"\xde\x12\x04\x95"


def catalog(*messages):
    made = Catalog(locale="ru")
    for words, translated, *flags in messages:
        made.add(words, translated, flags=flags[0] if flags else ())
    return made
