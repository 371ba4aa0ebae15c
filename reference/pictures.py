"""Photos that people bring: looked into before they are opened, made small, stripped of all else.

What a camera writes beside the picture (the place, the day, its owner) is never kept: each size
is drawn anew from the points alone.
"""

from __future__ import annotations

import hashlib
import io
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import IO

from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from reference.errors import RuleBroken

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_BYTES = 10 * 1024 * 1024
# A JPEG is opened at a part of its size; others are held whole while they are made smaller.
MOST_PIXELS = {"JPEG": 50_000_000, "MPO": 50_000_000, "PNG": 25_000_000, "WEBP": 25_000_000}
LEAST_SIDE = 480
MOST_STRETCHED = 3
LONGEST_SIDE = 1600
QUALITY = 80
# Colours that can be made smaller as they are; a palette cannot.
SMOOTH = ("RGB", "RGBA", "L", "CMYK", "YCbCr")
_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# What the decoders raise when a file is not what it says it is.
BROKEN = (
    *(UnidentifiedImageError, OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError),
    *(EOFError, struct.error, MemoryError, OverflowError, ZeroDivisionError, AttributeError),
)


@dataclass(frozen=True)
class Picture:
    """A photo in the sizes in which it is shown, by width; all are WebP."""

    width: int
    height: int
    digest: str
    sizes: Mapping[int, bytes]


def prepare(file: IO[bytes], widths: Sequence[int]) -> Picture:
    """Check a photo by its content and draw it in these widths and its largest one.

    Raises RuleBroken `photo_too_heavy`, `photo_unreadable`, `photo_too_large`, `photo_too_small`,
    `photo_stretched`.
    """
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise _refusal(
            "photo_too_heavy", _("The photo is larger than 10 MB. Choose a smaller one.")
        )
    try:
        base = _opened(content)
        sizes = {width: _drawn(base, width) for width in widths if width < base.width}
        sizes[base.width] = _drawn(base, base.width)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise _too_large("PNG") from bomb
    except BROKEN as broken:
        raise _refusal(
            "photo_unreadable",
            _("This is not a photo the portal can open. Choose a JPEG, PNG or WebP file."),
        ) from broken
    return Picture(base.width, base.height, hashlib.sha256(content).hexdigest(), sizes)


def _opened(content: bytes) -> Image.Image:
    """The points of the photo, upright, without transparency, at most the longest side."""
    _check_canvas(content)
    if not _is_whole(content):
        raise EOFError("the end of the photo is missing")
    with Image.open(io.BytesIO(content), formats=FORMATS) as image:
        _check_size(image.format or "", *image.size)
        turn = _TURNS.get(_orientation(image))
        small = image if image.mode in SMOOTH else image.convert("RGBA")
        small.thumbnail((LONGEST_SIDE, LONGEST_SIDE), reducing_gap=2.0)
        coloured = (small if small.mode == "RGBA" else small.convert("RGB")).convert("RGBA")
    drawn = Image.new("RGB", coloured.size, "white")
    drawn.paste(coloured, mask=coloured.getchannel("A"))
    return drawn.transpose(turn) if turn is not None else drawn


def _check_canvas(content: bytes) -> None:
    """Refuse a WebP by what its header says: its decoder takes the memory when it is opened."""
    if content[:4] == b"RIFF" and content[8:16] == b"WEBPVP8X" and len(content) >= 30:
        width = int.from_bytes(content[24:27], "little") + 1
        height = int.from_bytes(content[27:30], "little") + 1
        _check_size("WEBP", width, height)


def _is_whole(content: bytes) -> bool:
    """Whether the file has its end; the library may draw what is there without a word.

    WeasyPrint tells it to.
    """
    if content[:4] == b"RIFF":
        return int.from_bytes(content[4:8], "little") + 8 <= len(content)
    end = b"IEND" if content[:4] == b"\x89PNG" else b"\xff\xd9"
    return end in content[len(content) // 2 :]


def _check_size(kind: str, width: int, height: int) -> None:
    if width * height > MOST_PIXELS[kind]:
        raise _too_large(kind)
    if min(width, height) < LEAST_SIDE:
        raise _refusal(
            "photo_too_small",
            _("The photo is too small: each side must have at least %(least)s points.")
            % {"least": LEAST_SIDE},
        )
    if max(width, height) > MOST_STRETCHED * min(width, height):
        raise _refusal(
            "photo_stretched",
            _("The photo is too long: cut it so that one side is at most three times the other."),
        )


def _orientation(image: Image.Image) -> int:
    """How the camera was held; 1 where that cannot be read."""
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except BROKEN:
        return 1


def _drawn(base: Image.Image, width: int) -> bytes:
    height = max(base.height * width // base.width, 1)
    image = base if width == base.width else base.resize((width, height), Image.Resampling.LANCZOS)
    file = io.BytesIO()
    image.save(file, "WEBP", quality=QUALITY, method=4)
    return file.getvalue()


def _too_large(kind: str) -> RuleBroken:
    return _refusal(
        "photo_too_large",
        _("The photo has more than %(most)s million points. Make it smaller.")
        % {"most": MOST_PIXELS[kind] // 1_000_000},
    )


def _refusal(code: str, message: str) -> RuleBroken:
    return RuleBroken(code, message, field="photo")
