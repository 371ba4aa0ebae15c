from __future__ import annotations

from typing import Any

from reporting.frozen import COUNT, Sheet, find_figure, name_figures, thaw

SHEET = Sheet(
    "children",
    ("id", "age", "directions", "places", "in_several"),
    [[1, 7, ["arts"], 1, False], [2, 7, ["arts", "sport"], 2, True], [3, 9, ["sport"], 1, False]],
)


def test_a_count_finds_its_rows_again():
    figure = SHEET.count(age=7)

    assert figure["value"] == 2
    assert SHEET.select(figure["where"]) == SHEET.rows[:2]


def test_a_row_with_several_values_answers_to_each_of_them():
    assert SHEET.count(directions="sport")["value"] == 2
    assert SHEET.count(directions="arts", age=9)["value"] == 0


def test_a_list_of_wanted_values_means_any_of_them():
    assert SHEET.count(age=[9, 12])["value"] == 1
    assert SHEET.count(directions=["arts", "sport"])["value"] == 3


def test_a_total_adds_up_its_column():
    assert SHEET.total("places", unit=COUNT, directions="sport")["value"] == 3


def test_a_figure_is_found_by_the_way_to_it():
    figures: dict[str, Any] = {
        "by_age": [{"code": "7", "total": SHEET.count(age=7)}],
        "all": SHEET.count(),
    }
    name_figures(figures)

    assert figures["by_age"][0]["total"]["key"] == "by_age.7.total"
    assert find_figure(figures, "by_age.7.total") == SHEET.count(age=7) | {"key": "by_age.7.total"}
    assert find_figure(figures, "by_age.8.total") is None


def test_a_thawed_sheet_answers_as_the_frozen_one():
    assert thaw("children", SHEET.frozen()).count(in_several=True) == SHEET.count(in_several=True)
