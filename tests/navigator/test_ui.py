"""The components: what they promise to the pages built of them."""

from datetime import UTC, date, datetime

import pytest
from django import forms
from django.apps import apps
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.template.loader import get_template
from django.test import override_settings
from django.urls import resolve
from django.utils import translation

from navigator import figures, gallery, menu
from navigator.tones import STATUS_TONES
from providers.models import Provider
from reference.days import Month
from users.models import Role, User


class ChildForm(forms.Form):
    last_name = forms.CharField(
        label="Surname", error_messages={"required": "Enter the child's surname"}
    )
    age = forms.IntegerField(label="Age", required=False, help_text="In full years")
    sex = forms.ChoiceField(label="Sex", choices=[("f", "girl")], widget=forms.RadioSelect)


def draw(source, **context):
    return Template("{% load i18n ui %}" + source).render(Context(context))


@pytest.fixture(autouse=True)
def _russian():
    with translation.override("ru"):
        yield


# figures


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (figures.rubles(152112), "1 521,12 ₽"),
        (figures.rubles(None), ""),
        (figures.number(1604), "1 604"),
        (figures.number(-1604), "−1 604"),
        (figures.percent(69.4), "69,4 %"),
        (figures.percent(69.45), "69,5 %"),
        (figures.percent(100, 0), "100 %"),
        (figures.day(date(2026, 9, 14)), "14.09.2026"),
        (figures.moment(datetime(2026, 9, 14, 12, 0, tzinfo=UTC)), "14.09.2026 15:00"),
        (figures.when(date(2026, 9, 14)), "14.09.2026"),
    ],
)
def test_figures_look_as_people_expect(shown, expected):
    assert shown.replace("\u00a0", " ") == expected


@pytest.mark.parametrize(
    ("typed", "joined"),
    [
        ("г. Зареченск, ул. Речная, д. 5", "г.~Зареченск, ул.~Речная, д.~5"),
        ("наб. Мира 12 корп. 2, каб. 7", "наб.~Мира~12 корп.~2, каб.~7"),
        ("Лесная ул., школа № 11", "Лесная ул., школа №~11"),
        ("сад Мира", "сад Мира"),
    ],
)
def test_a_house_number_is_not_torn_off_its_street(typed, joined):
    assert figures.address(typed).replace(figures.NBSP, "~") == joined


def test_a_month_is_named_in_the_nominative():
    assert figures.month(date(2026, 9, 1)) == "сентябрь\u00a02026"
    assert figures.month(Month(2026, 5)) == "май\u00a02026"


# forms


def test_the_error_summary_links_each_mistake_to_its_field():
    page = draw("{% page_form other %}", other=ChildForm({"age": "x"}))

    assert '<a href="#div_id_last_name">Enter the child&#x27;s surname</a>' in page
    assert 'id="div_id_last_name"' in page
    assert '<a href="#div_id_sex">Sex: ' in page


def test_a_fresh_form_has_no_error_summary():
    assert "error-summary" not in draw("{% page_form form %}", form=ChildForm())


def test_optional_fields_say_so_and_required_ones_are_not_starred():
    page = draw("{% page_form other %}", other=ChildForm())

    assert page.count("(необязательно)") == 1
    assert "asterisk" not in page


def test_forms_carry_their_token_and_their_hidden_fields():
    form = draw("{% page_form None submit='Go' danger=True step='2' %}", csrf_token="t0ken")
    button = draw("{% post_button '/x/' 'Accept' contract=5 %}", csrf_token="t0ken")

    assert "t0ken" in form
    assert "button-danger" in form
    assert '<input type="hidden" name="step" value="2">' in form
    assert "t0ken" in button
    assert '<input type="hidden" name="contract" value="5">' in button


def test_a_form_with_a_file_is_sent_in_parts():
    assert 'enctype="multipart/form-data"' in draw("{% page_form f %}", f=gallery.ExampleForm())


def test_what_was_typed_is_not_lost():
    assert 'value="twelve"' in draw("{% page_form form %}", form=ChildForm({"age": "twelve"}))


# statuses


def test_every_status_of_every_model_has_a_colour():
    ours = [model for model in apps.get_models() if hasattr(model, "personal_fields")]
    uncoloured = {
        f"{model.__name__}.{value}"
        for model in ours
        for field in model._meta.fields
        if field.name == "status"
        for value, _label in field.flatchoices
        if value not in STATUS_TONES
    }

    assert uncoloured == set()


