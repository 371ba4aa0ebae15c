from reference.words import key_of


def test_yo_dashes_case_and_spaces_do_not_make_another_person():
    assert key_of(" Соловьёва-Лис", "АЛЁНА ", "") == key_of("соловьева  лис", "Алена")
