"""R2.23 and R2.24: one certificate changes its category."""

from datetime import date

import pytest

from certificates import issuing, queueing, recategorising
from certificates.models import Certificate
from reference.errors import RuleBroken
from reference.models import Category, CategoryTerms
from reference.money import parse
from tests.enrollment.town import Town, make_town, sound
from tests.factories.certificates import GuardianshipFactory
from tests.factories.reference import CategoryFactory, TermsFactory

ON = date(2022, 1, 9)


@pytest.fixture
def town(db: None) -> Town:
    return make_town()


@pytest.fixture
def gifted(town: Town) -> CategoryTerms:
    return TermsFactory(
        plan=town.plan,
        category=CategoryFactory(municipality=town.municipality, name="gifted"),
        nominal=parse("12000.00"),
    )


def change(town: Town, certificate: Certificate, category: Category) -> Certificate:
    changed = recategorising.change_category(certificate, category, by=town.payer, on=ON)
    sound()
    return changed


def code_of(town: Town, certificate: Certificate, category: Category) -> str:
    with pytest.raises(RuleBroken) as refusal:
        change(town, certificate, category)
    sound()
    return refusal.value.code


def test_the_difference_of_nominals_comes_to_the_available_money(town: Town, gifted):
    certificate = town.certificate()
    town.apply(certificate, town.group(), on=ON)

    change(town, certificate, gifted.category)

    assert town.sums(certificate) == ("4 800.00", "7 200.00", "0.00")


def test_a_lower_nominal_takes_the_difference_while_it_covers_what_is_committed(town: Town):
    certificate = town.certificate()
    town.apply(certificate, town.group(), on=ON)
    enough, too_little = (
        TermsFactory(
            plan=town.plan,
            category=CategoryFactory(municipality=town.municipality, name=nominal),
            nominal=parse(nominal),
        )
        for nominal in ("7200.00", "7199.99")
    )

    assert code_of(town, certificate, too_little.category) == "committed_money"
    change(town, certificate, enough.category)

    assert town.sums(certificate) == ("0.00", "7 200.00", "0.00")


def test_without_a_vacancy_in_the_new_category_nothing_changes(town: Town, gifted):
    certificate = town.certificate()
    CategoryTerms.objects.filter(pk=gifted.pk).update(number_limit=0)

    assert code_of(town, certificate, gifted.category) == "no_vacancy"
    certificate.refresh_from_db()
    assert certificate.category == town.terms.category


def test_the_volume_has_to_cover_only_the_difference(town: Town, gifted):
    certificate = town.certificate()
    town.plan.volume = parse("12000.00")
    town.plan.save(update_fields=["volume"])

    change(town, certificate, gifted.category)

    assert town.sums(certificate)[0] == "12 000.00"


def test_the_queue_of_the_left_category_moves(town: Town, gifted):
    town.limit(1, None)
    certificate, waiting = town.certificate(), town.certificate(funded=False)
    issuing.request_funding(waiting, by=town.parent, on=ON)

    change(town, certificate, gifted.category)

    assert town.sums(waiting)[0] == "9 600.00"


def test_one_who_waits_goes_to_the_end_of_the_other_queue(town: Town, gifted):
    town.limit(0, None)
    CategoryTerms.objects.filter(pk=gifted.pk).update(number_limit=0)
    first = town.certificate(funded=False)
    first.category = gifted.category
    first.save(update_fields=["category"])
    issuing.request_funding(first, by=town.parent, on=ON)
    second = town.certificate(funded=False)
    issuing.request_funding(second, by=town.parent, on=ON)

    change(town, second, gifted.category)

    assert [queueing.place_of(each) for each in (first, second)] == [1, 2]


def test_an_accounting_certificate_only_changes_what_it_would_be_funded_in(town: Town, gifted):
    certificate = town.certificate(funded=False)

    certificate = change(town, certificate, gifted.category)
    issuing.request_funding(certificate, by=town.parent, on=ON)

    assert town.sums(certificate)[0] == "12 000.00"


def test_a_category_of_another_municipality_is_not_taken(town: Town):
    foreign = CategoryFactory()

    assert code_of(town, town.certificate(), foreign) == "wrong_municipality"


def test_a_category_the_plan_does_not_fund_is_refused(town: Town):
    poor = CategoryFactory(municipality=town.municipality, name="not funded")

    assert code_of(town, town.certificate(), poor) == "no_plan"


def test_nobody_changes_the_category_of_their_own_family(town: Town, gifted):
    certificate = town.certificate()
    GuardianshipFactory(child=certificate.child, user=town.payer)

    assert code_of(town, certificate, gifted.category) == "own_family"
