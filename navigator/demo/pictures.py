"""Pictures for the cards of the demo: drawn here, so that nothing has to be brought along. Pure.

A canvas is 100 wide and 75 high; the motif of a program is found by its activity.
"""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Sequence
from functools import cache

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 960, 720
# Drawn so many times larger and made small again, for smooth edges.
FINE = 2

PAPER, INK, NIGHT = "#f6f1e7", "#26324a", "#1d2b50"
BLUE, SKY, TEAL, GREEN = "#2f6db5", "#cfe4f5", "#2a8c82", "#5b9a4b"
RED, ORANGE, YELLOW, ROSE, WHITE = "#c8473f", "#e58a3c", "#f2c14e", "#f3d9cf", "#ffffff"

Point = tuple[float, float]


class Canvas:
    """A sheet to draw on in hundredths of its width."""

    def __init__(self, ground: str) -> None:
        self.image = Image.new("RGB", (WIDTH * FINE, HEIGHT * FINE), ground)
        self._draw = ImageDraw.Draw(self.image)

    def _at(self, points: Sequence[Point]) -> list[Point]:
        one = WIDTH * FINE / 100
        return [(x * one, y * one) for x, y in points]

    def area(self, colour: str, *points: Point) -> None:
        self._draw.polygon(self._at(points), fill=colour)

    def disc(self, colour: str, x: float, y: float, radius: float) -> None:
        box = self._at([(x - radius, y - radius), (x + radius, y + radius)])
        self._draw.ellipse([*box[0], *box[1]], fill=colour)

    def arc(self, colour: str, box: tuple[Point, Point], turn: Point, thick: float) -> None:
        (left, top), (right, bottom) = self._at(box)
        width = int(thick * WIDTH * FINE / 100)
        self._draw.arc([left, top, right, bottom], *turn, fill=colour, width=width)

    def block(self, colour: str, left: float, top: float, right: float, bottom: float) -> None:
        (x, y), (right_x, bottom_y) = self._at([(left, top), (right, bottom)])
        self._draw.rounded_rectangle([x, y, right_x, bottom_y], radius=20 * FINE, fill=colour)

    def line(self, colour: str, thick: float, *points: Point) -> None:
        width = int(thick * WIDTH * FINE / 100)
        self._draw.line(self._at(points), fill=colour, width=width, joint="curve")

    def png(self) -> bytes:
        file = io.BytesIO()
        small = self.image.resize((WIDTH, HEIGHT), Image.Resampling.BOX)
        small.save(file, "PNG", compress_level=1)
        return file.getvalue()


def _robot() -> Canvas:
    canvas = Canvas(SKY)
    canvas.block("#e6d3b8", -5, 64, 105, 90)
    canvas.line(INK, 1.2, (50, 20), (50, 11))
    canvas.disc(ORANGE, 50, 10, 2.6)
    canvas.block(BLUE, 34, 19, 66, 40)
    for x in (43, 57):
        canvas.disc(WHITE, x, 28, 4)
        canvas.disc(INK, x, 28.5, 1.8)
    canvas.block(WHITE, 42, 34.5, 58, 36.5)
    canvas.line(INK, 2.4, (31, 46), (21, 54), (25, 60))
    canvas.line(INK, 2.4, (69, 46), (79, 54), (75, 60))
    canvas.block(TEAL, 31, 42, 69, 60)
    for x, colour in ((42, YELLOW), (50, RED), (58, WHITE)):
        canvas.disc(colour, x, 51, 2.4)
    for x in (37, 55):
        canvas.block(INK, x, 61, x + 8, 67)
    return canvas


def _screen() -> Canvas:
    canvas = Canvas(PAPER)
    canvas.block(INK, 18, 12, 82, 55)
    canvas.block(NIGHT, 20.5, 14.5, 79.5, 52.5)
    lines = ((25, 22, YELLOW), (30, 30, TEAL), (30, 18, ORANGE), (35, 26, SKY), (30, 14, WHITE))
    for number, (left, long, colour) in enumerate(lines):
        top = 19 + number * 6.2
        canvas.block(colour, left, top, left + long, top + 2.6)
    canvas.area(INK, (44, 55), (56, 55), (59, 63), (41, 63))
    canvas.block(BLUE, 30, 62, 70, 66)
    return canvas