def test_a_status_is_shown_in_the_words_of_its_model():
    provider = Provider(status="active")

    assert str(provider.get_status_display()) in draw("{% tag p.status %}", p=provider)
    assert "tag-green" in draw("{% tag p.status %}", p=provider)
    assert ">waits<" in draw("{% tag p.status 'waits' %}", p=provider)


def test_an_unknown_status_is_loud_to_developers_and_mild_to_people():
    with override_settings(DEBUG=True), pytest.raises(LookupError, match=r"tones\.py"):
        draw("{% tag 'unheard_of' 'x' %}")
    with override_settings(DEBUG=False):
        assert "tag-grey" in draw("{% tag 'unheard_of' 'x' %}")


# lists


def test_filters_stay_in_links_and_the_page_number_does_not(rf):
    request = rf.get("/", {"page": 3, "age": 10, "day": ["1", "6"]})

    assert (
        draw("{% query sort='new' %}", request=request)
        == "?age=10&amp;day=1&amp;day=6&amp;sort=new"
    )
    assert draw("{% query page=4 day=None %}", request=request) == "?page=4&amp;age=10"


def test_pages_are_linked_and_one_page_is_not(rf):
    request = rf.get("/", {"age": 10})
    many, one = Paginator(range(45), 20).page(2), Paginator(range(5), 20).page(1)

    page = draw("{% pagination p %}", p=many, request=request)
    assert 'href="?age=10&amp;page=3" rel="next"' in page
    assert "21–40 из 45" in page
    assert draw("{% pagination p %}", p=one, request=request).strip() == ""


def test_a_table_is_named_by_its_caption():
    page = draw("{% table 'Children' %}<tbody></tbody>{% endtable %}")

    assert "<caption>Children</caption>" in page


def test_words_of_people_are_escaped_everywhere():
    rude = "<script>"
    page = draw(
        "{% summary_list %}{% row x %}{{ x }}{% endrow %}{% endsummary_list %}{% notice title=x %}"
        "{{ x }}{% endnotice %}{% stat x x %}{% empty x x %}{% qr x x %}{% timeline e %}",
        x=rude,
        e=[{"at": date(2026, 9, 1), "title": rude, "by": rude, "text": rude, "url": None}],
    )

    assert rude not in page
    assert "&lt;script&gt;" in page


def test_a_tag_refuses_an_argument_it_does_not_know():
    with pytest.raises(TemplateSyntaxError):
        Template("{% load ui %}{% stat 1 'x' colour='red' %}")


# the frame


def test_menu_of_a_role_holds_its_work_and_nobody_elses(db):
    user = User.objects.create_user("family@example.org", last_name="Е", first_name="А")
    user.role_assignments.create(role=Role.GUARDIAN)

    shown = {item.url_name for item in menu.WORKPLACES if item.is_shown_to(Role.GUARDIAN)}

    assert shown == {
        "enrollment:family_home",
        "certificates:family",
        "enrollment:our_contracts",
        "enrollment:week",
        "programs:favourites",
        "programs:wishes",
        "enrollment:our_questions",
    }
    assert [section.title for section in menu.sections(user, path="/")] == ["наша семья", "выбрать"]


def test_the_menu_leads_nobody_to_a_closed_door():
    closed = {
        f"{item.url_name}: {role}"
        for item in menu.WORKPLACES
        if (url := menu.url_of(item.url_name))
        for role in item.roles
        if role not in getattr(resolve(url).func, "roles", item.roles)
    }

    assert closed == set()


def test_every_counter_of_the_menu_counts(db):
    user = User.objects.create_user("all@example.org", last_name="Е", first_name="А")
    counters = {
        item.waiting for item in (*menu.WORKPLACES, *menu.PERSON_MENU) if item.waiting is not None
    }

    assert len(counters) > 5
    assert {count(user) for count in counters} == {0}


def test_every_role_has_a_start_page_or_a_catalogue(db):
    assert {role for role, _name in menu.START_PAGES} | {Role.TEACHER} == set(Role)


@pytest.mark.parametrize("name", ["400.html", "403_csrf.html", "500.html", "503.html"])
def test_pages_of_last_resort_need_no_context(name):
    assert "<h1>" in get_template(name).render()


def test_a_page_that_is_not_there_says_what_to_do(client, db):
    page = client.get("/there-is-no-such-page/")

    assert page.status_code == 404
    assert "Страница не найдена" in page.content.decode()


def test_a_page_not_found_is_english_for_who_chose_english(client, db):
    client.cookies["django_language"] = "en"

    assert "Page not found" in client.get("/there-is-no-such-page/").content.decode()
