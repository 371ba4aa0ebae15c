"""Places: paid from a certificate, of the budget, awaited; months and the end of a period."""

from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

from factory import LazyFunction, SubFactory

from enrollment.models import Contract, Opinion
from tests.constraints.case import ANEW, Case, once, second
from tests.factories.certificates import CertificateFactory
from tests.factories.enrollment import (
    AnswerFactory,
    AnswerReminderFactory,
    BudgetPlaceFactory,
    ClosingProtocolFactory,
    ConsentCodeFactory,
    ContractFactory,
    DisputeFactory,
    DraftFactory,
    EntranceTestFactory,
    FindingFactory,
    InstalmentFactory,
    JobRunFactory,
    MonthTurnFactory,
    MoveRequestFactory,
    OpinionFactory,
    ParentPaymentFactory,
    ProlongationLineFactory,
    QuestionFactory,
    ReminderFactory,
    WaitingPlaceFactory,
)
from tests.factories.programs import ProgramFactory
from tests.factories.users import UserFactory

DAY = date(2026, 9, 5)
NOON = datetime(2026, 9, 5, 12, tzinfo=UTC)
MOMENT = datetime(2026, 9, 5, 12, tzinfo=UTC)
LATER = datetime(2026, 9, 5, 13, tzinfo=UTC)
DONE = {"status": "done", "finished_at": MOMENT}
FAILED = {"status": "failed", "finished_at": MOMENT, "error": "why"}
DECIDED = {
    "status": "explained",
    "answer": "why",
    "decided_by": SubFactory(UserFactory),
    "decided_on": DAY,
}
ANSWERED = {"answer": "yes", "answered_by": SubFactory(UserFactory), "answered_on": DAY}
NO_ANSWER = {"answer": "", "answered_by": None, "answered_on": None}
FIRST_DAY = {"month": date(2026, 9, 1)}
OTHER_DAYS = [{"month": date(2026, 9, 2)}, {"month": date(2026, 8, 31)}]


def of_a_place(**changes: Any) -> Opinion:
    place = changes.pop("place", None) or BudgetPlaceFactory(status="active")
    return OpinionFactory(contract=None, place=place, **changes)


def opinion_of(by: list[str]) -> None:
    OpinionFactory(
        program=ProgramFactory(),
        contract=ContractFactory() if "contract" in by else None,
        place=BudgetPlaceFactory() if "place" in by else None,
    )


def going_on(**changes: object) -> Contract:
    """A contract that continues another one."""
    if "continues" not in changes:
        changes["continues"] = ContractFactory(status="closed", signed_on=DAY)
    return ContractFactory(**changes)


def line_of_prolongation(*, has_offer: bool, **changes: object) -> None:
    offered = ContractFactory() if has_offer else None
    ProlongationLineFactory(offered=offered, **changes)


