"""Every obstacle says what is wrong and what to do, and its link opens for the family (6.1)."""

import ast
from pathlib import Path

import pytest
from django.urls import reverse

import enrollment
from enrollment import cures, simulating
from enrollment.obstacles import NO_DAY, Obstacle
from reference import clock

RULES = Path(enrollment.__file__).parent
# worded by fitting.py, and by obstacles.py where the plan refuses for it
OF_THE_CHILD = {"age", "health"}


def codes() -> set[str]:
    """The code of every obstacle that stands in the rules."""
    found = set(OF_THE_CHILD)
    for path in RULES.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id == "Obstacle"
                and node.args
                and isinstance(node.args[0], ast.Constant)
            ):
                found.add(str(node.args[0].value))
    return found


@pytest.fixture(autouse=True)
def today(monkeypatch, on):
    monkeypatch.setattr(clock, "today", lambda municipality=None: on)


def test_the_rules_have_as_many_obstacles_as_are_walked_here():
    assert {"group_full", "no_money", "dates", "chosen_twice", "weekly_norm", "age"} <= codes()
    assert len(codes()) >= 25


@pytest.mark.parametrize("code", sorted(codes()))
def test_the_page_that_cures_it_opens_for_the_family(
    client, parent, funded_certificate, group, code
):
    client.force_login(parent)

    url, label = cures.cure_of(Obstacle(code, "", ""), funded_certificate, group)

    if code == "chosen_twice":  # its cure is the button beside it
        assert (url, label) == ("", "")
        return
    assert label
    answer = client.get(url, follow=True)
    assert answer.status_code == 200


def test_a_group_without_a_day_that_is_paid_leads_to_other_groups(funded_certificate, group):
    url, _label = cures.cure_of(NO_DAY, funded_certificate, group)

    assert url == group.program.get_absolute_url()


def test_a_day_out_of_bounds_leads_back_to_the_field(funded_certificate, group):
    url, _label = cures.cure_of(Obstacle("dates", "", ""), funded_certificate, group)

    assert url.endswith("#id_starts_on")


def test_an_empty_certificate_leads_to_what_is_free(funded_certificate, group):
    url, _label = cures.cure_of(Obstacle("no_money", "", ""), funded_certificate, group)

    assert "pay=budget" in url
    assert f"child={funded_certificate.child_id}" in url


def test_the_simulator_shows_the_cure_with_its_link(client, parent, funded_certificate, full_group):
    client.force_login(parent)
    choice = simulating.Choice(funded_certificate, full_group)

    page = client.get(reverse("enrollment:simulator"), {"take": choice.key}).content.decode()

    assert "Все места в группе заняты" in page
    assert "Другие группы программы" in page


def test_the_page_of_the_application_says_first_what_stands_in_the_way(
    client, parent, funded_certificate, full_group
):
    client.force_login(parent)

    page = client.get(reverse("enrollment:apply", args=(full_group.pk,))).content.decode()

    assert page.index("Что мешает записаться") < page.index("Сколько это стоит")
