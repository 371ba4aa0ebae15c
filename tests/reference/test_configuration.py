import pytest

from reference import configuration


def test_the_plan_speaks_before_the_region_and_the_region_before_the_default():
    plan, region = {"age_min": 6}, {"age_min": 4, "parent_sign_days": 7}

    assert configuration.value_of("age_min", plan, region) == 6
    assert configuration.value_of("parent_sign_days", plan, region) == 7
    assert configuration.value_of("provider_decision_days", plan, region) == 5


def test_an_unknown_setting_is_named():
    with pytest.raises(ValueError, match="unknown setting: generosity"):
        configuration.check({"generosity": 1})


def test_an_impossible_value_is_named():
    with pytest.raises(ValueError, match="impossible value of max_price_percent"):
        configuration.check({"max_price_percent": -1})
