import pytest
from django.urls import reverse

from programs import authoring, moderating
from programs.models import Program
from tests.factories.programs import DraftFactory, ModuleFactory, NormFactory, ProgramFactory
from tests.factories.users import UserFactory
from users.models import Role

Status = Program.Status


@pytest.fixture
def submitted(provider, provider_manager, on):
    program = DraftFactory(provider=provider, short_name="Мультстудия")
    ModuleFactory(program=program, is_open=False)
    return moderating.submit(program, by=provider_manager, on=on)


@pytest.fixture
def review(submitted, moc, on):
    return moderating.take_up(submitted, by=moc, on=on)


@pytest.fixture
def moderator(client, moc):
    client.force_login(moc)
    return client


@pytest.fixture
def foreigner(client, foreign_moc):
    client.force_login(foreign_moc)
    return client


def test_the_queue_shows_what_was_handed_in(moderator, submitted, provider):
    page = moderator.get(reverse("programs:moderation_queue"))

    assert "Мультстудия" in page.text
    assert "05.09.2026" in page.text
    assert provider.short_name in page.text


def test_a_draft_that_was_never_handed_in_is_nobodys_business(moderator, provider):
    draft = DraftFactory(provider=provider)

    assert moderator.get(reverse("programs:moderate", args=(draft.pk,))).status_code == 404


def test_the_queue_of_another_municipality_is_empty(foreigner, submitted):
    assert "Мультстудия" not in foreigner.get(reverse("programs:moderation_queue")).text


def test_the_queue_is_for_the_support_centre_alone(client, provider_manager):
    client.force_login(provider_manager)

    assert client.get(reverse("programs:moderation_queue")).status_code == 404


def test_another_municipality_sees_and_decides_nothing(foreigner, review):
    card = reverse("programs:moderate", args=(review.program_id,))
    assert foreigner.get(card).status_code == 404
    assert foreigner.get(reverse("programs:refuse", args=(review.pk,))).status_code == 404
    take_up = reverse("programs:take_up", args=(review.program_id,))
    assert foreigner.post(take_up).status_code == 404
    for name in ("take_over", "return_program", "publish"):
        assert foreigner.post(reverse(f"programs:{name}", args=(review.pk,))).status_code == 404


def test_taking_up_gives_a_place_for_each_remark(moderator, submitted):
    page = moderator.post(reverse("programs:take_up", args=(submitted.pk,)), follow=True)

    assert "remark-goals" in page.text
    assert f"remark-module-{submitted.modules.get().pk}" in page.text


def test_the_second_moderator_hears_who_was_first(client, review, municipality):
    client.force_login(UserFactory(role=Role.MOC, municipality=municipality))
    page = client.post(reverse("programs:take_up", args=(review.program_id,)), follow=True)

    assert f"Программу уже проверяет {review.reviewer.short_name}" in page.text
    assert "remark-goals" not in page.text
    client.post(reverse("programs:take_over", args=(review.pk,)))
    page = client.get(reverse("programs:moderate", args=(review.program_id,)))
    assert "remark-goals" in page.text


def test_a_program_is_returned_with_remarks(moderator, review):
    url = reverse("programs:return_program", args=(review.pk,))
    moderator.post(url, {"remark-goals": "Опишите задачи", "comment": "Почти"})

    assert [one.field for one in moderating.open_remarks(review.program)] == ["goals"]


def test_returning_without_a_word_is_refused(moderator, review):
    page = moderator.post(reverse("programs:return_program", args=(review.pk,)), {"comment": ""})

    assert page.status_code == 200
    assert "Напишите хотя бы одно замечание" in page.text


def test_a_program_is_published(moderator, review):
    moderator.post(reverse("programs:publish", args=(review.pk,)), {"comment": ""})

    review.program.refresh_from_db()
    assert review.program.is_published


def test_publishing_over_written_remarks_is_refused_and_keeps_them(moderator, review):
    url = reverse("programs:publish", args=(review.pk,))
    page = moderator.post(url, {"remark-goals": "Опишите задачи"})

    assert "Вы написали замечания" in page.text
    assert "Опишите задачи" in page.text
    review.program.refresh_from_db()
    assert review.program.status == Status.IN_REVIEW


def test_a_refusal_asks_for_its_reason(moderator, review):
    url = reverse("programs:refuse", args=(review.pk,))
    assert "reason" in moderator.post(url, {"reason": ""}).context["form"].errors

    moderator.post(url, {"reason": "Нет лицензии"})
    review.program.refresh_from_db()
    assert review.program.status == Status.REFUSED


def test_a_decision_on_a_decided_check_says_so(moderator, review, moc, on):
    moderating.publish(review, by=moc, on=on)
    page = moderator.post(reverse("programs:publish", args=(review.pk,)), {"comment": ""})

    assert page.status_code == 200
    assert "Решение по этой проверке уже принято." in page.text


def test_the_next_check_shows_old_and_new_beside_the_remark(
    moderator, review, moc, provider_manager, on
):
    program = review.program
    moderating.return_with_remarks(review, {"goals": "Опишите задачи"}, by=moc, on=on)
    authoring.revise(program, {"goals": "Цель и пять задач"}, by=provider_manager, on=on)
    moderating.submit(program, by=provider_manager, on=on)
    moderating.take_up(program, by=moc, on=on)
    page = moderator.get(reverse("programs:moderate", args=(program.pk,)))

    assert "<del>Научить собирать и программировать модели.</del>" in page.text
    assert "Цель и пять задач" in page.text
    assert "Опишите задачи" in page.text
    assert "попытка 2" in page.text


# --- certification ---


@pytest.fixture
def waiting(provider, plan):
    program = ProgramFactory(provider=provider, certified_on=None)
    NormFactory(plan=plan, direction=program.direction)
    ModuleFactory(program=program, is_open=False)
    plan.starts_on, plan.ends_on = "2020-01-01", "2999-12-31"
    plan.save()
    return program


@pytest.mark.parametrize("who", ["moc", "operator"])
def test_the_centres_certify_by_a_protocol(client, waiting, who, request):
    client.force_login(request.getfixturevalue(who))
    assert waiting.short_name in client.get(reverse("programs:certification")).text

    client.post(reverse("programs:certify", args=(waiting.pk,)), {"protocol": "№ 12"})
    waiting.refresh_from_db()
    assert waiting.takes_certificates


def test_a_program_that_cannot_be_certified_says_why(moderator, waiting):
    waiting.modules.update(price=None)
    page = moderator.get(reverse("programs:certify", args=(waiting.pk,)))

    assert "нет цены" in page.text


def test_another_municipality_certifies_nothing(foreigner, waiting, program):
    for name, target in (("certify", waiting), ("withdraw_certification", program)):
        url = reverse(f"programs:{name}", args=(target.pk,))
        assert foreigner.get(url).status_code == 404
        assert foreigner.post(url, {"protocol": "1", "reason": "1"}).status_code == 404


def test_a_provider_does_not_certify(client, provider_manager, waiting):
    client.force_login(provider_manager)

    assert client.get(reverse("programs:certify", args=(waiting.pk,))).status_code == 404


def test_a_certification_is_withdrawn_with_a_reason(moderator, program):
    listed = moderator.get(reverse("programs:certification"), {"list": "certified"})
    assert program.short_name in listed.text

    url = reverse("programs:withdraw_certification", args=(program.pk,))
    moderator.post(url, {"reason": "Истёк срок"})
    program.refresh_from_db()
    assert program.certified_on is None
