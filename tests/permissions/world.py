"""One family, one organisation and one municipality with something on every page of the portal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from certificates import issuing, registering
from certificates.models import (
    Account,
    Achievement,
    Application,
    Certificate,
    Child,
    Guardianship,
    Invitation,
)
from enrollment import enrolling, placing, waiting
from enrollment.models import (
    Answer,
    BudgetPlace,
    Contract,
    Correction,
    Dispute,
    Document,
    Lesson,
    MoveRequest,
    Opinion,
    ParentPayment,
    Prolongation,
    Question,
    WaitingPlace,
)
from programs import moderating
from programs.models import CostParameters, Group, Module, Photo, Program, Review, Wish
from providers.models import Agreement, Provider, ProviderMember, Venue
from reference.days import Quarter
from reference.models import CategoryTerms, FundingPlan, Municipality
from reporting import building
from reporting.models import ReportRun
from tests.factories.certificates import (
    AchievementFactory,
    CertificateFactory,
    ChildFactory,
    GuardianshipFactory,
    InvitationFactory,
)
from tests.factories.enrollment import (
    AnswerFactory,
    ContractFactory,
    CorrectionFactory,
    DisputeFactory,
    DocumentFactory,
    InstalmentFactory,
    LessonFactory,
    MoveRequestFactory,
    OpinionFactory,
    ParentPaymentFactory,
    ProlongationFactory,
    QuestionFactory,
)
from tests.factories.files import stored
from tests.factories.programs import (
    CostParametersFactory,
    DraftFactory,
    FavouriteFactory,
    GroupFactory,
    ModuleFactory,
    PhotoFactory,
    ProgramFactory,
    ProgramTextFactory,
    WishFactory,
)
from tests.factories.providers import AgreementFactory, MemberFactory, VenueFactory
from tests.factories.reference import PlanFactory, TermsFactory
from tests.factories.users import UserFactory
from users.models import Notification, Role, User

START = date(2026, 9, 7)


@dataclass
class World:
    """What the rows of the table point at, and everybody who may come to the pages."""

    municipality: Municipality
    plan: FundingPlan
    terms: CategoryTerms
    draft_plan: FundingPlan
    draft_terms: CategoryTerms
    closed_plan: FundingPlan
    child: Child
    newcomer: Child
    fatherhood: Guardianship
    invitation: Invitation
    application: Application
    dispute: Dispute
    certificate: Certificate
    account: Account
    contract: Contract
    document: Document
    paid_document: Document
    lesson: Lesson
    correction: Correction
    rejected: Agreement
    payment: ParentPayment
    place: BudgetPlace
    waiting: WaitingPlace
    move_request: MoveRequest
    prolongation: Prolongation
    provider: Provider
    venue: Venue
    agreement: Agreement
    request: Agreement
    program: Program
    draft: Program
    photo: Photo
    cover: Photo
    review: Review
    module: Module
    parameters: CostParameters
    group: Group
    full_group: Group
    wish: Wish
    letter: Notification
    run: ReportRun
    failed_run: ReportRun
    resident: User
    taught: Contract
    opinion: Opinion
    answer: Answer
    achievement: Achievement
    question: Question
    complaint: Question
    people: dict[str, User | None]


def build(cast: Callable[[str], Any]) -> World:
    """The cast of the tests (a fixture by its name) with a little of everything between them."""
    on: date = cast("on")
    municipality, parent, manager = cast("municipality"), cast("parent"), cast("provider_manager")
    provider, moc, group = cast("provider"), cast("moc"), cast("group")
    teacher: ProviderMember = cast("teacher")
    group.teachers.add(teacher)
    certificate = cast("funded_certificate")
    father, teenager = UserFactory(role=Role.GUARDIAN), UserFactory(role=Role.GUARDIAN)
    fatherhood = GuardianshipFactory(
        child=certificate.child, user=father, relation="father", rights="limited"
    )
    GuardianshipFactory(child=certificate.child, user=teenager, relation="self")
    draft_plan, closed_plan = _neighbouring_plans(municipality)
    newcomer = ChildFactory(municipality=municipality, guardian=parent)
    GuardianshipFactory(child=newcomer, user=father, relation="father", rights="limited")
    GuardianshipFactory(child=newcomer, user=teenager, relation="other")
    registering.give_consent(newcomer, by=parent)
    choir = GroupFactory(
        module=ModuleFactory(
            program=ProgramFactory(provider=provider, register=Program.Register.SIGNIFICANT)
        )
    )
    choir.teachers.add(teacher)
    full_group = GroupFactory(
        module=ModuleFactory(program=ProgramFactory(provider=provider)), capacity=1, seats_taken=1
    )
    review = _under_review(provider, by=manager, moderator=moc, on=on)
    draft = DraftFactory(provider=provider)
    stored(ProgramTextFactory(program=group.program))
    contract = enrolling.apply(certificate, group, starts_on=START, by=parent, on=on)
    paid = DocumentFactory(
        provider=provider,
        municipality=municipality,
        month=date(2026, 10, 1),
        status=Document.Status.PAID,
        paid_on=date(2026, 11, 9),
    )
    studied = ContractFactory(plan=cast("plan"), group=group, status="closed", signed_on=on)
    InstalmentFactory(contract=studied, month=paid.month, status="debited")
    taught = ContractFactory(
        plan=cast("plan"),
        certificate=certificate,
        group=GroupFactory(module=ModuleFactory(program=group.program, ordinal=9)),
        status="closed",
        signed_on=on,
    )
    FavouriteFactory(user=parent, program=group.program)
    return World(
        municipality=municipality,
        plan=cast("plan"),
        terms=cast("category_terms"),
        draft_plan=draft_plan,
        draft_terms=TermsFactory(plan=draft_plan, category=cast("category_terms").category),
        closed_plan=closed_plan,
        child=certificate.child,
        newcomer=newcomer,
        dispute=DisputeFactory(
            certificate=CertificateFactory(municipality=municipality, guardian=parent),
            raised_by=parent,
        ),
        fatherhood=fatherhood,
        invitation=InvitationFactory(child=certificate.child, invited_by=parent),
        application=issuing.apply(newcomer, by=parent, on=on),
        certificate=certificate,
        account=certificate.accounts.get(),
        contract=contract,
        document=DocumentFactory(provider=provider, municipality=municipality),
        paid_document=paid,
        lesson=LessonFactory(group=group),
        correction=CorrectionFactory(document=paid, contract=studied),
        rejected=AgreementFactory(
            provider=provider,
            plan=closed_plan,
            status=Agreement.Status.REJECTED,
            reason="нет договора аренды",
        ),
        payment=ParentPaymentFactory(contract=contract),
        place=placing.apply_for_budget_place(certificate, choir, starts_on=START, by=parent, on=on),
        move_request=MoveRequestFactory(contract=contract, target=group, asked_by=parent),
        prolongation=ProlongationFactory(group=group, created_by=manager),
        waiting=waiting.join(certificate, full_group, by=parent, on=on),
        provider=provider,
        venue=VenueFactory(provider=provider),
        agreement=cast("agreement"),
        request=AgreementFactory(
            provider=provider, plan=closed_plan, status=Agreement.Status.NEW, number=""
        ),
        program=group.program,
        draft=draft,
        photo=PhotoFactory(program=draft),
        cover=stored(PhotoFactory(program=group.program)),
        review=review,
        module=group.module,
        parameters=CostParametersFactory(
            municipality=municipality,
            status=CostParameters.Status.SUBMITTED,
            decided_on=None,
            submitted_by=parent,
        ),
        group=group,
        full_group=full_group,
        wish=WishFactory(user=parent),
        letter=Notification.objects.filter(recipient=parent).latest("pk"),
        run=_report(municipality, Quarter(2026, 2), by=moc, on=on),
        failed_run=_failed(municipality, Quarter(2026, 1), by=moc, on=on),
        resident=UserFactory(role=Role.GUARDIAN, municipality=municipality),
        taught=taught,
        opinion=OpinionFactory(contract=studied, author=parent),
        answer=AnswerFactory(opinion__contract__group=group),
        achievement=AchievementFactory(child=certificate.child, told_by=parent),
        question=QuestionFactory(program=group.program, author=parent),
        complaint=QuestionFactory(complaint=True, certificate=certificate, author=parent),
        people={**_everybody(cast), "father": father, "teenager": teenager},
    )


def _neighbouring_plans(municipality: Municipality) -> tuple[FundingPlan, FundingPlan]:
    """A draft for the next period, and the period before, closed."""
    draft = PlanFactory(
        municipality=municipality,
        status=FundingPlan.Status.DRAFT,
        starts_on=date(2027, 9, 1),
        ends_on=date(2028, 8, 31),
    )
    closed = PlanFactory(
        municipality=municipality,
        status=FundingPlan.Status.CLOSED,
        starts_on=date(2025, 9, 1),
        ends_on=date(2026, 8, 31),
        closed_on=date(2026, 9, 1),
    )
    return draft, closed


def _under_review(provider: Provider, *, by: User, moderator: User, on: date) -> Review:
    program = DraftFactory(provider=provider)
    ModuleFactory(program=program, is_open=False)
    moderating.submit(program, by=by, on=on)
    return moderating.take_up(program, by=moderator, on=on)


def _report(municipality: Municipality, quarter: Quarter, *, by: User, on: date) -> ReportRun:
    """A report as it was ordered and built; whoever calls keeps the printer out."""
    run = building.request("quarterly", municipality, quarter, by=by, on=on)
    building.build(run.pk, at=datetime(on.year, on.month, on.day, 9, tzinfo=UTC))
    run.refresh_from_db()
    return run


def _failed(municipality: Municipality, quarter: Quarter, *, by: User, on: date) -> ReportRun:
    run = building.request("quarterly", municipality, quarter, by=by, on=on)
    ReportRun.objects.filter(pk=run.pk).update(
        status=ReportRun.Status.FAILED, failure=ReportRun.Failure.ERROR
    )
    return run


def _everybody(cast: Callable[[str], Any]) -> dict[str, User | None]:
    neighbour = UserFactory(role=Role.PROVIDER)
    MemberFactory(user=neighbour)
    foreign_moc = cast("foreign_moc")
    far = foreign_moc.municipality
    return {
        "visitor": None,
        "parent": cast("parent"),
        "stranger": cast("stranger"),
        "manager": cast("provider_manager"),
        "neighbour": neighbour,
        "teacher": cast("teacher").user,
        "clerk": cast("clerk"),
        "moc": cast("moc"),
        "payer": cast("payer"),
        "foreign_moc": foreign_moc,
        "foreign_payer": UserFactory(role=Role.PAYER, municipality=far),
        "operator": cast("operator"),
        "observer": UserFactory(role=Role.OBSERVER, municipality=cast("municipality")),
        "administrator": cast("administrator"),
    }
