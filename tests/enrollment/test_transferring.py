"""R2.34–R2.36: a child moves to another municipality of the region."""

from datetime import date

import pytest

from certificates import issuing, ledger, moving
from certificates.models import Application, Certificate
from enrollment import placing, transferring
from programs.models import Program
from reference.errors import RuleBroken
from reference.models import CategoryTerms, Municipality
from reference.money import parse
from tests.enrollment.town import Town, make_town, refused, sound, status_of
from tests.factories.certificates import GuardianshipFactory
from tests.factories.providers import AgreementFactory
from tests.factories.reference import MunicipalityFactory, PlanFactory, TermsFactory
from tests.factories.users import UserFactory
from users.models import Role, User

ON = date(2022, 3, 14)


@pytest.fixture
def town(db: None) -> Town:
    return make_town()


@pytest.fixture
def neighbour(town: Town) -> CategoryTerms:
    """Another municipality of the region: the same year, nominal 12 000.00."""
    municipality = MunicipalityFactory(region=town.municipality.region)
    plan = PlanFactory(
        municipality=municipality, starts_on=date(2022, 1, 1), ends_on=date(2022, 12, 31)
    )
    return TermsFactory(plan=plan, nominal=parse("12000.00"))


@pytest.fixture
def clerk(neighbour: CategoryTerms) -> User:
    return UserFactory(role=Role.CLERK, municipality=neighbour.plan.municipality)


def transfer(certificate: Certificate, terms: CategoryTerms, clerk: User) -> Certificate:
    taken = transferring.transfer(certificate, terms.category, by=clerk, on=ON)
    sound()
    return taken


def municipality_of(terms: CategoryTerms) -> Municipality:
    return terms.plan.municipality


def test_the_old_record_closes_and_the_new_one_knows_it(town: Town, neighbour, clerk):
    certificate = town.certificate()

    taken = transfer(certificate, neighbour, clerk)

    certificate.refresh_from_db()
    taken.child.refresh_from_db()
    assert certificate.status == Certificate.Status.CLOSED
    assert taken.previous == certificate
    assert taken.number.startswith(municipality_of(neighbour).number_prefix)
    assert taken.type == Certificate.Type.ACCOUNTING
    assert taken.child.municipality == municipality_of(neighbour)


def test_the_old_payer_pays_to_the_end_of_the_month_and_keeps_the_rest(
    town: Town, neighbour, clerk
):
    certificate = town.certificate()
    contract = town.sign(town.apply(certificate, town.group()))
    town.turn("2022-02", "2022-03")

    transfer(certificate, neighbour, clerk)

    contract.refresh_from_db()
    balance = ledger.balance_of(certificate, ON)
    assert (contract.status, contract.ends_on) == ("terminating", date(2022, 3, 31))
    assert (balance.debited, balance.lapsed) == (parse("4157.76"), parse("5442.24"))
    town.turn("2022-04")
    assert status_of(contract) == "closed"


@pytest.mark.parametrize(("rule", "nominal"), [("prorated", "10000.00"), ("full", "12000.00")])
def test_the_new_payer_funds_for_the_months_that_are_left_or_in_full(
    town: Town, neighbour, clerk, rule, nominal
):
    neighbour.plan.settings = {"transfer_nominal": rule}
    neighbour.plan.save(update_fields=["settings"])
    taken = transfer(town.certificate(), neighbour, clerk)

    issuing.request_funding(taken, by=town.parent, on=ON)

    sound()
    assert ledger.balance_of(taken, ON).available == parse(nominal)


def test_without_a_vacancy_the_new_certificate_waits_in_the_queue(town: Town, neighbour, clerk):
    CategoryTerms.objects.filter(pk=neighbour.pk).update(number_limit=0)
    taken = transfer(town.certificate(), neighbour, clerk)

    taken = issuing.request_funding(taken, by=town.parent, on=ON)

    assert not taken.is_funded
    assert taken.queue_places.waiting().exists()


