from decimal import Decimal

import pytest

from programs import authoring, moderating
from programs.models import Program, Review
from providers.models import Provider
from reference.errors import RuleBroken
from tests.factories.programs import DraftFactory, ModuleFactory
from tests.factories.users import UserFactory
from users import audit
from users.models import Notification, Role

Status = Program.Status


@pytest.fixture
def draft(provider):
    """A complete card at the provider's desk."""
    program = DraftFactory(provider=provider)
    ModuleFactory(program=program, is_open=False)
    return program


@pytest.fixture
def submitted(draft, provider_manager, on):
    return moderating.submit(draft, by=provider_manager, on=on)


@pytest.fixture
def review(submitted, moc, on):
    return moderating.take_up(submitted, by=moc, on=on)


@pytest.fixture
def returned(review, moc, on):
    """Sent back with one remark beside the goals."""
    return moderating.return_with_remarks(
        review, {"goals": "Опишите задачи"}, "Почти готово", by=moc, on=on
    )


@pytest.fixture
def colleague(municipality):
    return UserFactory(role=Role.MOC, municipality=municipality)


def letters_to(user):
    return list(Notification.objects.filter(recipient=user).values_list("kind", flat=True))


# --- hand in ---


def test_a_complete_card_is_handed_in(draft, provider_manager, on):
    program = moderating.submit(draft, by=provider_manager, on=on)

    assert (program.status, program.submitted_on) == (Status.SUBMITTED, on)


def test_a_card_that_lacks_something_is_not_handed_in(draft, provider_manager, on):
    draft.goals = ""
    draft.save()
    with pytest.raises(RuleBroken, match="Цели и задачи") as refusal:
        moderating.submit(draft, by=provider_manager, on=on)

    assert refusal.value.code == "incomplete"


def test_a_suspended_provider_hands_nothing_in(draft, provider, provider_manager, on):
    Provider.objects.filter(pk=provider.pk).update(status=Provider.Status.SUSPENDED)
    with pytest.raises(RuleBroken) as refusal:
        moderating.submit(draft, by=provider_manager, on=on)

    assert refusal.value.code == "provider_suspended"


def test_a_card_is_handed_in_once(submitted, provider_manager, on):
    with pytest.raises(RuleBroken) as refusal:
        moderating.submit(submitted, by=provider_manager, on=on)

    assert refusal.value.code == "wrong_status"


def test_a_card_that_waits_is_locked(submitted, provider_manager, on):
    with pytest.raises(RuleBroken) as refusal:
        authoring.revise(submitted, {"goals": "Другие"}, by=provider_manager, on=on)

    assert refusal.value.code == "card_locked"


def test_a_card_is_taken_back_while_nobody_checks_it(submitted, provider_manager, on):
    program = moderating.recall(submitted, by=provider_manager, on=on)

    assert program.status == Status.DRAFT


def test_a_card_being_checked_is_not_taken_back(review, provider_manager, on):
    with pytest.raises(RuleBroken) as refusal:
        moderating.recall(review.program, by=provider_manager, on=on)

    assert refusal.value.code == "already_taken"


def test_a_published_card_is_not_taken_back(program, provider_manager, on):
    with pytest.raises(RuleBroken) as refusal:
        moderating.recall(program, by=provider_manager, on=on)

    assert refusal.value.code == "wrong_status"


# --- take up ---


def test_taking_up_locks_the_card_and_keeps_it(submitted, moc, on):
    review = moderating.take_up(submitted, by=moc, on=on)

    submitted.refresh_from_db()
    assert submitted.status == Status.IN_REVIEW
    assert review.snapshot["goals"] == submitted.goals


def test_the_second_moderator_hears_who_was_first(review, moc, colleague, on):
    with pytest.raises(RuleBroken, match=moc.last_name) as refusal:
        moderating.take_up(review.program, by=colleague, on=on)

    assert refusal.value.code == "already_taken"
    assert Review.objects.count() == 1


def test_a_colleague_decides_only_after_taking_the_check_over(review, colleague, on):
    with pytest.raises(RuleBroken) as refusal:
        moderating.publish(review, by=colleague, on=on)
    assert refusal.value.code == "not_the_reviewer"

    moderating.take_over(review, by=colleague, on=on)
    moderating.publish(review, by=colleague, on=on)
    review.refresh_from_db()
    assert (review.outcome, review.reviewer) == (Review.Outcome.PUBLISHED, colleague)


def test_a_draft_is_not_taken_up(draft, moc, on):
    with pytest.raises(RuleBroken) as refusal:
        moderating.take_up(draft, by=moc, on=on)

    assert refusal.value.code == "wrong_status"


# --- decide ---


def test_a_returned_card_comes_back_with_remarks(returned, provider_manager):
    program = returned.program
    program.refresh_from_db()

    assert program.status == Status.NEEDS_EDIT
    assert [(one.field, one.text) for one in moderating.open_remarks(program)] == [
        ("goals", "Опишите задачи")
    ]
    assert letters_to(provider_manager) == ["programs.program_returned"]