def _plane() -> Canvas:
    canvas = Canvas(SKY)
    for x, y in ((16, 58), (78, 20), (70, 62)):
        for shift, radius in ((-6, 4), (0, 6), (7, 4.5)):
            canvas.disc(WHITE, x + shift, y, radius)
    canvas.area(RED, (14, 33), (86, 16), (52, 58), (45, 43))
    canvas.area(ORANGE, (45, 43), (86, 16), (38, 38))
    canvas.area(INK, (45, 43), (52, 49), (47, 56))
    return canvas


def _boat() -> Canvas:
    canvas = Canvas(SKY)
    canvas.disc(YELLOW, 80, 16, 7)
    canvas.area(WHITE, (49, 9), (49, 47), (24, 47))
    canvas.area(ROSE, (52, 16), (52, 47), (72, 47))
    canvas.line(INK, 1.4, (50.5, 7), (50.5, 52))
    canvas.area(RED, (22, 50), (80, 50), (71, 62), (31, 62))
    for top, colour in ((59, TEAL), (66, BLUE)):
        for x in range(-10, 110, 10):
            canvas.disc(colour, x + top % 7, top + 6, 7)
        canvas.block(colour, -5, top + 6, 105, 90)
    return canvas


def _palette() -> Canvas:
    canvas = Canvas(PAPER)
    canvas.disc(ORANGE, 44, 38, 26)
    canvas.disc(PAPER, 52, 50, 5.5)
    paints = ((30, 30, RED), (38, 21, YELLOW), (50, 20, GREEN), (59, 29, BLUE), (28, 43, TEAL))
    for x, y, colour in paints:
        canvas.disc(colour, x, y, 4.4)
    canvas.line(INK, 2.6, (64, 63), (84, 22))
    canvas.area(ROSE, (82, 24), (87, 25), (89, 9))
    canvas.area(RED, (84.5, 18), (87.7, 18), (89, 9))
    return canvas


def _music() -> Canvas:
    canvas = Canvas(ROSE)
    for number in range(5):
        canvas.line(WHITE, 0.8, (0, 22 + number * 8), (100, 22 + number * 8))
    for x, y, colour in ((24, 52, BLUE), (44, 46, BLUE), (70, 54, RED)):
        canvas.disc(colour, x, y, 5)
        canvas.line(colour, 1.6, (x + 4.4, y), (x + 4.4, y - 28))
    canvas.line(BLUE, 3.4, (27.7, 25), (49.2, 19))
    canvas.line(RED, 2.6, (74.4, 26), (82, 34), (80, 42))
    return canvas


def _stage() -> Canvas:
    canvas = Canvas(NIGHT)
    canvas.area("#3a4a78", (50, -5), (24, 64), (76, 64))
    canvas.block(ORANGE, -5, 60, 105, 90)
    canvas.disc(YELLOW, 50, 62, 12)
    canvas.block(ORANGE, -5, 63, 105, 90)
    for side in (1, -1):
        for number, colour in enumerate((RED, "#a83a36", RED)):
            outer = 50 - side * (50 - number * 9)
            inner = 50 - side * (40 - number * 9)
            canvas.area(colour, (outer, -2), (inner, -2), (inner - side * 5, 62), (outer, 62))
    for x in range(0, 101, 10):
        canvas.disc(RED, x, 2, 6.5)
    return canvas


def _ball() -> Canvas:
    canvas = Canvas(GREEN)
    for number in range(0, 10, 2):
        canvas.area("#68a757", *_column(number * 10, number * 10 + 10))
    canvas.arc(WHITE, ((26, 13), (74, 61)), (0, 360), 0.9)
    canvas.line(WHITE, 0.9, (50, 0), (50, 75))
    canvas.disc(ORANGE, 50, 37, 15)
    canvas.line(INK, 0.9, (35, 37), (65, 37))
    canvas.line(INK, 0.9, (50, 22), (50, 52))
    canvas.arc(INK, ((24, 24), (44, 50)), (-58, 58), 0.9)
    canvas.arc(INK, ((56, 24), (76, 50)), (122, 238), 0.9)
    return canvas


