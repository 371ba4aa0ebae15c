import pytest

from reference.words import key_of, nested


def test_yo_dashes_case_and_spaces_do_not_make_another_person():
    assert key_of(" Соловьёва-Лис", "АЛЁНА ", "") == key_of("соловьева  лис", "Алена")


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("Программа «Шахматы «Ладья»».", "Программа «Шахматы „Ладья“»."),
        ("«А» и «Б «В»»", "«А» и «Б „В“»"),
        ("«не закрыта\n«А «Б»»", "«не закрыта\n«А „Б“»"),
        ("лишняя» и «А «Б»»", "лишняя» и «А «Б»»"),
        ("без кавычек", "без кавычек"),
    ],
)
def test_quotes_within_quotes_are_paws(said, written):
    assert nested(said) == written
