from reference.latin import free_slug, latin


def test_russian_words_become_readable_addresses():
    assert latin("Робототехника на LEGO: щётки и ёж") == "robototekhnika-na-lego-shchetki-i-ezh"


def test_an_address_somebody_has_gets_a_number():
    taken = {"gorizont", "gorizont-2"}

    assert free_slug("«Горизонт»", longest=20, is_taken=taken.__contains__) == "gorizont-3"


def test_a_name_without_letters_still_gets_an_address():
    assert free_slug("!!!", longest=20, is_taken=lambda slug: False) == "n"