def test_the_new_desk_finds_it_only_by_number_or_snils(town: Town, neighbour):
    certificate = town.certificate()
    there = municipality_of(neighbour)
    snils = certificate.child.snils or ""

    assert list(moving.find(certificate.number, there)) == [certificate]
    assert list(moving.find(f"{snils[:3]}-{snils[3:6]}-{snils[6:9]} {snils[9:]}", there))
    assert not moving.find(certificate.child.last_name, there)
    assert not moving.find("", there)
    assert not moving.find(certificate.number, town.municipality)


def test_a_parents_request_is_settled_by_the_transfer(town: Town, neighbour, clerk):
    certificate = town.certificate()
    there = municipality_of(neighbour)
    application = moving.ask(certificate.child, there, by=town.parent, on=ON)

    transfer(certificate, neighbour, clerk)

    application.refresh_from_db()
    assert application.status == Application.Status.CONFIRMED


def test_a_parent_does_not_ask_the_municipality_that_has_it(town: Town):
    certificate = town.certificate()

    with pytest.raises(RuleBroken) as refusal:
        moving.ask(certificate.child, town.municipality, by=town.parent, on=ON)

    assert refusal.value.code == "same_municipality"


def test_another_region_has_its_own_register(town: Town):
    certificate = town.certificate()
    foreign = MunicipalityFactory()
    foreign.region = type(foreign.region).objects.create(
        name="Other", code="98", model_centre="Other"
    )
    foreign.save()
    terms = TermsFactory(plan=PlanFactory(municipality=foreign))

    with pytest.raises(RuleBroken) as refusal:
        transfer(certificate, terms, town.payer)

    assert refusal.value.code == "another_region"
    certificate.refresh_from_db()
    assert certificate.is_active


def test_a_transferred_certificate_is_not_transferred_again(town: Town, neighbour, clerk):
    certificate = town.certificate()
    transfer(certificate, neighbour, clerk)

    with pytest.raises(RuleBroken) as refusal:
        transfer(certificate, neighbour, clerk)

    assert refusal.value.code == "certificate_closed"


# --- the same child, whoever pays (R6.10, R6.40)


@pytest.fixture
def moved(town: Town, neighbour, clerk):
    """A child that studied in March and moved on the 14th, with money of the new payer."""
    contract = town.sign(town.apply(town.certificate(), town.group()))
    town.turn("2022-02", "2022-03")
    AgreementFactory(provider=town.provider, plan=neighbour.plan, signed_on=date(2022, 1, 1))
    taken = transfer(contract.certificate, neighbour, clerk)
    return issuing.request_funding(taken, by=town.parent, on=ON), contract


def test_the_old_payer_pays_the_module_to_its_day_and_the_new_one_from_the_next(town: Town, moved):
    certificate, contract = moved
    group = contract.group

    code = refused(lambda: town.apply(certificate, group, starts_on=date(2022, 3, 15), on=ON))
    again = town.apply(certificate, group, starts_on=date(2022, 4, 1), on=ON)

    assert code == "already_applied"
    assert again.continues is None
    assert town.sums(contract.certificate, on=ON)[2] == "4 157.76"
    assert again.total == parse("7200.00") - parse("4157.76")


def test_a_place_of_the_municipal_assignment_stays_and_there_is_no_second_one(
    town: Town, neighbour, clerk
):
    certificate = town.certificate(funded=False)
    group = town.group()
    Program.objects.filter(pk=group.program_id).update(
        register=Program.Register.SIGNIFICANT, certified_on=None
    )
    place = placing.apply_for_budget_place(
        certificate, group, starts_on=date(2022, 3, 15), by=town.parent, on=ON
    )
    taken = transfer(certificate, neighbour, clerk)

    code = refused(
        lambda: placing.apply_for_budget_place(
            taken, group, starts_on=date(2022, 3, 15), by=town.parent, on=ON
        )
    )

    place.refresh_from_db()
    assert (code, place.status) == ("already_applied", "new")


def test_nobody_takes_over_a_child_of_their_own_family(town: Town, neighbour, clerk):
    certificate = town.certificate()
    GuardianshipFactory(child=certificate.child, user=clerk)

    code = refused(lambda: transferring.transfer(certificate, neighbour.category, by=clerk, on=ON))

    assert code == "own_family"
    assert Certificate.objects.get(pk=certificate.pk).is_active
