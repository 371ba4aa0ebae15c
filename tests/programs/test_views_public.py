"""The catalogue and the card, as anybody sees them without signing in."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from programs import understanding
from programs.models import Group, Program
from providers.models import Provider
from reference import clock
from tests.factories.certificates import ChildFactory
from tests.factories.programs import GroupFactory, ModuleFactory, ProgramFactory, SlotFactory
from users.models import User

pytestmark = pytest.mark.django_db

CATALOGUE = reverse("programs:catalogue")


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda municipality=None: date(2026, 9, 5))


def page(client: Client, query: str = "") -> str:
    response = client.get(CATALOGUE + query)
    assert response.status_code == 200
    return response.content.decode()


def test_the_catalogue_counts_programs_and_those_with_places(client: Client, group: Group):
    ProgramFactory(short_name="Лепка")

    html = page(client)

    assert "Найдено 2 программы, в 1 есть места" in " ".join(html.split())
    assert group.program.short_name in html


def test_everything_asked_for_stands_in_the_address_and_in_chips(client: Client):
    ProgramFactory(short_name="Робототехника", age_from=7, age_to=9)
    ProgramFactory(short_name="Лепка")

    html = page(client, "?q=роботы&age=8&direction=technical&direction=arts&pay=certificate")

    assert "Робототехника" in html
    assert "Лепка" not in html
    assert html.count('class="chip"') == 5


def test_what_a_form_leaves_empty_leaves_the_address(client: Client):
    asked = client.get(f"{CATALOGUE}?q=&age=8&municipality=&day=2&day=&sort=relevance")
    assert asked.headers["Location"] == f"{CATALOGUE}?age=8&day=2"

    assert client.get(f"{CATALOGUE}?q=&sort=relevance").headers["Location"] == CATALOGUE


def test_a_chip_drops_its_own_value_only(client: Client):
    ProgramFactory()

    response = client.get(CATALOGUE + "?direction=technical&direction=arts&age=8&page=2")

    urls = {chip["label"]: chip["url"] for chip in response.context["chips"]}
    assert urls["Художественная"] == "?direction=technical&age=8"
    assert urls["8 лет"] == "?direction=technical&direction=arts"


def test_a_page_behind_the_last_one_is_the_last_one(client: Client):
    for number in range(21):
        ProgramFactory(short_name=f"Лепка {number}")

    for far in ("3", "99999", "9" * 30):
        shown = client.get(CATALOGUE, {"q": "лепка", "page": far}).context
        assert shown["page_obj"].number == 2
        assert [tile.program.short_name for tile in shown["tiles"]] == ["Лепка 0"]


def test_zero_results_say_which_filter_to_drop(client: Client):
    ProgramFactory(short_name="Лепка", age_from=5, age_to=7)

    html = page(client, "?q=лепка&age=15")

    assert "Ничего не найдено" in html
    assert "без условия «15 лет» — 1 программа" in " ".join(html.split())


@pytest.mark.parametrize(
    "nonsense",
    [
        "?age=abc",
        "?age=-1",
        "?age=99999999999999999999",
        "?direction=cooking",
        "?pay=gold",
        "?day=9&day=x",
        "?municipality=nowhere&provider=nobody&level=z&register=z&sort=z",
        "?page=-5",
        "?page=zzz",
        "?page=²",
        "?page=" + "9" * 5_000,
        "?q=%00%27%22(((",
        "?q=" + "x" * 500,
        "?municipality=%00",
        "?provider=%00",
    ],
)
def test_nonsense_in_the_address_is_no_crash(client: Client, nonsense: str, monkeypatch):
    monkeypatch.setattr("programs.known.SHORT_LIST", 0)
    ProgramFactory()

    page(client, nonsense)


def test_a_wrong_age_is_said_beside_the_field_and_stays_typed(client: Client):
    html = page(client, "?age=abc")

    assert "Введите возраст ребёнка полными годами" in html
    assert 'value="abc"' in html


def test_the_catalogue_page_costs_at_most_twelve_queries(
    client: Client, django_assert_max_num_queries
):
    for _ in range(3):
        SlotFactory(group=GroupFactory())

    with django_assert_max_num_queries(12):
        page(client, "?q=робот&age=8&free=1&pay=certificate&direction=technical")


def test_many_organisations_cost_no_more(
    client: Client, monkeypatch, django_assert_max_num_queries
):
    monkeypatch.setattr("programs.known.SHORT_LIST", 1)
    providers = [GroupFactory().program.provider for _number in range(3)]

    with django_assert_max_num_queries(12):
        assert "filter-provider" not in page(client, "?q=робот&direction=technical")
    assert providers[0].short_name in page(client, f"?provider={providers[0].slug}")


def test_the_card_answers_everything_without_signing_in(client: Client, group: Group):
    SlotFactory(group=group)

    html = client.get(group.program.get_absolute_url()).content.decode()

    for words in ("7–12 лет", "вт 15:00–16:30", "15 из 15", "7 200,00", "оплачивает эту программу"):
        assert words in html.replace("\xa0", " "), words
    assert reverse("enrollment:apply", args=(group.pk,)) in html
    assert f'<meta name="description" content="{group.program.annotation}">' in html


def test_full_and_closed_groups_offer_to_wait(client: Client, full_group: Group):
    closed = GroupFactory(module=ModuleFactory(program=full_group.program, is_open=False))

    html = client.get(full_group.program.get_absolute_url()).content.decode()

    assert html.count("Ждать места") == 2
    assert "набор закрыт" in html
    assert reverse("enrollment:apply", args=(closed.pk,)) in html


def test_a_suspended_organisation_takes_no_applications(client: Client, group: Group):
    Provider.objects.update(status=Provider.Status.SUSPENDED)

    html = client.get(group.program.get_absolute_url()).content.decode()

    assert "Новые заявки не принимаются" in html
    assert reverse("enrollment:apply", args=(group.pk,)) not in html


@pytest.mark.parametrize("status", [Program.Status.DRAFT, Program.Status.ARCHIVED])
def test_an_unpublished_program_does_not_exist_for_strangers(
    client: Client, program: Program, stranger: User, status: str
):
    Program.objects.update(status=status)

    assert client.get(program.get_absolute_url()).status_code == 404
    client.force_login(stranger)
    assert client.get(program.get_absolute_url()).status_code == 404


def test_its_author_sees_an_unpublished_card(
    client: Client, program: Program, provider_manager: User
):
    Program.objects.update(status=Program.Status.DRAFT)
    client.force_login(provider_manager)

    response = client.get(program.get_absolute_url())

    assert "Эту карточку видите только вы" in response.content.decode()


# --- filters of the page ---


def test_htmx_gets_the_list_and_the_counters_alone(client: Client, group: Group):
    answer = client.get(f"{CATALOGUE}?q=&age=8&sort=relevance", headers={"HX-Request": "true"})

    html = answer.content.decode()
    assert "<html" not in html
    assert 'id="results"' in html
    assert 'id="filters" hx-swap-oob="true"' in html
    assert group.program.short_name in html
    assert answer.headers["HX-Push-Url"] == f"{CATALOGUE}?age=8"
    assert "HX-Request" in answer.headers["Vary"]


def test_the_browsers_arrow_gets_the_whole_page(client: Client):
    headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}

    assert "<html" in client.get(CATALOGUE, headers=headers).content.decode()


def test_a_parent_chooses_a_child_and_its_age_counts(client: Client, parent: User):
    child = ChildFactory(guardian=parent, first_name="Прасковья", birth_date=date(2018, 1, 1))
    ProgramFactory(short_name="Для восьмилетних", age_from=8, age_to=8)
    ProgramFactory(short_name="Для старших", age_from=14, age_to=17)
    client.force_login(parent)

    html = page(client, f"?child={child.pk}")

    assert "Для восьмилетних" in html
    assert "Для старших" not in html
    assert "для моего ребёнка: Прасковья" in html
    assert "%D0%9F%D1%80%D0%B0" not in html


def test_a_child_of_somebody_else_asks_for_nothing(client: Client, parent: User, stranger: User):
    child = ChildFactory(guardian=stranger, first_name="Прасковья", birth_date=date(2018, 1, 1))
    ProgramFactory(short_name="Для старших", age_from=14, age_to=17)
    client.force_login(parent)

    html = page(client, f"?child={child.pk}")

    assert "Для старших" in html
    assert "Прасковья" not in html


def test_a_child_without_money_pays_the_whole_price(client: Client, parent: User):
    child = ChildFactory(guardian=parent, birth_date=date(2018, 1, 1))
    ModuleFactory(program__short_name="Робототехника")
    client.force_login(parent)

    assert "Робототехника" in page(client, "?max=100")
    assert "Робототехника" not in page(client, f"?max=100&child={child.pk}")


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("?form=full_time", True),
        ("?form=extramural", False),
        ("?health=speech", True),
        ("?health=speech&health=sight", False),
        ("?day=2&from=15&till=17", True),
        ("?from=16", False),
        ("?till=16", False),
        ("?next=1", False),
        ("?max=0", True),
        ("?direction=technical", True),
    ],
)
def test_each_filter_narrows_the_list(client: Client, group: Group, query: str, is_found: bool):
    Program.objects.update(health_conditions=["speech", "hearing"])
    SlotFactory(group=group)

    assert (group.program.short_name in page(client, query)) is is_found


def test_groups_of_the_next_year_are_found(client: Client):
    GroupFactory(starts_on=date(2027, 9, 1), ends_on=date(2028, 5, 31))

    assert "Найдена 1 программа" in " ".join(page(client, "?next=1").split())


def test_a_wrong_sum_is_said_beside_the_field(client: Client):
    html = page(client, "?max=много")

    assert "Введите сумму в целых рублях" in html
    assert 'value="много"' in html


def test_another_spelling_is_searched_where_nothing_was_found(client: Client):
    ProgramFactory(short_name="Робототехника")
    understanding.gather_words()

    html = page(client, "?q=работотехника")

    assert "По словам «работотехника» ничего не найдено" in html
    assert "Найдена 1 программа" in " ".join(html.split())


def test_a_page_of_visitors_is_kept_for_some_seconds(
    client: Client, settings, django_assert_max_num_queries
):
    settings.CATALOGUE_SECONDS = 30
    ProgramFactory(short_name="Робототехника")
    page(client, "?q=kept-once")

    with django_assert_max_num_queries(2):
        page(client, "?q=kept-once")


def test_a_kept_tile_tells_the_places_of_the_moment(client: Client, lists_kept, group: Group):
    Group.objects.update(capacity=3)
    assert "3 свободных места" in page(client)

    Group.objects.update(seats_taken=1)

    assert "2 свободных места" in page(client)


def test_a_kept_tile_of_one_visitor_carries_nothing_of_anothers_address(
    client: Client, lists_kept, group: Group
):
    page(client, "?child=7")

    assert "child=7" not in page(client)


def test_a_leaflet_is_one_sheet_with_codes_to_tear_off(client: Client, group: Group):
    SlotFactory(group=group)

    html = client.get(reverse("programs:leaflet", args=(group.program.slug,))).content.decode()

    assert html.count("qr-code") == 8
    assert f"{group.name}: вт 15:00–16:30" in html
    assert "оплачивает эту программу" in html


def test_the_leaflet_of_a_draft_is_not_found(client: Client, program: Program, stranger: User):
    Program.objects.update(status=Program.Status.DRAFT)
    client.force_login(stranger)

    assert client.get(reverse("programs:leaflet", args=(program.slug,))).status_code == 404


def test_the_card_names_the_documents(client: Client, group: Group):
    Provider.objects.update(licence_number="Л035-01298", licence_on=date(2020, 3, 2))
    Program.objects.update(certificate_protocol="протокол № 4")

    html = client.get(group.program.get_absolute_url()).content.decode()

    assert "Лицензия организации Л035-01298, 02.03.2020" in html
    assert "Независимая оценка качества пройдена 25.08.2026: протокол № 4" in html


def test_the_child_goes_along_from_the_catalogue_to_the_card(client: Client, group: Group):
    html = page(client, "?child=7")

    assert f'href="{group.program.get_absolute_url()}?child=7"' in html
    assert f'href="{group.program.get_absolute_url()}"' in page(client)