def test_returning_needs_a_remark_or_a_comment(review, moc, on):
    with pytest.raises(RuleBroken) as refusal:
        moderating.return_with_remarks(review, {"goals": "  "}, " ", by=moc, on=on)

    assert refusal.value.code == "no_remarks"


def test_a_remark_is_about_a_part_of_the_card(review, moc, on):
    with pytest.raises(RuleBroken) as refusal:
        moderating.return_with_remarks(review, {"slug": "?"}, by=moc, on=on)

    assert refusal.value.code == "unknown_field"


def test_a_remark_may_be_about_a_module_or_the_groups(review, moc, on):
    module = review.program.modules.get()
    moderating.return_with_remarks(
        review, {f"module-{module.pk}": "Много часов", "groups": "Мало групп"}, by=moc, on=on
    )

    assert len(moderating.open_remarks(review.program)) == 2


def test_publishing_puts_the_program_into_the_catalogue(review, moc, provider_manager, on):
    moderating.publish(review, by=moc, on=on)

    program = Program.objects.published().get()
    assert program.published_on == on
    assert letters_to(provider_manager) == ["programs.program_published"]
    assert "program.published" in [event.action for event in audit.history_of(program)]


def test_a_refusal_tells_why(review, moc, provider_manager, on):
    with pytest.raises(RuleBroken) as refusal:
        moderating.refuse(review, " ", by=moc, on=on)
    assert refusal.value.code == "no_reason"

    moderating.refuse(review, "Нет лицензии на этот вид", by=moc, on=on)
    review.program.refresh_from_db()
    assert review.program.status == Status.REFUSED
    letter = Notification.objects.get(recipient=provider_manager)
    assert "Нет лицензии на этот вид" in letter.body


def test_a_check_is_decided_once(returned, moc, on):
    with pytest.raises(RuleBroken) as refusal:
        moderating.publish(returned, by=moc, on=on)

    assert refusal.value.code == "already_decided"


# --- mend and hand in again ---


def test_a_remark_is_mended_by_changing_its_field(returned, provider_manager, on):
    program = returned.program
    authoring.revise(program, {"goals": "Цель и пять задач"}, by=provider_manager, on=on)
    moderating.submit(program, by=provider_manager, on=on)

    assert returned.remarks.get().is_mended


def test_a_remark_left_alone_needs_an_answer(returned, provider_manager, on):
    program = returned.program
    with pytest.raises(RuleBroken, match="Цели и задачи") as refusal:
        moderating.submit(program, by=provider_manager, on=on)
    assert refusal.value.code == "remarks_unanswered"

    remark = returned.remarks.get()
    moderating.answer(remark, "Задачи есть в плане", by=provider_manager, on=on)
    moderating.submit(program, by=provider_manager, on=on)
    assert not returned.remarks.get().is_mended


def test_a_remark_on_the_modules_is_mended_in_any_of_them(review, moc, provider_manager, on):
    program = review.program
    moderating.return_with_remarks(review, {"modules": "Мало"}, by=moc, on=on)
    authoring.save_module(
        program,
        authoring.ModuleFields("Второй год", 9, Decimal(72), 8, 12, 720_000),
        by=provider_manager,
        on=on,
    )

    assert moderating.submit(program, by=provider_manager, on=on).status == Status.SUBMITTED


def test_an_answer_is_given_while_the_card_is_at_the_desk(returned, provider_manager, on):
    Program.objects.update(status=Status.SUBMITTED)
    with pytest.raises(RuleBroken) as refusal:
        moderating.answer(returned.remarks.get(), "Нет", by=provider_manager, on=on)

    assert refusal.value.code == "card_locked"


def test_the_next_check_shows_what_has_changed(returned, provider_manager, moc, on):
    program = returned.program
    module = program.modules.get()
    authoring.revise(program, {"goals": "Новые", "age_to": 14}, by=provider_manager, on=on)
    module.hours = 36
    module.save()
    moderating.submit(program, by=provider_manager, on=on)
    moderating.take_up(program, by=moc, on=on)
    program.refresh_from_db()

    changes = {change.key: change for change in moderating.changes(program)}
    assert set(changes) == {"goals", "age_to", f"module-{module.pk}"}
    assert (changes["age_to"].was, changes["age_to"].now) == ("12", "14")
    assert "72 ч" in changes[f"module-{module.pk}"].was
    assert "36 ч" in changes[f"module-{module.pk}"].now
    assert moderating.attempt(program) == 2


def test_nothing_has_changed_at_the_first_check(review):
    assert moderating.changes(review.program) == []
    assert moderating.attempt(review.program) == 1


def test_a_card_taken_back_after_remarks_keeps_them(returned, provider_manager, on):
    program = returned.program
    authoring.revise(program, {"goals": "Новые"}, by=provider_manager, on=on)
    moderating.submit(program, by=provider_manager, on=on)
    program = moderating.recall(program, by=provider_manager, on=on)

    assert program.status == Status.NEEDS_EDIT
    assert len(moderating.open_remarks(program)) == 1
