import pytest

from programs import assessing
from programs.models import Program
from reference.errors import RuleBroken
from tests.factories.programs import GroupFactory, ModuleFactory, NormFactory, ProgramFactory
from users.models import Notification


@pytest.fixture
def waiting(provider, plan):
    """Published in the certified register, priced, not certified yet."""
    program = ProgramFactory(provider=provider, certified_on=None)
    NormFactory(plan=plan, direction=program.direction)
    ModuleFactory(program=program, is_open=False)
    return program


def test_a_published_program_is_certified_by_a_protocol(waiting, moc, provider_manager, on):
    program = assessing.certify(waiting, "№ 12 от 25.08.2026", by=moc, on=on)

    assert program.takes_certificates
    assert (program.certified_on, program.certificate_protocol) == (on, "№ 12 от 25.08.2026")
    letter = Notification.objects.get(recipient=provider_manager)
    assert letter.kind == "programs.program_certified"


def test_certification_needs_a_protocol(waiting, moc, on):
    with pytest.raises(RuleBroken) as refusal:
        assessing.certify(waiting, "  ", by=moc, on=on)

    assert refusal.value.code == "no_protocol"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"status": Program.Status.DRAFT}, "not_published"),
        ({"register": Program.Register.PAID}, "wrong_register"),
        ({"certified_on": "2026-09-01"}, "already_certified"),
    ],
)
def test_only_a_published_card_of_the_register_is_certified_once(waiting, moc, on, change, code):
    Program.objects.filter(pk=waiting.pk).update(**change)
    with pytest.raises(RuleBroken) as refusal:
        assessing.certify(waiting, "№ 12", by=moc, on=on)

    assert refusal.value.code == code


def test_a_module_without_a_price_stands_in_the_way(waiting, moc, on):
    waiting.modules.update(price=None)
    with pytest.raises(RuleBroken) as refusal:
        assessing.certify(waiting, "№ 12", by=moc, on=on)

    assert refusal.value.code == "no_price"


def test_a_direction_without_a_norm_stands_in_the_way(waiting, plan, moc, on):
    plan.norms.all().delete()
    with pytest.raises(RuleBroken) as refusal:
        assessing.certify(waiting, "№ 12", by=moc, on=on)

    assert refusal.value.code == "no_normative_cost"


def test_certifying_takes_the_norm_of_the_day(waiting, plan, moc, on):
    plan.norms.update(hour=20_000)
    assessing.certify(waiting, "№ 12", by=moc, on=on)

    assert waiting.modules.get().normative_cost == 1_440_000


def test_a_certification_is_withdrawn_while_nobody_has_a_place(module, moc, on):
    program = assessing.withdraw(module.program, "Истёк срок", by=moc, on=on)

    module.refresh_from_db()
    assert program.certified_on is None
    assert not module.is_open


def test_children_keep_a_program_certified(module, moc, on):
    GroupFactory(module=module, seats_taken=1)
    with pytest.raises(RuleBroken) as refusal:
        assessing.withdraw(module.program, "Истёк срок", by=moc, on=on)

    assert refusal.value.code == "seats_taken"
    module.refresh_from_db()
    assert module.is_open


@pytest.mark.parametrize(("reason", "code"), [(" ", "no_reason"), ("Срок", "not_certified")])
def test_withdrawing_needs_a_reason_and_a_certificate(waiting, moc, on, reason, code):
    with pytest.raises(RuleBroken) as refusal:
        assessing.withdraw(waiting, reason, by=moc, on=on)

    assert refusal.value.code == code
