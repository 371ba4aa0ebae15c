from __future__ import annotations

import pgtrigger
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from certificates.models.certificate import Certificate
from reference.models import Category, FundingPlan
from reference.stamps import PortalNow
from users.models import AuditEvent


class Account(models.Model):
    """One certificate's money in one plan, in kopecks.

    The sums are the sums of its entries and nothing else can change them: a trigger on the
    entries adds them up, another refuses any other hand.
    """

    # keys have no index of their own where another one begins with them
    certificate = models.ForeignKey(
        Certificate, on_delete=models.PROTECT, related_name="accounts", db_index=False
    )
    plan = models.ForeignKey(
        FundingPlan, on_delete=models.PROTECT, related_name="accounts", db_index=False
    )
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="accounts")
    nominal = models.BigIntegerField(default=0)
    available = models.BigIntegerField(default=0)
    reserved = models.BigIntegerField(default=0)
    debited = models.BigIntegerField(default=0)
    lapsed = models.BigIntegerField(default=0)
    # since when the payer has given this certificate a nominal of its own (R2.25)
    lowered_on = models.DateField(null=True, blank=True)

    personal_fields = ()

    class Meta:
        verbose_name = _("balance of a certificate")
        verbose_name_plural = _("balances of certificates")
        indexes = [models.Index(fields=("plan", "category"), name="accounts_of_a_category")]
        constraints = [
            models.UniqueConstraint(
                fields=("certificate", "plan"), name="account_one_per_certificate_and_plan"
            ),
            models.CheckConstraint(
                name="account_available_not_negative", condition=Q(available__gte=0)
            ),
            models.CheckConstraint(
                name="account_reserved_not_negative", condition=Q(reserved__gte=0)
            ),
            models.CheckConstraint(
                name="account_debited_not_negative", condition=Q(debited__gte=0)
            ),
            models.CheckConstraint(name="account_lapsed_not_negative", condition=Q(lapsed__gte=0)),
            models.CheckConstraint(
                name="account_nominal_is_the_sum_of_its_places",
                condition=Q(nominal=F("available") + F("reserved") + F("debited") + F("lapsed")),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="account_is_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="account_starts_empty",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__nominal__gt=0)
                | pgtrigger.Q(new__available__gt=0)
                | pgtrigger.Q(new__reserved__gt=0)
                | pgtrigger.Q(new__debited__gt=0)
                | pgtrigger.Q(new__lapsed__gt=0),
                func="RAISE EXCEPTION 'an account starts empty; money comes by entries';",
            ),
            pgtrigger.Trigger(
                name="account_changes_only_by_entries",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf(
                    "certificate_id",
                    "plan_id",
                    "nominal",
                    "available",
                    "reserved",
                    "debited",
                    "lapsed",
                ),
                # 1 = inside the trigger of the entries; asked before the function is called, which
                # would cost more for each account than the change itself
                condition=pgtrigger.Condition("pg_trigger_depth() = 0"),
                func="RAISE EXCEPTION 'an account changes only by its entries';",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.certificate}, {self.plan}"


class Place(models.TextChoices):
    """Where money of a certificate can be."""

    PLAN = "plan", _("the municipality's plan")
    AVAILABLE = "available", _("available")
    RESERVED = "reserved", _("reserved")
    DEBITED = "debited", _("debited")
    LAPSED = "lapsed", _("lapsed")


# What each kind moves, from where to where; a reversal moves the same way back.
MOVES = {
    "grant": (Place.PLAN, Place.AVAILABLE),
    "reserve": (Place.AVAILABLE, Place.RESERVED),
    "release": (Place.RESERVED, Place.AVAILABLE),
    "debit": (Place.RESERVED, Place.DEBITED),
    "refund": (Place.DEBITED, Place.AVAILABLE),
    "revoke": (Place.AVAILABLE, Place.PLAN),
    "lapse": (Place.AVAILABLE, Place.LAPSED),
}


def moves_as_their_kind() -> Q:
    """The condition that an entry goes the way of its kind, or back when it reverses one."""
    condition = Q()
    for kind, (source, target) in MOVES.items():
        condition |= Q(kind=kind, reverses__isnull=True, source=source, target=target)
        condition |= Q(kind=kind, reverses__isnull=False, source=target, target=source)
    return condition


# The accounts are locked in one order before they are changed, so two bulk statements over the
# same accounts wait for each other instead of dying in each other's arms.
APPLY_ENTRIES = """
    PERFORM 1 FROM certificates_account
      WHERE id IN (SELECT account_id FROM new_entries)
      ORDER BY id FOR NO KEY UPDATE;
    UPDATE certificates_account AS account SET
        nominal = account.nominal + change.granted,
        available = account.available + change.available,
        reserved = account.reserved + change.reserved,
        debited = account.debited + change.debited,
        lapsed = account.lapsed + change.lapsed
    FROM (
        SELECT account_id,
            sum(CASE 'plan' WHEN source THEN amount WHEN target THEN -amount ELSE 0 END)
                AS granted,
            sum(CASE 'available' WHEN target THEN amount WHEN source THEN -amount ELSE 0 END)
                AS available,
            sum(CASE 'reserved' WHEN target THEN amount WHEN source THEN -amount ELSE 0 END)
                AS reserved,
            sum(CASE 'debited' WHEN target THEN amount WHEN source THEN -amount ELSE 0 END)
                AS debited,
            sum(CASE 'lapsed' WHEN target THEN amount WHEN source THEN -amount ELSE 0 END)
                AS lapsed
        FROM new_entries GROUP BY account_id
    ) AS change
    WHERE account.id = change.account_id;
    RETURN NULL;
"""


# A mistake is undone where it was made: same account, kind, sum, contract and month.
MIRRORS = """
    PERFORM 1 FROM certificates_entry AS entry
      WHERE entry.id = NEW.reverses_id AND entry.reverses_id IS NULL
        AND entry.account_id = NEW.account_id AND entry.kind = NEW.kind
        AND entry.amount = NEW.amount
        AND entry.contract_id IS NOT DISTINCT FROM NEW.contract_id
        AND entry.month IS NOT DISTINCT FROM NEW.month;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'a reversal undoes exactly its entry';
    END IF;
    RETURN NEW;
"""


class Entry(models.Model):
    """One movement of money between two places. A mistake is reversed, never edited."""

    class Kind(models.TextChoices):
        GRANT = "grant", _("nominal credited")
        RESERVE = "reserve", _("reserved for a contract")
        RELEASE = "release", _("reserve returned")
        DEBIT = "debit", _("debited for a month")
        REFUND = "refund", _("returned for lessons not given")
        REVOKE = "revoke", _("nominal taken back")
        LAPSE = "lapse", _("returned to the municipal budget")

    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="entries", db_index=False
    )
    kind = models.CharField(max_length=8, choices=Kind)
    source = models.CharField(max_length=9, choices=Place)
    target = models.CharField(max_length=9, choices=Place)
    amount = models.BigIntegerField()
    # contracts live two floors above: a plain number here, a foreign key in the database there
    contract_id = models.BigIntegerField(null=True, blank=True)
    month = models.DateField(null=True, blank=True)
    effective_on = models.DateField()
    created_at = models.DateTimeField(db_default=PortalNow())
    event = models.ForeignKey(
        AuditEvent, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="reversed_by"
    )
    key = models.CharField(max_length=80, unique=True)

    personal_fields = ()

    class Meta:
        verbose_name = _("movement of money")
        verbose_name_plural = _("movements of money")
        ordering = ("id",)
        indexes = [
            models.Index(fields=("account", "id"), name="entries_of_an_account"),
            models.Index(
                fields=("contract_id", "id"),
                name="entries_of_a_contract",
                condition=Q(contract_id__isnull=False),
            ),
            # events and entries are written in one order, so a small index finds them
            BrinIndex(fields=("event",), name="entries_of_an_event"),
        ]
        constraints = [
            models.CheckConstraint(name="entry_amount_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="entry_month_is_its_first_day",
                condition=Q(month__isnull=True) | Q(month__day=1),
            ),
            models.CheckConstraint(
                name="entry_debit_names_contract_and_month",
                condition=~Q(kind="debit") | Q(contract_id__isnull=False, month__isnull=False),
            ),
            models.CheckConstraint(
                name="entry_reserve_names_contract",
                condition=~Q(kind__in=("reserve", "release")) | Q(contract_id__isnull=False),
            ),
            models.CheckConstraint(
                name="entry_moves_as_its_kind_says", condition=moves_as_their_kind()
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="entry_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete
            ),
            pgtrigger.Trigger(
                name="entry_is_applied",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="new_entries"),
                func=APPLY_ENTRIES,
            ),
            pgtrigger.Trigger(
                name="entry_reverses_exactly_its_like",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__reverses__isnull=False),
                func=MIRRORS,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount}"
