from datetime import UTC, date, datetime, time, timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from certificates.models import Account, Certificate
from enrollment.models import (
    Absence,
    Answer,
    AnswerReminder,
    BudgetPlace,
    ClosingProtocol,
    Confirmation,
    ConsentCode,
    Contract,
    Correction,
    Delivery,
    Dispute,
    Document,
    DocumentLine,
    Draft,
    EntranceTest,
    Finding,
    Instalment,
    JobRun,
    Lesson,
    Mark,
    MonthTurn,
    MoveRequest,
    Opinion,
    ParentPayment,
    Prolongation,
    ProlongationLine,
    Question,
    Reminder,
    Repayment,
    WaitingPlace,
)
from reference.models import FundingPlan, Municipality
from tests.factories.certificates import AccountFactory, CertificateFactory
from tests.factories.programs import GroupFactory, ProgramFactory
from tests.factories.providers import ProviderFactory
from tests.factories.reference import CategoryFactory, MunicipalityFactory, PlanFactory
from tests.factories.users import UserFactory


def account_in(plan: FundingPlan, certificate: Certificate) -> Account:
    """The certificate's account in the plan; an empty one is opened where there is none."""
    account = Account.objects.filter(plan=plan, certificate=certificate).first()
    return account or AccountFactory(plan=plan, certificate=certificate)


def plan_in(municipality: Municipality) -> FundingPlan:
    """The municipality's open plan of the school year; one is made where there is none."""
    plan = municipality.funding_plans.filter(starts_on=date(2026, 9, 1)).first()
    return plan or PlanFactory(municipality=municipality)


class ContractFactory(DjangoModelFactory):
    """A request for a place of 7 200.00; the row alone, no money or seat is taken for it."""

    class Meta:
        model = Contract

    plan = factory.SubFactory(PlanFactory)
    certificate = factory.SubFactory(
        CertificateFactory, municipality=factory.SelfAttribute("..plan.municipality")
    )
    account = factory.LazyAttribute(lambda o: account_in(o.plan, o.certificate))
    group = factory.SubFactory(GroupFactory)
    module_id = factory.SelfAttribute("group.module_id")
    provider = factory.SelfAttribute("group.program.provider")
    direction = factory.SelfAttribute("group.program.direction")
    requested_by = factory.SubFactory(UserFactory)
    requested_on = date(2026, 9, 1)
    starts_on = date(2026, 9, 1)
    ends_on = date(2027, 5, 31)
    total = 7_200_00
    certificate_part = factory.LazyAttribute(lambda o: o.total - o.parent_part)
    parent_part = 0


class InstalmentFactory(DjangoModelFactory):
    class Meta:
        model = Instalment

    contract = factory.SubFactory(ContractFactory)
    month = date(2026, 9, 1)
    certificate_amount = 800_00
    parent_amount = 0


class ParentPaymentFactory(DjangoModelFactory):
    class Meta:
        model = ParentPayment

    contract = factory.SubFactory(ContractFactory)
    amount = 100_00
    paid_on = date(2026, 9, 1)
    noted_by = factory.SubFactory(UserFactory)


class BudgetPlaceFactory(DjangoModelFactory):
    class Meta:
        model = BudgetPlace

    certificate = factory.SubFactory(CertificateFactory)
    group = factory.SubFactory(GroupFactory)
    program_id = factory.SelfAttribute("group.program_id")
    requested_by = factory.SubFactory(UserFactory)
    requested_on = date(2026, 9, 1)
    starts_on = date(2026, 9, 1)


class WaitingPlaceFactory(DjangoModelFactory):
    class Meta:
        model = WaitingPlace

    certificate = factory.SubFactory(CertificateFactory)
    group = factory.SubFactory(GroupFactory)
    joined_by = factory.SubFactory(UserFactory)
    joined_on = date(2026, 9, 1)


def term_of_offer(left: timedelta = timedelta(hours=48)) -> dict[str, datetime]:
    """The moments of an offer of 48 hours of which so much is left now, or none any more."""
    until = timezone.now() + left
    return {"offered_at": until - timedelta(hours=48), "offered_until": until}


