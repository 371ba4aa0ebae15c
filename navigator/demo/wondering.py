"""What families of the demo ask and tell: questions, a complaint, achievements of a child."""

from __future__ import annotations

from datetime import date, timedelta

from certificates import achieving
from certificates.models import Achievement, Certificate
from enrollment import questioning
from enrollment.models import Contract
from navigator.demo import cast
from navigator.demo.arrivals import Scene
from navigator.demo.diary import EVENING, NOON, Diary
from navigator.demo.families import FATHER_OF_CAST, MOTHER_OF_CAST, WAITING_OF_CAST
from users.models import User

ASKED = "Нужна ли на занятия сменная обувь и можно ли прийти посмотреть?"
ANSWERED = "Здравствуйте! Сменная обувь нужна. Приходите в любой вторник к началу занятия."
WAITS = "Если ребёнок болел две недели, можно ли наверстать пропущенное?"
COMPLAINT = (
    "В школе просят назвать номер сертификата, чтобы записать всех в один кружок. Это законно?"
)
ACHIEVED = (
    ("Кубок района «Юный шахматист»", "municipal", "prize", 20),
    ("Школьный турнир ко Дню учителя", "school", "won", 48),
)


def ask(scene: Scene, diary: Diary) -> None:
    """The mother of the cast asks and is answered; what others ask still waits."""
    people = {user.email: user for user in User.objects.filter(email__in=dict(cast.CAST))}
    mother = people[MOTHER_OF_CAST]
    contract = (
        Contract.objects.studying()
        .filter(certificate__child__guardianships__user=mother)
        .select_related("group__program__provider__municipality__region", "certificate__child")
        .order_by("pk")
        .first()
    )
    if contract is None:
        return
    program = contract.group.program
    asked_on = _before(scene, 18)
    with diary.at(asked_on, EVENING):
        question = questioning.ask(program, ASKED, by=mother, on=asked_on)
    answered_on = scene.days.clamp(asked_on + timedelta(days=1))
    with diary.at(answered_on, NOON):
        questioning.answer(question, ANSWERED, by=people[cast.RESPONSIBLE], on=answered_on)
    yesterday = _before(scene, 1)
    with diary.at(yesterday, EVENING):
        questioning.ask(program, WAITS, by=people[FATHER_OF_CAST], on=yesterday)
        _complain(people[WAITING_OF_CAST], yesterday)
    for name, level, result, days in ACHIEVED:
        day = _before(scene, days)
        with diary.at(day, EVENING):
            achieving.add(
                contract.certificate.child,
                day,
                name,
                level=Achievement.Level(level),
                result=Achievement.Result(result),
                by=mother,
                on=day,
            )


def _complain(parent: User, on: date) -> None:
    certificate = (
        Certificate.objects.seen_by(parent)
        .living()
        .select_related("municipality__region")
        .order_by("pk")
        .first()
    )
    if certificate is not None:
        questioning.complain(certificate, COMPLAINT, by=parent, on=on)


def _before(scene: Scene, days: int) -> date:
    return scene.days.clamp(scene.days.day - timedelta(days=days))
