"""Letters about lessons that are cancelled or moved; they name no child."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from certificates.models import Certificate
from enrollment.models import BudgetPlace, Contract, Lesson
from enrollment.notifications import language_of_letters
from reference.days import Month
from users.models import Role, User
from users.notifying import notify


def lesson_cancelled(lesson: Lesson) -> None:
    """The lesson is not given, and not made up either."""
    with language_of_letters():
        _tell(
            lesson,
            "lesson_cancelled",
            _("A lesson is cancelled"),
            _(
                "The lesson on %(day)s at %(starts)s is cancelled: program “%(program)s”, group "
                "“%(group)s”. You need not come on this day."
            )
            % _facts(lesson),
        )


def lesson_moved(lesson: Lesson) -> None:
    """The lesson is given on another day."""
    assert lesson.made_up_on is not None, "a moved lesson has another day"
    with language_of_letters():
        _tell(
            lesson,
            "lesson_moved",
            _("A lesson is moved"),
            _(
                "The lesson on %(day)s at %(starts)s is moved to %(other_day)s, at the same hour: "
                "program “%(program)s”, group “%(group)s”. If the child cannot come, tell it on "
                "the page of attendance."
            )
            % {**_facts(lesson), "other_day": f"{lesson.made_up_on:%d.%m.%Y}"},
        )


def lesson_takes_place(lesson: Lesson) -> None:
    """What was cancelled or moved is given on its day after all."""
    with language_of_letters():
        _tell(
            lesson,
            "lesson_takes_place",
            _("A lesson takes place after all"),
            _(
                "The lesson on %(day)s at %(starts)s takes place on its usual day after all: "
                "program “%(program)s”, group “%(group)s”."
            )
            % _facts(lesson),
        )


def lessons_are_denied(item: Contract | BudgetPlace, month: Month) -> None:
    """A family says that no lessons are held: a task for the support centre, without a name.

    One letter of a month, however often the family changes its word.
    """
    centre = User.objects.filter(
        role_assignments__role=Role.MOC,
        role_assignments__municipality=item.certificate.municipality_id,
        is_active=True,
    ).distinct()
    group = item.group
    with language_of_letters():
        notify(
            centre,
            "enrollment.lessons_denied",
            subject=_("A family says that lessons are not held"),
            body=_(
                "A family says that the lessons of %(month)s are not held: program “%(program)s”, "
                "group “%(group)s”, %(provider)s. Check it with the organisation: call it, look "
                "at the journal of the group."
            )
            % {
                "month": f"{month.first_day:%m.%Y}",
                "program": group.program.short_name,
                "group": group.name,
                "provider": group.program.provider.short_name,
            },
            url=reverse("enrollment:doubts"),
            key=f"lessons-denied:{item._meta.model_name}:{item.pk}:{month}",
        )


def _tell(lesson: Lesson, kind: str, subject: str, body: str) -> None:
    notify(
        _families_of(lesson),
        f"enrollment.{kind}",
        subject=subject,
        body=body,
        url=f"{reverse('enrollment:week')}?day={lesson.made_up_on or lesson.day}",
    )


def _families_of(lesson: Lesson) -> QuerySet[User]:
    """Those who look after the children that study in the group on the day, each once."""
    contracts = Contract.objects.studying().filter(
        group=lesson.group_id, starts_on__lte=lesson.day, ends_on__gte=lesson.day
    )
    places = BudgetPlace.objects.studying().filter(group=lesson.group_id, starts_on__lte=lesson.day)
    certificates = Certificate.objects.filter(pk__in=contracts.values("certificate")).union(
        Certificate.objects.filter(pk__in=places.values("certificate"))
    )
    return User.objects.filter(
        guardianships__child__in=[each.child_id for each in certificates], is_active=True
    ).distinct()


def _facts(lesson: Lesson) -> dict[str, str]:
    return {
        "day": f"{lesson.day:%d.%m.%Y}",
        "starts": f"{lesson.starts_at:%H:%M}",
        "program": lesson.group.program.short_name,
        "group": lesson.group.name,
    }
