"""Children whom more than one person looks after: a second parent, and a teenager's own account."""

from __future__ import annotations

from datetime import timedelta

from certificates import inviting
from certificates.inviting import Asked
from certificates.models import Guardianship
from navigator.demo import names
from navigator.demo.arrivals import Scene, comes_by_itself
from navigator.demo.diary import EVENING, NOON, Story, moment
from navigator.demo.families import FATHER, MOTHER_OF_CAST, SECOND_OF_CAST, TEENAGER_OF_CAST
from navigator.demo.foundation import open_accounts
from navigator.demo.kids import Kid
from reference.days import full_years
from users.models import Role, RoleAssignment, User

OF_AGE = 14
LIMITED = Guardianship.Rights.LIMITED


def second_parent_comes(scene: Scene) -> Story:
    """The mother of the cast invites the children's father: he may only look."""
    kids = [kid for kid in scene.families if scene.families[kid].email == MOTHER_OF_CAST]
    family = scene.families[kids[0]]
    patronymics = {scene.certificates[kid].child.patronymic for kid in kids}
    on = yield scene.days.start, NOON
    father = _account(
        scene,
        SECOND_OF_CAST,
        last_name=names.surname(family.surname, names.MALE),
        first_name=next(name for name, (son, _) in names.FATHERS.items() if son in patronymics),
        patronymic="Андреевич",
    )
    asked = Asked(father.email, Guardianship.Relation(FATHER), LIMITED)
    for kid in kids:
        child = scene.certificates[kid].child
        invitation = inviting.invite(child, asked, by=scene.guardians[kid], on=on)
        inviting.accept(invitation, by=father, on=on)


def teenager_comes(scene: Scene) -> Story:
    """A pupil of 14 or more has an account of their own, which the parent has asked for."""
    kid = _pupil_of_age(scene)
    on = yield scene.days.start, EVENING
    person = _account(
        scene,
        TEENAGER_OF_CAST,
        last_name=kid.last_name,
        first_name=kid.first_name,
        patronymic=kid.patronymic,
    )
    asked = Asked(person.email, Guardianship.Relation.SELF, LIMITED)
    child = scene.certificates[kid].child
    invitation = inviting.invite(child, asked, by=scene.guardians[kid], on=on)
    inviting.accept(invitation, by=person, on=on)


def _pupil_of_age(scene: Scene) -> Kid:
    """The first who learns by a contract, was in the registers, and is old enough."""
    return next(
        kid
        for kid in scene.district.kids
        if kid.pupil
        and kid.pupil.contract
        and not comes_by_itself(kid, scene.days)
        and full_years(kid.born, scene.days.start) >= OF_AGE
    )


def _account(scene: Scene, email: str, **person: str) -> User:
    """Somebody who registered the week before."""
    [user] = open_accounts(
        [
            User(
                email=email,
                phone=names.phone(0),
                municipality=scene.base.municipality,
                email_confirmed_at=moment(scene.days.start - timedelta(days=7), NOON),
                **person,
            )
        ],
        scene.base.password,
    )
    RoleAssignment.objects.create(user=user, role=Role.GUARDIAN)
    return user