class ClosingProtocolFactory(DjangoModelFactory):
    """One certificate of 9 600.00 was issued of 20 000.00, and 7 200.00 of it were spent."""

    class Meta:
        model = ClosingProtocol

    plan = factory.SubFactory(PlanFactory)
    category = factory.SubFactory(
        CategoryFactory, municipality=factory.SelfAttribute("..plan.municipality")
    )
    certificates = 1
    volume = 20_000_00
    issued = 9_600_00
    never_issued = 10_400_00
    debited = 7_200_00
    lapsed = 2_400_00


class MonthTurnFactory(DjangoModelFactory):
    class Meta:
        model = MonthTurn

    municipality = factory.SubFactory(MunicipalityFactory)
    month = date(2026, 9, 1)


class JobRunFactory(DjangoModelFactory):
    class Meta:
        model = JobRun

    name = "month"
    municipality = factory.SubFactory(MunicipalityFactory)
    day = date(2026, 9, 1)


class FindingFactory(DjangoModelFactory):
    class Meta:
        model = Finding

    kind = "a plan issues no more than its volume"
    key = "1"
    found = "volume 1, issued 2"


class ReminderFactory(DjangoModelFactory):
    class Meta:
        model = Reminder

    account = factory.SubFactory(AccountFactory)
    days = 90
    told_on = date(2026, 6, 2)


class ConsentCodeFactory(DjangoModelFactory):
    class Meta:
        model = ConsentCode

    certificate = factory.SubFactory(CertificateFactory)
    group = factory.SubFactory(GroupFactory)
    fingerprint = "0" * 64
    asked_by = factory.SubFactory(UserFactory)
    expires_at = datetime(2099, 1, 1, tzinfo=UTC)


class AnswerReminderFactory(DjangoModelFactory):
    class Meta:
        model = AnswerReminder

    contract = factory.SubFactory(ContractFactory)
    step = AnswerReminder.Step.SOON
    told_on = date(2026, 9, 5)


class DeliveryFactory(DjangoModelFactory):
    class Meta:
        model = Delivery

    contract = factory.SubFactory(ContractFactory)
    month = date(2026, 9, 1)
    planned = 8
    held = 8


class LessonFactory(DjangoModelFactory):
    class Meta:
        model = Lesson

    group = factory.SubFactory(GroupFactory)
    day = date(2026, 9, 7)
    starts_at = time(16, 0)


class MarkFactory(DjangoModelFactory):
    class Meta:
        model = Mark

    lesson = factory.SubFactory(LessonFactory)
    certificate = factory.SubFactory(CertificateFactory)
    kind = Mark.Kind.PRESENT


class AbsenceFactory(DjangoModelFactory):
    class Meta:
        model = Absence

    certificate = factory.SubFactory(CertificateFactory)
    group = factory.SubFactory(GroupFactory)
    day = date(2026, 9, 7)
    told_by = factory.SubFactory(UserFactory)


class ConfirmationFactory(DjangoModelFactory):
    class Meta:
        model = Confirmation

    certificate = factory.SubFactory(CertificateFactory)
    group = factory.SubFactory(GroupFactory)
    month = date(2026, 9, 1)
    is_held = True
    told_by = factory.SubFactory(UserFactory)


class DocumentFactory(DjangoModelFactory):
    """An invoice for September of 100.00, nothing advanced."""

    class Meta:
        model = Document

    provider = factory.SubFactory(ProviderFactory)
    municipality = factory.SubFactory(MunicipalityFactory)
    plan = factory.LazyAttribute(lambda o: plan_in(o.municipality))
    kind = Document.Kind.INVOICE
    month = date(2026, 9, 1)
    total = 100_00
    to_pay = factory.LazyAttribute(
        lambda o: o.total + o.corrected - o.advanced - o.carried_in + o.carried_out
    )
    corrected = 0
    advanced = 0
    carried_in = 0
    carried_out = 0
    created_by = factory.SubFactory(UserFactory)
    created_on = date(2026, 10, 2)


class DocumentLineFactory(DjangoModelFactory):
    class Meta:
        model = DocumentLine

    document = factory.SubFactory(DocumentFactory)
    contract = factory.SubFactory(ContractFactory)
    month = factory.SelfAttribute("document.month")
    instalment = 100_00
    amount = 100_00


