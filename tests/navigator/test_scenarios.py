from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction

from enrollment.models import Contract
from navigator import scenarios
from reference.models import Municipality

STORIES = sorted((Path(__file__).parent.parent / "scenarios").glob("*.toml"))
W01 = next(path for path in STORIES if path.stem == "w01")


@pytest.mark.django_db
@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_every_story_of_money_plays_as_it_is_told(path: Path):
    with transaction.atomic():
        told = list(scenarios.play(scenarios.load(path)))

    assert len(told) == len(scenarios.load(path)["step"])


@pytest.mark.django_db
def test_a_story_that_expects_another_sum_is_told_where_it_parts():
    story = scenarios.load(W01)
    story["step"][1]["expect"]["certificate"]["A"]["available"] = "2400.01"

    with pytest.raises(scenarios.Difference, match=r"step 2.*expected 2400\.01, came 2400\.00"):
        list(scenarios.play(story))


@pytest.mark.django_db
def test_a_story_that_expects_a_refusal_is_told_when_none_came():
    story = scenarios.load(W01)
    story["step"][0]["refused"] = "no_plan"

    with pytest.raises(scenarios.Difference, match="came none"):
        list(scenarios.play(story))


@pytest.mark.django_db
def test_a_verb_the_portal_does_not_know_is_named():
    story = scenarios.load(W01)
    story["step"][0]["do"] = "dance"

    with pytest.raises(scenarios.Difference, match="no such verb"):
        list(scenarios.play(story))


@pytest.mark.django_db
def test_the_command_leaves_nothing_in_the_database(capsys: pytest.CaptureFixture[str]):
    call_command("scenario", str(W01), "--explain")

    assert "ok  " in capsys.readouterr().out
    assert not Municipality.objects.exists()


@pytest.mark.django_db
def test_the_command_exits_with_one_when_a_file_differs(tmp_path: Path):
    broken = tmp_path / "broken.toml"
    broken.write_text("this is not a story")

    with pytest.raises(SystemExit) as exit_:
        call_command("scenario", str(broken))

    assert exit_.value.code == 1


@pytest.mark.django_db
def test_a_story_may_name_keys_that_decide_nothing_about_its_money():
    story = scenarios.load(W01)
    story["plan"]["settings"] = {
        "parent_payment_mode": 2,
        "rating_enabled": False,
        "small_number_mask": 5,
    }

    assert list(scenarios.play(story))
    assert set(Contract.objects.values_list("parent_payment_mode", flat=True)) == {2}


@pytest.mark.django_db
def test_booking_the_next_period_draws_on_the_next_nominal():
    """W19: the payer allows the future period; its balance is reserved, the present one is not."""
    story = scenarios.load(next(path for path in STORIES if path.stem == "w18"))
    story["group"].append(
        {"name": "N", "from": story["next_plan"]["from"], "to": story["next_plan"]["to"]}
        | {"price": "7200.00", "norm": "7200.00"}
    )
    december = story["step"][-2]["at"].replace(year=2022, month=12, day=10)
    apply = {"at": december, "do": "apply", "certificate": "A", "group": "N", "contract": "N1"}
    apply["starts_on"] = story["next_plan"]["from"]
    story["step"][-2:] = [
        apply | {"refused": "dates"},
        {"at": december, "do": "allow_next_plan"},
        apply
        | {
            "expect": {
                "certificate": {
                    "A": {"plan": "next", "available": "2400.00", "reserved": "7200.00"}
                }
            }
        },
        {
            "at": story["step"][-1]["at"],
            "do": "turn_month",
            "expect": {
                "certificate": {
                    "A": {"nominal": "9600.00", "available": "2400.00", "reserved": "7200.00"}
                }
            },
        },
    ]

    assert list(scenarios.play(story))
