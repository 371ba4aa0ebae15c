from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from reference.models import FundingPlan, Municipality
from reference.prepared import ROWS_AT_ONCE, Query, Statement, insert, insert_all
from reference.stamps import PortalNow
from tests.factories.reference import MunicipalityFactory, PlanFactory, RegionFactory
from tests.factories.users import UserFactory
from users.models import AuditEvent, Notification


@pytest.fixture
def plans(db) -> list[FundingPlan]:
    first = PlanFactory(starts_on=date(2026, 9, 1), ends_on=date(2027, 8, 31))
    second = PlanFactory(starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))
    FundingPlan.objects.filter(pk=second.pk).update(settings={"queue_enabled": False})
    second.refresh_from_db()
    return [first, second]


def test_a_query_is_built_once_and_asked_with_other_values(plans):
    built = []

    def build(town, day):
        built.append((town, day))
        return FundingPlan.objects.holding(day).filter(municipality=town)

    query = Query(build)

    for plan in plans * 2:
        found = query.one(town=plan.municipality_id, day=date(2026, 10, 1))
        assert found == plan
        assert (found.settings, found.starts_on) == (plan.settings, plan.starts_on)
    assert query.first(town=plans[0].municipality_id, day=date(2030, 1, 1)) is None
    assert not query.is_any(town=plans[0].municipality_id, day=date(2030, 1, 1))
    assert len(built) == 1


def test_what_a_row_was_joined_to_is_at_hand(plans, django_assert_num_queries):
    query = Query(
        lambda plan: FundingPlan.objects.select_related("municipality__region").filter(pk=plan)
    )
    query.one(plan=plans[0].pk)

    with django_assert_num_queries(1):
        found = query.one(plan=plans[1].pk)
        assert found.municipality.region.code == "00"


def test_a_list_of_values_gives_tuples_and_words_may_have_percent_signs(plans):
    query = Query(
        lambda name: (
            Municipality.objects.filter(name=name).exclude(slug="100%").values_list("pk", "name")
        )
    )
    town = MunicipalityFactory(name="Сто %s процентов")

    assert query.rows(name="Сто %s процентов") == [(town.pk, "Сто %s процентов")]
    assert query.rows(name="нет такого") == []


def test_the_only_row_must_be_there(db):
    with pytest.raises(LookupError):
        Query(lambda town: Municipality.objects.filter(pk=town)).one(town=1)


def test_every_value_must_stand_in_the_query(db):
    with pytest.raises(ValueError, match="not every value"):
        Query(lambda town, day: Municipality.objects.filter(pk=town)).rows(
            town=1, day=date(2026, 1, 1)
        )


def test_a_statement_takes_its_values_by_name(db):
    statement = Statement("SELECT %(b)s::int - %(a)s::int, %(b)s::int %% 2, 'x%%'")

    assert statement.run(a=3, b=5) == [(2, 1, "x%")]
    assert statement.run(a=1, b=2) == [(1, 0, "x%")]


@pytest.mark.parametrize("is_pooled", [False, True])
def test_what_goes_before_is_done_first_in_the_same_trip(plans, monkeypatch, is_pooled):
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", is_pooled)
    rename = Statement("UPDATE reference_fundingplan SET act = %(act)s WHERE id = %(plan)s")
    query = Query(lambda plan: FundingPlan.objects.filter(pk=plan))

    for act, plan in zip(("№ 1", "№ 2"), plans, strict=True):
        assert query.one(rename.of(plan=plan.pk, act=act), plan=plan.pk).act == act


def test_behind_a_pooler_nothing_is_prepared(db, monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)
    statement = Statement("SELECT %(a)s::int + 1")

    assert statement.run(a=1) == [(2,)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_prepared_statements WHERE name = %s", [statement.name])
        assert cursor.fetchall() == []


def test_a_statement_outlives_the_transaction_that_prepared_it(transactional_db):
    statement = Statement("SELECT %(a)s::int")
    with transaction.atomic():
        statement.run(a=1)
        transaction.set_rollback(True)

    assert statement.run(a=2) == [(2,)]


def test_new_rows_get_their_keys_and_what_the_database_puts_in(db):
    person = UserFactory()

    letters = [Notification(recipient=person, kind="k", subject=f"{n}", body="b") for n in (1, 2)]
    insert_all(letters)

    stored = Notification.objects.in_bulk([letter.pk for letter in letters])
    assert [stored[letter.pk].subject for letter in letters] == ["1", "2"]
    assert all(stored[letter.pk].created_at == letter.created_at for letter in letters)
    assert not letters[0]._state.adding


def test_many_rows_and_rows_with_a_moment_of_their_own_are_written_too(db):
    person = UserFactory()
    many = [
        Notification(recipient=person, kind="k", subject="s", body="b")
        for _ in range(ROWS_AT_ONCE + 1)
    ]
    insert_all(many)
    insert(Notification(recipient=person, kind="k", subject="s", body="b", sent_at=PortalNow()))

    assert Notification.objects.count() == ROWS_AT_ONCE + 2
    assert Notification.objects.filter(sent_at__isnull=False).count() == 1


def test_a_broken_constraint_is_an_integrity_error(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(AuditEvent(action="a", target_kind="k", target_key="1", details={"a": [1]}))
    event = insert(
        AuditEvent(job="j", action="a", target_kind="k", target_key="1", details={"a": [1]})
    )

    assert AuditEvent.objects.get(pk=event.pk).details == {"a": [1]}
    assert RegionFactory().settings == {}
