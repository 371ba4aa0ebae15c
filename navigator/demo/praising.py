"""What families of the demo district say of programs: marks, words, and that nobody teaches."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from certificates.models import Guardianship
from enrollment import answering, confirming, evaluating, excusing, tallying, vetting
from enrollment.evaluating import Learning, Said
from enrollment.models import BudgetPlace, Contract, Opinion
from navigator.demo import cast
from navigator.demo.ages import SchoolDays
from navigator.demo.arrivals import Scene
from navigator.demo.diary import EVENING, NOON, Diary
from programs.models import Program
from programs.rating import MARKS
from providers.models import ProviderMember
from reference.days import Month
from users.models import User

# So many programs are told of, the first ones that neither too few nor too many study in.
PROGRAMS, FEWEST, MOST = 9, 14, 28
# Of so many hundred who study, one more than the least a rating asks for.
PERCENT = 22
# The last words are still to be checked.
UNCHECKED = 4

PRAISE = (
    "Ребёнок бежит на занятия, педагог находит подход к каждому.",
    "Группа небольшая, всё объясняют спокойно и понятно. За два месяца виден результат.",
    "Удобное время после школы, светлый кабинет. Дочка просит записаться и на следующий год.",
    "Сын стал увереннее, дома показывает, чему научился. Спасибо за терпение!",
    "Много практики, после каждого занятия есть что принести домой.",
    "Нравится, что родителям рассказывают об успехах и о том, над чем поработать.",
)
BLAME = (
    "Педагог хороший, но в кабинете холодно и не хватает инструментов на всех.",
    "Занятия интересные, только расписание дважды переносили в последний день.",
)
NAMING = "Очень довольны! Кто сомневается, звоните мне: +7 (000) 123-45-67."
DENIALS = (False, False, True)  # whether the lessons of the month are held
ANSWER = "Спасибо за отзыв! Новые инструменты заказаны, а о переносах будем предупреждать заранее."


def say(scene: Scene, diary: Diary) -> None:
    """Some of those who have studied for a month tell of it; nobody does in the first month."""
    chance = Random(f"opinions {scene.days.day}")
    written: list[Opinion] = []
    words = _words(chance)
    for program in _told_of(scene.days):
        learnings = list(_learnings(program, scene.days))
        number = max(len(learnings) * PERCENT // 100 + 1, 5)
        told = learnings[: min(number, len(learnings))]
        written += [_tells(learning, scene.days, chance, diary, words) for learning in told]
    worded = sorted((each for each in written if each.text), key=lambda each: each.written_on)
    if worded:
        _names_a_number(worded[-1], diary)
    for opinion in worded[:-UNCHECKED]:
        _is_published(opinion, scene, diary)
    _are_answered(worded[:-UNCHECKED], scene, diary)
    _deny_lessons(scene, diary)


def _deny_lessons(scene: Scene, diary: Diary) -> None:
    """Two families of one group say that no lessons are held, and one that they are."""
    day = scene.days.day - timedelta(days=1)
    month = Month.of(day)
    for program in _told_of(scene.days):
        families = [
            learning
            for learning in _learnings(program, scene.days)
            if learning.status in excusing.STUDYING
            and month in confirming.months_to_speak_of(learning, on=day)
        ]
        together = [each for each in families if each.group_id == families[0].group_id]
        if len(together) >= len(DENIALS):
            with diary.at(day, NOON):
                for learning, is_held in zip(together, DENIALS, strict=False):
                    confirming.say(learning, month, is_held=is_held, by=_parent(learning), on=day)
            return


def _told_of(days: SchoolDays) -> list[Program]:
    """The programs of the district of a middling size, in the order of their keys."""
    found = []
    for program in Program.objects.published().select_related("provider").order_by("pk"):
        number = len(list(_learnings(program, days)))
        if FEWEST <= number <= MOST:
            found.append(program)
        if len(found) == PROGRAMS:
            break
    return found


def _learnings(program: Program, days: SchoolDays) -> Iterator[Learning]:
    """The contracts and places of those who have studied for a month."""
    since = days.day - timedelta(days=evaluating.DAYS_OF_STUDY)
    contracts = Contract.objects.filter(
        group__program=program, status__in=tallying.TAUGHT, starts_on__lte=since
    )
    places = BudgetPlace.objects.studying().filter(program_id=program.pk, starts_on__lte=since)
    yield from contracts.select_related("certificate").order_by("pk")
    yield from places.select_related("certificate").order_by("pk")


def _words(chance: Random) -> Iterator[str]:
    """Now and then somebody says something, each thing as often as the others."""
    while True:
        said = [*PRAISE, *BLAME, *[""] * len(PRAISE)]
        chance.shuffle(said)
        yield from said


def _tells(
    learning: Learning, days: SchoolDays, chance: Random, diary: Diary, said_of: Iterator[str]
) -> Opinion:
    first = evaluating.may_be_told_from(learning)
    day = first + timedelta(days=chance.randint(0, min((days.day - first).days, 60)))
    words = next(said_of)
    is_blame = words in BLAME
    said = Said(
        results=chance.choice((75, 100, 100)),
        staff=chance.choice((75, 100, 100, 100)),
        equipment=25 if is_blame else chance.choice((50, 75, 75, 100)),
        overall=50 if is_blame else chance.choice((75, 100, 100)),
        text=words,
    )
    with diary.at(day, EVENING):
        return evaluating.give(learning, said, by=_parent(learning), on=day)


def _parent(learning: Learning) -> User:
    guardians = Guardianship.objects.filter(child=learning.certificate.child_id)
    return guardians.select_related("user").order_by("pk")[0].user


def _names_a_number(opinion: Opinion, diary: Diary) -> None:
    """One parent gives a telephone number away; the support centre will see it pointed at."""
    said = Said(**{name: getattr(opinion, name) for name in MARKS}, text=NAMING)
    with diary.at(opinion.written_on, EVENING):
        evaluating.give(opinion.learning, said, by=opinion.author, on=opinion.written_on)


def _is_published(opinion: Opinion, scene: Scene, diary: Diary) -> None:
    day = scene.days.clamp(opinion.written_on + timedelta(days=1))
    with diary.at(day, NOON):
        vetting.publish(opinion, version=1, by=_moderator(scene), on=day)


def _are_answered(opinions: list[Opinion], scene: Scene, diary: Diary) -> None:
    """Blame is answered: the first answer is published, the others wait for a check."""
    blamed = [each for each in opinions if each.text in BLAME]
    for place, opinion in enumerate(blamed[:2]):
        day: date = scene.days.clamp(opinion.written_on + timedelta(days=2))
        with diary.at(day, NOON):
            answer = answering.answer(opinion, ANSWER, by=_responsible(opinion), on=day)
            if place == 0:
                vetting.publish(answer, version=1, by=_moderator(scene), on=day)


def _moderator(scene: Scene) -> User:
    return scene.base.officials[cast.MODERATOR]


def _responsible(opinion: Opinion) -> User:
    members = ProviderMember.objects.filter(
        provider=opinion.program.provider_id, position=ProviderMember.Position.RESPONSIBLE
    )
    return members.select_related("user").order_by("pk")[0].user
