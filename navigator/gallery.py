"""Made-up content for the gallery of components (/ui/ on a developer's machine)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.core.paginator import Paginator

from navigator.tones import STATUS_TONES


class ExampleForm(forms.Form):
    """One field of each kind."""

    last_name = forms.CharField(
        label="Фамилия ребёнка",
        help_text="Как в свидетельстве о рождении",
        error_messages={"required": "Укажите фамилию ребёнка"},
    )
    patronymic = forms.CharField(label="Отчество", required=False)
    born_on = forms.DateField(
        label="Дата рождения",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Укажите дату рождения"},
    )
    sex = forms.ChoiceField(
        label="Пол",
        choices=[("f", "Девочка"), ("m", "Мальчик")],
        widget=forms.RadioSelect,
        error_messages={"required": "Выберите пол ребёнка"},
    )
    category = forms.ChoiceField(
        label="Категория",
        choices=[("", "Выберите категорию"), ("a", "Дети от 5 до 17 лет"), ("b", "Дети с ОВЗ")],
        error_messages={"required": "Выберите категорию"},
    )
    days = forms.MultipleChoiceField(
        label="Удобные дни",
        choices=[("mon", "Понедельник"), ("wed", "Среда"), ("sat", "Суббота")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    comment = forms.CharField(
        label="Комментарий", widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    paper = forms.FileField(label="Документ", required=False, help_text="PDF или фотография")
    consent = forms.BooleanField(
        label="Согласен на обработку персональных данных",
        error_messages={"required": "Без согласия заявку принять нельзя"},
    )


CHILDREN = (
    ("Ёлкина Вера Дмитриевна", "6512345678", 960000, 415776, "active"),
    ("Сорокин Пётр Ильич", "6512345686", 960000, 0, "requested"),
    ("Жданова-Криворученко Александра Константиновна", "6512345694", 1245050, 1245050, "closed"),
)


def content() -> dict[str, Any]:
    """What the gallery shows."""
    refused = ExampleForm({"patronymic": "Ильич", "born_on": "31.31.2016"})
    return {
        "form": refused,
        "fresh": ExampleForm(prefix="fresh"),
        "statuses": sorted(STATUS_TONES.items(), key=lambda pair: pair[1]),
        "children": [
            dict(zip(("name", "number", "nominal", "debited", "status"), child, strict=True))
            for child in CHILDREN
        ],
        "tabs": [
            {"label": "Ждут нас", "url": "#", "current": True, "count": 12},
            {"label": "Ждут родителя", "url": "#", "current": False, "count": 1604},
            {"label": "Готово", "url": "#", "current": False, "count": None},
        ],
        "chips": [{"label": "10 лет", "url": "#"}, {"label": "Техническая", "url": "#"}],
        "pages": Paginator(range(1604), 20).page(6),
        "tasks": [
            {"label": "Описание", "url": "#", "state": "done", "hint": None},
            {"label": "Модуль и цена", "url": "#", "state": "todo", "hint": "Не хватает цены"},
            {"label": "Отправить", "url": "#", "state": "blocked", "hint": None},
        ],
        "checks": [
            {"ok": True, "text": "Возраст подходит: 10 лет", "cure": None},
            {
                "ok": False,
                "text": "В группе нет свободных мест",
                "cure": "Выберите другую группу или встаньте в лист ожидания.",
                "url": "#",
                "label": "Другие группы",
            },
        ],
        "events": [
            {
                "at": datetime(2026, 9, 14, 12, 0, tzinfo=UTC),
                "title": "Договор подписан",
                "by": "Ёлкина А. В.",
                "text": "Номинал 9 600,00 ₽, зарезервировано 7 200,00 ₽",
                "url": None,
            },
            {"at": date(2026, 9, 1), "title": "Заявка", "by": None, "text": None, "url": "#"},
        ],
        "today": date(2026, 9, 14),
        "now": datetime(2026, 9, 14, 12, 0, tzinfo=UTC),
    }
