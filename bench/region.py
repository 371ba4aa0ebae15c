"""A region that does not exist, made in bulk from a seed: the same seed makes the same region.

Money comes as it always does: entries are copied in, and the database's own trigger moves the
sums of the accounts. Afterwards `check_ledger` has nothing to say.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from random import Random

from django.db import connection, transaction

from bench.filling import fill, keys_and_indexes_afterwards
from certificates.models import Account, Certificate, Child, Entry, Guardianship
from certificates.models.account import MOVES
from enrollment import funding
from enrollment.models import Contract, Instalment
from programs.models import Group, Module, Program
from providers.models import Agreement, Provider, ProviderMember
from reference.models import Category, CategoryTerms, Direction, FundingPlan, Municipality, Region
from reference.words import key_of
from users.models import AuditEvent, User

NOMINAL = 9_600_00
POOR = 50  # kopecks: funded, and not enough for any contract (R6.06)
GROUPS_OF_PROGRAM = 5
CHILDREN_OF_GROUP = 15
NAMES = ("Мария", "Иван", "София", "Артём", "Анна", "Лев", "Вера", "Тимур")
SURNAMES = ("Берёзкин", "Соколов", "Морозов", "Лебедев", "Зайцев", "Орлов", "Громов")


@dataclass(frozen=True)
class Size:
    """How much of everything. With `contracts` each certificate has so many, all of them signed.

    `in_first` of ten certificates belong to the first municipality and so many groups to the
    first provider; the others are spread evenly. `poor` certificates have too little money.
    """

    certificates: int
    contracts: int = 0
    municipalities: int = 1
    providers: int = 20
    groups: int = 0
    in_first: int = 0
    poor: int = 0
    capacity: int = CHILDREN_OF_GROUP
    prices: tuple[int, ...] = (900_00, 1_200_00, 1_500_00)
    debited: int = 0
    plan: tuple[date, date] = (date(2026, 9, 1), date(2026, 12, 31))
    next_plan: tuple[date, date] | None = None
    lessons: tuple[date, date] = (date(2026, 9, 1), date(2026, 12, 31))


@dataclass
class Maker:
    """Makes the region table by table; numbers of rows are known beforehand."""

    size: Size
    seed: int = 1
    random: Random = field(init=False)
    _plans: dict[int, int] = field(init=False, default_factory=dict)
    _categories: dict[tuple[int, bool], int] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.random = Random(self.seed)

    @transaction.atomic
    def make(self) -> None:
        """Fill an empty database."""
        with keys_and_indexes_afterwards(
            *(Child, Guardianship, Certificate, Account, Contract, Instalment, Entry, AuditEvent)
        ):
            self._places()
            self._organisations()
            self._families()
            self._contracts()
            _let_the_planner_know()
            self._money()
        _let_the_planner_know()

    # ---- Places and organisations: a few rows, by the ORM ----

    def _places(self) -> None:
        region = Region.objects.create(code="00", name="Приозёрная область", model_centre="РМЦ")
        towns = Municipality.objects.bulk_create(
            Municipality(
                id=number,
                region=region,
                name=f"Район {number}",
                slug=f"rayon-{number}",
                payer_code=f"{number:02d}",
                payer_name=f"Управление образования {number}",
                certificates_issued=self.size.certificates,
            )
            for number in range(1, self.size.municipalities + 1)
        )
        for town in towns:
            categories = Category.objects.bulk_create(
                Category(municipality=town, name=name) for name in ("Все дети", "Малый номинал")
            )
            for poor, category in enumerate(categories):
                self._categories[town.pk, bool(poor)] = category.pk
            for days in filter(None, (self.size.next_plan, self.size.plan)):
                plan = FundingPlan.objects.create(
                    municipality=town,
                    status=FundingPlan.Status.OPEN,
                    starts_on=days[0],
                    ends_on=days[1],
                )
                self._plans[town.pk] = plan.pk
                for category, nominal in zip(categories, (NOMINAL, POOR), strict=True):
                    CategoryTerms.objects.create(plan=plan, category=category, nominal=nominal)

    def _organisations(self) -> None:
        directions = list(Direction.objects.order_by("pk"))
        people = User.objects.bulk_create(
            User(id=n, email=f"o{n}@example.org", last_name=f"Ответственный {n}", password="!")
            for n in range(1, self.size.providers + 1)
        )
        providers = Provider.objects.bulk_create(
            Provider(
                id=number,
                municipality_id=1 + number % self.size.municipalities,
                status=Provider.Status.ACTIVE,
                full_name=f"Учреждение № {number}",
                short_name=f"Дом творчества № {number}",
                slug=f"dom-{number}",
                inn=f"00{number:08d}",
                address="ул. Школьная, 3",
            )
            for number in range(1, self.size.providers + 1)
        )
        ProviderMember.objects.bulk_create(
            ProviderMember(provider=provider, user=person, position="responsible")
            for provider, person in zip(providers, people, strict=True)
        )
        Agreement.objects.bulk_create(
            Agreement(
                provider=provider,
                plan=plan,
                status=Agreement.Status.ACTIVE,
                number=f"{provider.pk}-ПФ",
                signed_on=plan.starts_on,
            )
            for provider in providers
            for plan in FundingPlan.objects.all()
        )
        self._programs([direction.pk for direction in directions])

    def _programs(self, directions: list[str]) -> None:
        numbers = range(1, self.groups // GROUPS_OF_PROGRAM + 1)
        columns = ("id", "provider", "status", "published_on", "register", "certified_on")
        text = ("short_name", "full_name", "slug", "direction", "annotation", "age_from", "age_to")
        fill(
            Program,
            (*columns, *text),
            (
                (
                    *(n, self.provider_of(n), "published", self.size.plan[0]),
                    *("certified", self.size.plan[0], f"Робототехника {n}", f"Программа {n}"),
                    *(f"programma-{n}", directions[n % len(directions)], "Дети строят.", 5, 17),
                )
                for n in numbers
            ),
        )
        fill(
            Module,
            ("id", "program", "ordinal", "name", "hours", "price", "normative_cost", "is_open"),
            (
                (
                    *(n, self.program_of(n), n % GROUPS_OF_PROGRAM + 1, "Первый год", 72),
                    *(self.price_of(n), self.price_of(n), True),
                )
                for n in range(1, self.groups + 1)
            ),
        )
        taken = self.size.certificates * self.size.contracts // self.groups
        left = self.size.certificates * self.size.contracts % self.groups
        fill(
            Group,
            ("id", "module", "program", "name", "starts_on", "ends_on", "capacity", "seats_taken"),
            (
                (
                    *(n, n, self.program_of(n), f"Группа {n}", *self.size.lessons),
                    *(self.size.capacity, taken + (n <= left)),
                )
                for n in range(1, self.groups + 1)
            ),
        )

    # ---- Families and their money: many rows, by COPY ----

    def _families(self) -> None:
        numbers = range(1, self.size.certificates + 1)
        fill(
            User,
            ("id", "email", "last_name", "first_name", "password"),
            (
                (self.parent_of(n), f"p{n}@example.org", "Родитель", f"{n}", "!")
                for n in range(1, self.size.certificates // 2 + 1)
            ),
        )
        fill(
            Child,
            ("id", "municipality", "last_name", "first_name", "name_key", "birth_date", "sex"),
            map(self.child, numbers),
        )
        fill(
            Guardianship,
            ("child", "user", "relation"),
            ((n, self.parent_of_child(n), "mother") for n in numbers),
        )
        fill(
            Certificate,
            (
                *("id", "number", "child", "municipality", "category", "type"),
                *("issued_on", "type_changed_on"),
            ),
            map(self._certificate, numbers),
        )
        fill(
            Account,
            ("id", "certificate", "plan", "category"),
            ((n, n, self.plan_of(n), self.category_of(n)) for n in numbers),
        )

    def child(self, n: int) -> tuple[object, ...]:
        """One child; asked in the order of numbers, the seed makes the same ones."""
        surname = f"{self.random.choice(SURNAMES)} {n}"
        name = self.random.choice(NAMES)
        born = date(self.random.randint(2014, 2019), self.random.randint(1, 12), 15)
        key = key_of(surname, name, "")
        return (n, self.municipality_of(n), surname, name, key, born, self.random.choice("mf"))

    def _certificate(self, n: int) -> tuple[object, ...]:
        town = self.municipality_of(n)
        day = self.size.plan[0]
        return (n, f"00{town:02d}{n - 1:06d}", n, town, self.category_of(n), "funded", day, day)

    def _contracts(self) -> None:
        if not self.size.contracts:
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT id, direction_id FROM programs_program")
            direction_of = dict(cursor.fetchall())
        begin = self.size.lessons[0]
        columns = ("id", "certificate", "account", "plan", "group", "module_id", "provider")
        days = ("status", "requested_by", "requested_on", "accepted_on", "signed_on")
        sums = ("direction", "starts_on", "ends_on", "total", "certificate_part", "parent_part")
        fill(
            Contract,
            (*columns, *days, *sums),
            (
                (
                    *(n, c, c, self.plan_of(c), g, g, self.provider_of(self.program_of(g))),
                    *("active", self.parent_of_child(c), begin, begin, begin),
                    *(direction_of[self.program_of(g)], *self.size.lessons),
                    *(self.quotes[g % len(self.quotes)].total,) * 2,
                    0,
                )
                for n, c, g in self._places_taken()
            ),
        )
        fill(
            Instalment,
            ("contract", "month", "certificate_amount", "parent_amount", "status"),
            (
                (
                    *(n, part.month.first_day, part.certificate, part.parent),
                    "debited" if nth < self.size.debited else "planned",
                )
                for n, _c, g in self._places_taken()
                for nth, part in enumerate(self.quotes[g % len(self.quotes)].parts)
            ),
        )

    def _places_taken(self) -> Iterator[tuple[int, int, int]]:
        """Every contract with its certificate and its group."""
        for n in range(self.size.certificates * self.size.contracts):
            yield n + 1, 1 + n // self.size.contracts, 1 + n % self.groups

    def _money(self) -> None:
        fill(AuditEvent, ("id", "job", "action", "target_kind", "target_key"), self._events())
        columns = ("account", "kind", "source", "target", "amount", "contract_id", "month")
        day = self.size.plan[0]
        fill(
            Entry,
            (*columns, "key", "effective_on", "event"),
            (
                (account, kind, *MOVES[kind], amount, contract, month, key, day, event)
                for account, kind, amount, contract, month, key, event in self._entries()
            ),
        )

    def _events(self) -> Iterator[tuple[int, str, str, str, int]]:
        """One line for all grants and debits, and one for each contract."""
        yield 1, "bench", "bench.made", "reference.region", 1
        for n in range(1, self.size.certificates * self.size.contracts + 1):
            yield 1 + n, "bench", "contract.signed", "enrollment.contract", n

    def _entries(self) -> Iterator[tuple[int, str, int, int | None, date | None, str, int]]:
        for n in range(1, self.size.certificates + 1):
            amount = POOR if self.is_poor(n) else NOMINAL
            yield n, "grant", amount, None, None, f"grant:{n}:period", 1
        if not self.size.contracts:
            return
        for n, c, g in self._places_taken():
            quote = self.quotes[g % len(self.quotes)]
            yield c, "reserve", quote.certificate_part, n, None, f"reserve:{n}", 1 + n
            for part in quote.parts[: self.size.debited]:
                month = part.month.first_day
                yield c, "debit", part.certificate, n, month, f"debit:{n}:{month:%Y-%m}", 1

    # ---- Who belongs to whom, by number ----

    @cached_property
    def groups(self) -> int:
        """As many as asked for, or as the contracts need; a whole number of programs."""
        places = self.size.certificates * self.size.contracts
        wanted = self.size.groups or places // self.size.capacity + 1
        return -(-wanted // GROUPS_OF_PROGRAM) * GROUPS_OF_PROGRAM

    @cached_property
    def quotes(self) -> list[funding.Quote]:
        """What a place costs at each of the prices."""
        begin, end = self.size.lessons
        return [
            funding.quote(
                funding.Terms(begin, end, price, price),
                available=NOMINAL,
                starts_on=begin,
                ends_on=end,
            )
            for price in self.size.prices
        ]

    def price_of(self, group: int) -> int:
        return self.size.prices[group % len(self.size.prices)]

    def program_of(self, group: int) -> int:
        return 1 + (group - 1) // GROUPS_OF_PROGRAM

    def provider_of(self, program: int) -> int:
        programs = self.groups // GROUPS_OF_PROGRAM
        if program <= programs * self.size.in_first // 10 or self.size.providers == 1:
            return 1
        return 2 + program % (self.size.providers - 1)

    def municipality_of(self, certificate: int) -> int:
        in_first = self.size.certificates * self.size.in_first // 10
        if certificate <= in_first or self.size.municipalities == 1:
            return 1
        return 2 + certificate % (self.size.municipalities - 1)

    def is_poor(self, certificate: int) -> bool:
        return certificate > self.size.certificates - self.size.poor

    def plan_of(self, certificate: int) -> int:
        return self._plans[self.municipality_of(certificate)]

    def category_of(self, certificate: int) -> int:
        return self._categories[self.municipality_of(certificate), self.is_poor(certificate)]

    def parent_of(self, n: int) -> int:
        """Parents come after the organisations' people; each has two children."""
        return self.size.providers + n

    def parent_of_child(self, child: int) -> int:
        return self.parent_of((child + 1) // 2)


def _let_the_planner_know() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
