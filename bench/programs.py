"""A catalogue that does not exist, made in bulk from a seed: the same seed makes the same one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time
from itertools import accumulate
from random import Random

from django.db import connection, transaction

from bench.filling import fill
from programs.models import Group, Module, Program, Slot
from providers.models import Provider, ProviderMember, Venue
from reference.health import HealthCondition
from reference.models import Activity, Direction, Municipality, Region
from users.models import User

ON = date(2026, 9, 5)

# What is taught, by direction, and how programs of it are called.
THEMES = {
    "technical": (
        "Робототехника",
        "Авиамоделирование",
        "Программирование",
        "Судомоделирование",
        "Электроника",
        "Прототипирование",
        "Радиотехника",
        "Конструирование",
    ),
    "natural_science": (
        "Экология",
        "Астрономия",
        "Физика",
        "Химия",
        "Биология",
        "Математика",
        "Геология",
    ),
    "sport": (
        "Футбол",
        "Волейбол",
        "Плавание",
        "Лыжные гонки",
        "Самбо",
        "Гимнастика",
        "Шахматы",
        "Хоккей",
        "Баскетбол",
    ),
    "arts": (
        "Хореография",
        "Рисование",
        "Вокал",
        "Театр",
        "Лепка",
        "Народный танец",
        "Фортепиано",
        "Керамика",
        "Бисероплетение",
        "Мягкая игрушка",
    ),
    "tourism": ("Туризм", "Краеведение", "Ориентирование", "Музееведение", "Скалолазание"),
    "social": ("Английский язык", "Журналистика", "Волонтёрство", "Юные пожарные", "Логика"),
}
NAMES = ("Старт", "Радуга", "Юный мастер", "Горизонт", "Исток", "Росток", "Вершина", "Спектр")
SYLLABLES = ("ба", "ви", "го", "ду", "жен", "зор", "ка", "ли", "мо", "на", "пер", "ро", "ста", "ту")
ENDINGS = ("ние", "ость", "ка", "тель", "ник", "ция", "ный", "ать", "ский", "ом")
COMMON = ("занятие", "ребёнок", "мастерство", "развитие", "творческий", "навык", "учиться")
SURNAMES = ("Берёзкина", "Соколов", "Морозова", "Лебедев", "Зайцева", "Орлов", "Громова", "Ильин")
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
WORDS_OF_TEXT = 60
DAYS = 7


@dataclass(frozen=True)
class Size:
    """How much of everything."""

    programs: int = 60_000
    municipalities: int = 300
    providers: int = 3_000


def point(number: int, municipality: int) -> tuple[float, float]:
    """Municipalities stand in rows, some twenty kilometres apart, venues ten around the middle."""
    row, column = divmod(municipality, 18)
    latitude = 55 + row * 0.25 + number * 7_919 % 100 / 500
    return latitude, 40 + column * 0.4 + number * 6_101 % 100 / 300


@dataclass
class Maker:
    """Makes the catalogue table by table; the triggers are asked once, when all is in."""

    size: Size
    seed: int = 1
    random: Random = field(init=False)
    words: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.random = Random(self.seed)
        made = {
            "".join(self.random.choices(SYLLABLES, k=self.random.randint(2, 3)))
            + self.random.choice(ENDINGS)
            for _number in range(5_000)
        }
        self.words = [*COMMON, *sorted(made)]
        # as in any language: the n-th word comes n times more seldom than the first
        self._weights = list(accumulate(1 / n for n in range(1, len(self.words) + 1)))

    @transaction.atomic
    def make(self) -> None:
        """Fill an empty database."""
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
        self._places()
        self._organisations()
        self._programs()
        self._groups()
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = origin")
            for what in ("", "_groups"):
                table = "programs_group" if what else "programs_program"
                cursor.execute(
                    f"SELECT programs_search_refresh{what}((SELECT array_agg(id) FROM {table}))"
                )

    def text(self, words: int) -> str:
        return " ".join(self.random.choices(self.words, cum_weights=self._weights, k=words))

    def _places(self) -> None:
        region = Region.objects.create(code="00", name="Приозёрная область", model_centre="РМЦ")
        Municipality.objects.bulk_create(
            Municipality(
                id=number,
                region=region,
                name=f"{self.random.choice(self.words).capitalize()} {number}",
                slug=f"rayon-{number}",
                payer_code=f"{DIGITS[number // 36]}{DIGITS[number % 36]}",
                payer_name=f"Управление образования {number}",
            )
            for number in range(1, self.size.municipalities + 1)
        )

    def _organisations(self) -> None:
        numbers = range(1, self.size.providers + 1)
        fill(
            User,
            ("id", "email", "last_name", "first_name", "password"),
            (
                (n, f"t{n}@example.org", f"{self.random.choice(SURNAMES)}", "Анна", "!")
                for n in numbers
            ),
        )
        fill(
            Provider,
            ("id", "municipality", "status", "full_name", "short_name", "slug", "inn", "address"),
            (
                (
                    *(n, 1 + n % self.size.municipalities, "active", f"Учреждение № {n}"),
                    *(f"Дом творчества «{self.random.choice(NAMES)}» № {n}", f"dom-{n}"),
                    *(f"00{n:08d}", "ул. Школьная, 3"),
                )
                for n in numbers
            ),
        )
        fill(
            ProviderMember,
            ("id", "provider", "user", "position"),
            ((n, n, n, "teacher") for n in numbers),
        )
        fill(
            Venue,
            ("id", "provider", "name", "settlement", "address", "latitude", "longitude"),
            (
                (
                    *(n, n, "Школа", f"с. {self.random.choice(self.words).capitalize()}"),
                    *("ул. Мира, 5", *point(n, n % self.size.municipalities)),
                )
                for n in numbers
            ),
        )

    def _programs(self) -> None:
        activities = {
            activity.name: activity.pk
            for activity in Activity.objects.bulk_create(
                Activity(direction=direction, name=theme)
                for direction in Direction.objects.all()
                for theme in THEMES[direction.pk]
            )
        }
        themes = [(direction, theme) for direction, some in THEMES.items() for theme in some]
        registers = ["certified"] * 4 + ["paid"] * 2 + ["significant", "other_budget"]
        columns = ("id", "provider", "status", "published_on", "register", "certified_on", "level")
        words = ("short_name", "full_name", "slug", "annotation", "description", "keywords")
        kinds = ("direction", "activity", "form", "age_from", "age_to", "health_conditions")
        fill(
            Program,
            (*columns, *words, *kinds),
            (self._program(n, themes, activities, registers) for n in self._numbers),
        )
        fill(
            Module,
            (
                *("id", "program", "ordinal", "name", "hours", "price", "normative_cost"),
                *("is_open", "parents_pay_extra"),
            ),
            (
                (n, n, 1, "Первый год", 72, 7_200_00 + n % 9 * 900_00, 7_200_00, n % 10 > 0, True)
                for n in self._numbers
            ),
        )

    @property
    def _numbers(self) -> range:
        return range(1, self.size.programs + 1)

    def _program(
        self,
        n: int,
        themes: list[tuple[str, str]],
        activities: dict[str, int],
        registers: list[str],
    ) -> tuple[object, ...]:
        direction, theme = self.random.choice(themes)
        register = self.random.choice(registers)
        name = f"{theme}. {self.random.choice(NAMES)} {n}"
        youngest = self.random.randint(5, 12)
        conditions = [self.random.choice(HealthCondition.values)] if n % 12 == 0 else []
        published = date.fromordinal(ON.toordinal() - self.random.randint(1, 700))
        return (
            *(n, 1 + n % self.size.providers, "published", published, register),
            *(ON if register == "certified" else None,),
            self.random.choice(Program.Level.values),
            *(name, f"Программа «{name}»", f"programma-{n}", self.text(12)),
            *(self.text(WORDS_OF_TEXT), f"{theme.lower()}, {self.text(3)}"),
            *(direction, activities[theme], "mixed" if n % 9 == 0 else "full_time"),
            *(youngest, min(youngest + self.random.randint(2, 6), 18), conditions),
        )

    def _groups(self) -> None:
        """Three groups for two programs, each with two lessons a week and a teacher."""
        groups = range(1, self.size.programs * 3 // 2 + 1)
        fill(
            Group,
            (
                *("id", "module", "program", "name", "venue", "starts_on", "ends_on"),
                *("capacity", "seats_taken"),
            ),
            (
                (
                    *(n, self._program_of(n), self._program_of(n), f"Группа {n}"),
                    *(1 + self._program_of(n) % self.size.providers,),
                    date(2027, 9, 1) if n % 20 == 0 else date(2026, 9, 1),
                    date(2028, 5, 31) if n % 20 == 0 else date(2027, 5, 31),
                    *(15, self.random.choice((15, 15, 15, 12, 8))),
                )
                for n in groups
            ),
        )
        fill(
            Slot,
            ("group", "weekday", "starts_at", "ends_at"),
            (
                (n, 1 + (n + 3 * lesson) % DAYS, time(hour, 0), time(hour + 1, 30))
                for n in groups
                for hour in (self.random.randint(9, 19),)
                for lesson in range(2)
            ),
        )
        teachers = Group.teachers.through
        fill(
            teachers,
            ("group", "providermember"),
            ((n, 1 + self._program_of(n) % self.size.providers) for n in groups),
        )

    def _program_of(self, group: int) -> int:
        return 1 + (group * 2 // 3) % self.size.programs