def _column(left: float, right: float) -> list[Point]:
    return [(left, 0), (right, 0), (right, 75), (left, 75)]


def _medal() -> Canvas:
    canvas = Canvas(SKY)
    canvas.area(RED, (32, 0), (44, 0), (57, 38), (47, 42))
    canvas.area(BLUE, (68, 0), (56, 0), (43, 38), (53, 42))
    canvas.disc(ORANGE, 50, 50, 17)
    canvas.disc(YELLOW, 50, 50, 14)
    canvas.area(WHITE, *_star(50, 50, 9))
    return canvas


def _star(x: float, y: float, radius: float) -> list[Point]:
    return [
        (
            x + math.sin(corner * math.pi / 5) * radius * (0.45 if corner % 2 else 1),
            y - math.cos(corner * math.pi / 5) * radius * (0.45 if corner % 2 else 1),
        )
        for corner in range(10)
    ]


def _chess() -> Canvas:
    canvas = Canvas(PAPER)
    for row in range(3):
        for column in range(8):
            if (row + column) % 2:
                left, top = column * 12.5, 52 + row * 8
                corners = (left, top), (left + 12.5, top), (left + 12.5, top + 8), (left, top + 8)
                canvas.area("#b9936b", *corners)
    for x, colour in ((34, INK), (64, RED)):
        canvas.disc(colour, x, 21, 7)
        canvas.block(colour, x - 8, 27, x + 8, 31)
        canvas.area(colour, (x - 4, 30), (x + 4, 30), (x + 8, 55), (x - 8, 55))
        canvas.block(colour, x - 12, 54, x + 12, 60)
    return canvas


def _leaves() -> Canvas:
    canvas = Canvas(SKY)
    canvas.disc(YELLOW, 82, 15, 8)
    canvas.disc("#8fbf72", 22, 96, 46)
    canvas.disc(GREEN, 80, 100, 46)
    canvas.line("#3d6f36", 1.6, (48, 70), (48, 26))
    for y, side in ((58, 1), (49, -1), (40, 1), (31, -1)):
        canvas.area("#3d8a42", (48, y), (48 + side * 11, y - 9), (48 + side * 19, y - 7),
                    (48 + side * 12, y + 1))  # fmt: skip
    canvas.area("#3d8a42", (48, 30), (43, 21), (48, 10), (53, 21))
    return canvas


def _sky() -> Canvas:
    canvas = Canvas(NIGHT)
    for number in range(46):
        x, y = number * 37 % 101, number * number * 13 % 71
        canvas.disc(WHITE, x, y, 0.25 + number % 3 * 0.2)
    canvas.arc(ROSE, ((20, 28), (80, 50)), (0, 360), 1.4)
    canvas.disc(ORANGE, 50, 38, 17)
    canvas.arc(YELLOW, ((37, 26), (63, 48)), (20, 160), 1.6)
    canvas.arc(ROSE, ((20, 28), (80, 50)), (15, 165), 1.4)
    canvas.disc(SKY, 83, 15, 4)
    return canvas


def _flask() -> Canvas:
    canvas = Canvas(PAPER)
    canvas.area(SKY, (43, 12), (57, 12), (57, 32), (76, 64), (24, 64), (43, 32))
    canvas.area(TEAL, (36.5, 43), (63.5, 43), (76, 64), (24, 64))
    canvas.block(INK, 40, 9, 60, 13)
    for x, y, radius in ((44, 54, 3), (55, 50, 2), (52, 58, 2.4), (49, 36, 1.6), (52, 28, 1.2)):
        canvas.disc(WHITE, x, y, radius)
    return canvas