CASES = {
    "opinion_one_of_a_contract": once(OpinionFactory, "contract"),
    "opinion_one_of_a_place": once(of_a_place, "place"),
    "opinion_of_a_contract_or_a_place": Case(
        opinion_of,
        accepts=[{"by": ["contract"]}, {"by": ["place"]}],
        rejects=[{"by": []}, {"by": ["contract", "place"]}],
    ),
    "opinion_marks_within_a_hundred": Case(
        OpinionFactory,
        accepts=[{"results": 0}, {"staff": 100}],
        rejects=[{mark: 101} for mark in ("results", "staff", "equipment", "overall")],
    ),
    "opinion_said_no_with_a_reason": Case(
        partial(OpinionFactory, reason=""),
        accepts=[{"status": "published"}, {"status": "hidden", "reason": "Реклама"}],
        rejects=[{"status": "hidden"}, {"status": "returned"}],
    ),
    "answer_said_no_with_a_reason": Case(
        partial(AnswerFactory, reason=""),
        accepts=[{"status": "waiting"}, {"status": "returned", "reason": "Без имён"}],
        rejects=[{"status": "returned"}, {"status": "hidden"}],
    ),
    "job_runs_once_at_a_time": once(
        JobRunFactory,
        "name",
        "municipality",
        other={"name": "ended"},
        held=[{"status": "running"}, {"municipality": None}],
        freed=[DONE, FAILED],
    ),
    "job_finished_has_a_moment": Case(
        JobRunFactory,
        accepts=[{}, {"status": "running"}, DONE, FAILED],
        rejects=[{"status": "done"}, {"finished_at": MOMENT}, FAILED | {"finished_at": None}],
    ),
    "job_failed_says_why": Case(
        JobRunFactory,
        accepts=[FAILED],
        rejects=[FAILED | {"error": ""}, DONE | {"error": "why"}],
    ),
    "finding_once_while_it_lasts": once(
        FindingFactory,
        "kind",
        "key",
        other={"kind": "another", "key": "2"},
        freed=[{"gone_at": LATER}],
    ),
    "finding_seen_last_after_first": Case(
        partial(FindingFactory, first_seen_at=MOMENT),
        accepts=[{"last_seen_at": MOMENT}],
        rejects=[{"last_seen_at": datetime(2026, 9, 5, 11, tzinfo=UTC)}],
    ),
    "reminder_once_for_a_step": once(ReminderFactory, "account", "days", other={"days": 60}),
    "consent_code_once_for_a_place": once(ConsentCodeFactory, "certificate", "group"),
    "consent_code_is_tried_few_times": Case(
        ConsentCodeFactory, accepts=[{"attempts": 5}], rejects=[{"attempts": 6}]
    ),
    "answer_reminder_once_for_a_contract": once(
        AnswerReminderFactory, "contract", "step", other={"step": "late"}
    ),
    "answer_reminder_once_for_a_place": once(
        partial(AnswerReminderFactory, contract=None, place=LazyFunction(BudgetPlaceFactory)),
        "place",
        "step",
        other={"step": "late"},
    ),
    "answer_reminder_is_of_one_application": Case(
        AnswerReminderFactory, accepts=[{}], rejects=[{"contract": None}]
    ),
    "contract_one_living_per_module": once(
        ContractFactory,
        "certificate",
        "module_id",
        held=[
            {"status": "accepted"},
            {"status": "active", "signed_on": DAY},
            {"status": "terminating", "signed_on": DAY},
        ],
        freed=[
            {"status": "closed", "signed_on": DAY},
            {"status": "refused", "refusal": "overdue"},
            {"status": "withdrawn"},
            {"status": "deleted"},
        ],
    ),
    "contract_one_open_continuation_per_module": Case(
        second(going_on, "certificate", "module_id"),
        accepts=[
            {"certificate": ANEW},
            {"module_id": ANEW},
            {"continues": None},
            {"first": {"status": "active", "signed_on": DAY}},
            {"first": {"status": "closed", "signed_on": DAY}},
            {"first": {"status": "withdrawn"}},
        ],
        rejects=[{}, {"first": {"status": "accepted"}}],
    ),
    "contract_continued_once": Case(
        second(going_on, "continues"),
        accepts=[{"continues": ANEW}, {"first": {"status": "withdrawn"}}],
        rejects=[{}, {"first": {"status": "closed", "signed_on": DAY}}],
    ),
    "move_request_one_open_per_contract": once(
        MoveRequestFactory,
        "contract",
        freed=[
            {"status": "granted"},
            {"status": "refused", "answer": "r"},
            {"status": "withdrawn"},
        ],
    ),
    "move_request_refused_with_an_answer": Case(
        MoveRequestFactory,
        accepts=[{"status": "refused", "answer": "r"}, {"status": "granted", "answer": ""}],
        rejects=[{"status": "refused", "answer": ""}],
    ),
    "prolongation_line_one_per_contract": once(ProlongationLineFactory, "prolongation", "contract"),
    "prolongation_line_offers_or_says_why": Case(
        line_of_prolongation,
        accepts=[
            {"has_offer": True, "answer_until": DAY, "code": ""},
            {"has_offer": False, "answer_until": None, "code": "no_money"},
        ],
        rejects=[
            {"has_offer": True, "answer_until": DAY, "code": "no_money"},
            {"has_offer": True, "answer_until": None, "code": ""},
            {"has_offer": False, "answer_until": DAY, "code": "no_money"},
            {"has_offer": False, "answer_until": None, "code": ""},
        ],
    ),
    "contract_parts_add_up": Case(
        partial(ContractFactory, total=100),
        accepts=[{"certificate_part": 99, "parent_part": 1}],
        rejects=[
            {"certificate_part": 100, "parent_part": 1},
            {"certificate_part": 99, "parent_part": 0},
        ],
    ),
    "contract_parts_not_negative": Case(
        partial(ContractFactory, total=100),
        accepts=[
            {"certificate_part": 100, "parent_part": 0},
            {"certificate_part": 0, "parent_part": 100},
        ],
        rejects=[
            {"certificate_part": 101, "parent_part": -1},
            {"certificate_part": -1, "parent_part": 101},
        ],
    ),
    "contract_ends_after_it_starts": Case(
        partial(ContractFactory, starts_on=date(2026, 9, 1)),
        accepts=[{"ends_on": date(2026, 9, 1)}],
        rejects=[{"ends_on": date(2026, 8, 31)}],
    ),
    "contract_refused_with_a_reason": Case(
        ContractFactory,
        accepts=[
            {"status": "refused", "refusal": "no_places"},
            {"status": "withdrawn", "refusal": ""},
        ],
        rejects=[{"status": "refused", "refusal": ""}],
    ),
    "contract_signed_when_it_acts": Case(
        ContractFactory,
        accepts=[
            {"status": "active", "signed_on": DAY},
            {"status": "accepted", "signed_on": None},
        ],
        rejects=[
            {"status": status, "signed_on": None} for status in ("active", "terminating", "closed")
        ],
    ),
    "contract_satisfaction_from_one_to_five": Case(
        ContractFactory,
        accepts=[{"satisfaction": 1}, {"satisfaction": 5}, {"satisfaction": None}],
        rejects=[{"satisfaction": 0}, {"satisfaction": 6}],
    ),
    "parent_payment_positive": Case(
        ParentPaymentFactory, accepts=[{"amount": 1}], rejects=[{"amount": 0}, {"amount": -1}]
    ),
    "instalment_once_in_a_month": once(
        InstalmentFactory, "contract", "month", other={"month": date(2026, 10, 1)}
    ),
    "instalment_month_is_its_first_day": Case(
        InstalmentFactory, accepts=[FIRST_DAY], rejects=OTHER_DAYS
    ),
    "instalment_amounts_not_negative": Case(
        InstalmentFactory,
        accepts=[{"certificate_amount": 0, "parent_amount": 0}],
        rejects=[{"certificate_amount": -1}, {"parent_amount": -1}],
    ),
    "budget_place_once_in_a_program": once(
        BudgetPlaceFactory,
        "certificate",
        "program_id",
        held=[{"status": "active"}],
        freed=[{"status": "left"}, {"status": "refused"}, {"status": "withdrawn"}],
    ),
    "waiting_place_once_in_a_group": once(
        WaitingPlaceFactory, "certificate", "group", freed=[{"left_on": DAY, "ending": "left"}]
    ),
    "waiting_place_offered_for_a_term": Case(
        WaitingPlaceFactory,
        accepts=[
            {"offered_at": None, "offered_until": None},
            {"offered_at": NOON, "offered_until": NOON + timedelta(hours=48)},
        ],
        rejects=[
            {"offered_at": None, "offered_until": NOON},
            {"offered_at": NOON, "offered_until": None},
            {"offered_at": NOON, "offered_until": NOON},
        ],
    ),
    "waiting_place_ends_somehow": Case(
        WaitingPlaceFactory,
        accepts=[{"left_on": None, "ending": ""}, {"left_on": DAY, "ending": "lapsed"}],
        rejects=[{"left_on": None, "ending": "left"}, {"left_on": DAY, "ending": ""}],
    ),
    "dispute_one_open_per_certificate": once(
        DisputeFactory, "certificate", freed=[DECIDED, DECIDED | {"status": "withdrawn"}]
    ),
    "entrance_test_of_one_application": Case(
        EntranceTestFactory,
        accepts=[{}, {"contract": None, "place": SubFactory(BudgetPlaceFactory)}],
        rejects=[{"contract": None}, {"place": SubFactory(BudgetPlaceFactory)}],
    ),
    "draft_once_of_a_place": once(DraftFactory, "user", "certificate", "group"),
    "question_to_the_organisation_or_the_centre": Case(
        QuestionFactory,
        accepts=[{}, {"complaint": True}],
        rejects=[{"program": None}, {"certificate": SubFactory(CertificateFactory)}],
    ),
    "question_about_one_thing": Case(
        partial(QuestionFactory, complaint=True),
        accepts=[
            {"contract": SubFactory(ContractFactory)},
            {"place": SubFactory(BudgetPlaceFactory)},
        ],
        rejects=[
            {
                "contract": SubFactory(ContractFactory),
                "place": SubFactory(BudgetPlaceFactory),
            }
        ],
    ),
    "question_answered_by_someone": Case(
        QuestionFactory,
        accepts=[{}, ANSWERED],
        rejects=[{**ANSWERED, missing: empty} for missing, empty in NO_ANSWER.items()],
    ),
    "question_answered_within_a_term": Case(
        QuestionFactory,
        accepts=[{"answer_until": date(2026, 9, 1)}],
        rejects=[{"answer_until": date(2026, 8, 31)}],
    ),
    "dispute_decided_by_someone": Case(
        DisputeFactory,
        accepts=[{}, DECIDED],
        rejects=[
            {"decided_on": DAY},
            DECIDED | {"decided_on": None},
            DECIDED | {"decided_by": None},
        ],
    ),
    "dispute_decided_with_an_answer": Case(
        DisputeFactory,
        accepts=[DECIDED, DECIDED | {"status": "withdrawn", "answer": ""}],
        rejects=[DECIDED | {"answer": ""}, DECIDED | {"status": "upheld", "answer": ""}],
    ),
    "month_turned_once_in_a_municipality": once(
        MonthTurnFactory, "municipality", "month", other={"month": date(2026, 10, 1)}
    ),
    "month_turn_month_is_its_first_day": Case(
        MonthTurnFactory, accepts=[FIRST_DAY], rejects=OTHER_DAYS
    ),
    "closing_protocol_once_for_a_category": once(
        ClosingProtocolFactory, "plan", "category", other={"category__name": "Дети с ОВЗ"}
    ),
    "closing_volume_balances": Case(
        partial(ClosingProtocolFactory, issued=70, debited=50, lapsed=20, never_issued=30),
        accepts=[{"volume": 100}],
        rejects=[{"volume": 99}, {"volume": 101}],
    ),
    "closing_issued_balances": Case(
        partial(ClosingProtocolFactory, volume=100, issued=70, never_issued=30, debited=50),
        accepts=[{"lapsed": 20}],
        rejects=[{"lapsed": 19}, {"lapsed": 21}],
    ),
}