class ProlongationFactory(DjangoModelFactory):
    class Meta:
        model = Prolongation

    group = factory.SubFactory(GroupFactory)
    target = factory.SelfAttribute("group")
    provider = factory.SelfAttribute("group.program.provider")
    created_by = factory.SubFactory(UserFactory)
    created_on = date(2026, 9, 1)


class ProlongationLineFactory(DjangoModelFactory):
    """A contract that could not be prolonged."""

    class Meta:
        model = ProlongationLine

    prolongation = factory.SubFactory(ProlongationFactory)
    contract = factory.SubFactory(ContractFactory)
    code = "no_money"


class CorrectionFactory(DjangoModelFactory):
    """Seven lessons of eight were held; 12.50 too much was paid."""

    class Meta:
        model = Correction

    document = factory.SubFactory(DocumentFactory)
    contract = factory.SubFactory(ContractFactory)
    held = 7
    planned = 8
    amount = -12_50
    reason = "урок не состоялся"
    made_by = factory.SubFactory(UserFactory)
    made_on = date(2026, 10, 20)


class RepaymentFactory(DjangoModelFactory):
    class Meta:
        model = Repayment

    provider = factory.SubFactory(ProviderFactory)
    plan = factory.SubFactory(PlanFactory)
    amount = 10_00
    payment_order = "17"
    paid_on = date(2027, 9, 10)
    noted_by = factory.SubFactory(UserFactory)
    noted_on = date(2027, 9, 11)


class MoveRequestFactory(DjangoModelFactory):
    class Meta:
        model = MoveRequest

    contract = factory.SubFactory(ContractFactory)
    target = factory.SubFactory(GroupFactory)
    asked_by = factory.SubFactory(UserFactory)
    asked_on = date(2026, 9, 1)


class DisputeFactory(DjangoModelFactory):
    """A case that nobody has decided."""

    class Meta:
        model = Dispute

    certificate = factory.SubFactory(CertificateFactory)
    words = "Мы никуда не подавали заявку."
    raised_by = factory.SubFactory(UserFactory)
    raised_on = date(2026, 9, 5)


class OpinionFactory(DjangoModelFactory):
    """A published opinion of a closed contract, written in October."""

    class Meta:
        model = Opinion

    contract = factory.SubFactory(
        ContractFactory, status="closed", signed_on=date(2026, 9, 1), ended_by="time"
    )
    program = factory.LazyAttribute(lambda o: (o.contract or o.place).group.program)
    author = factory.SubFactory(UserFactory)
    results = staff = equipment = overall = 75
    text = "Ходим с удовольствием."
    status = Opinion.Status.PUBLISHED
    written_on = date(2026, 10, 5)


class AnswerFactory(DjangoModelFactory):
    """An answer that waits for the check."""

    class Meta:
        model = Answer

    opinion = factory.SubFactory(OpinionFactory)
    author = factory.SubFactory(UserFactory)
    text = "Спасибо!"
    written_on = date(2026, 10, 6)


class QuestionFactory(DjangoModelFactory):
    """A family asks about a program; `complaint=True` complains to the support centre instead."""

    class Meta:
        model = Question

    class Params:
        complaint = factory.Trait(program=None, certificate=factory.SubFactory(CertificateFactory))

    program = factory.SubFactory(ProgramFactory)
    author = factory.SubFactory(UserFactory)
    words = "Нужна ли сменная обувь?"
    asked_on = date(2026, 9, 1)
    answer_until = date(2026, 9, 6)


class DraftFactory(DjangoModelFactory):
    class Meta:
        model = Draft

    user = factory.SubFactory(UserFactory)
    certificate = factory.SubFactory(CertificateFactory)
    group = factory.SubFactory(GroupFactory)
    kept_until = date(2026, 9, 7)


class EntranceTestFactory(DjangoModelFactory):
    class Meta:
        model = EntranceTest

    contract = factory.SubFactory(ContractFactory)
    day = date(2026, 9, 8)
    starts_at = time(17, 30)
    where = "ул. Речная, д. 5, каб. 12"
    invited_by = factory.SubFactory(UserFactory)