def _tent() -> Canvas:
    canvas = Canvas(SKY)
    canvas.disc(YELLOW, 72, 18, 8)
    canvas.area("#7d93b3", (-4, 56), (28, 14), (58, 56))
    canvas.area(WHITE, (20.5, 24), (28, 14), (35, 24), (28, 28))
    canvas.area("#98abc6", (40, 56), (76, 26), (108, 56))
    canvas.block(GREEN, -5, 54, 105, 90)
    canvas.area(ORANGE, (32, 67), (52, 36), (72, 67))
    canvas.area(INK, (46, 67), (52, 48), (58, 67))
    return canvas


def _book() -> Canvas:
    canvas = Canvas(ROSE)
    canvas.area(BLUE, (12, 22), (50, 28), (88, 22), (88, 62), (50, 68), (12, 62))
    canvas.area(WHITE, (15, 18), (49, 25), (49, 63), (15, 57))
    canvas.area(PAPER, (85, 18), (51, 25), (51, 63), (85, 57))
    for number in range(4):
        y = 29 + number * 7
        canvas.line(SKY, 1.4, (20, y - 2), (44, y + 2))
        canvas.line(SKY, 1.4, (56, y + 2), (80, y - 2))
    canvas.area(RED, (66, 21), (72, 20), (72, 37), (69, 33), (66, 38))
    return canvas


# What is in each picture, and how it is drawn.
MOTIFS: dict[str, tuple[str, Callable[[], Canvas]]] = {
    "robot": ("Рисунок: робот с тремя кнопками", _robot),
    "screen": ("Рисунок: экран с цветными строками программы", _screen),
    "plane": ("Рисунок: бумажный самолёт среди облаков", _plane),
    "boat": ("Рисунок: модель парусника на волнах", _boat),
    "palette": ("Рисунок: палитра с красками и кисть", _palette),
    "music": ("Рисунок: ноты на нотном стане", _music),
    "stage": ("Рисунок: сцена, занавес и луч света", _stage),
    "ball": ("Рисунок: мяч в центре площадки", _ball),
    "medal": ("Рисунок: медаль со звездой на ленте", _medal),
    "chess": ("Рисунок: две шахматные фигуры на доске", _chess),
    "leaves": ("Рисунок: росток среди зелёных холмов", _leaves),
    "sky": ("Рисунок: планета с кольцом среди звёзд", _sky),
    "flask": ("Рисунок: колба с раствором", _flask),
    "tent": ("Рисунок: палатка у подножия гор", _tent),
    "book": ("Рисунок: раскрытая книга с закладкой", _book),
}
OF_ACTIVITY = {
    "Робототехника": ("robot", "screen"),
    "Программирование": ("screen",),
    "Компьютерная графика": ("screen", "palette"),
    "Моделирование и печать": ("screen",),
    "Авиамоделирование": ("plane",),
    "Судомоделирование": ("boat",),
    "Изобразительное искусство": ("palette",),
    "Декоративно-прикладное творчество": ("palette",),
    "Инструментальная музыка": ("music",),
    "Вокал": ("music", "stage"),
    "Фольклор": ("music",),
    "Театр": ("stage",),
    "Хореография": ("stage", "music"),
    "Игровые виды спорта": ("ball", "medal"),
    "Лёгкая атлетика": ("medal",),
    "Гимнастика": ("medal",),
    "Шахматы": ("chess",),
    "Биология": ("leaves",),
    "Экология": ("leaves",),
    "Астрономия": ("sky",),
    "Химия": ("flask",),
    "Физика": ("flask",),
    "Туризм": ("tent",),
    "Краеведение": ("tent",),
    "Ориентирование": ("tent",),
    "Иностранные языки": ("book",),
    "Подготовка к школе": ("book",),
    "Журналистика": ("book",),
}


def pictures_of(activity: str) -> list[tuple[str, bytes]]:
    """The pictures for a program of this activity, as PNG, each with what is in it."""
    return [(MOTIFS[name][0], drawn(name)) for name in OF_ACTIVITY.get(activity, ())]


@cache
def drawn(name: str) -> bytes:
    """The motif as a file; drawn once, however many programs show it."""
    return MOTIFS[name][1]().png()
