"""Photos as they come: checked by what is in them, turned upright, stripped, made small."""

from __future__ import annotations

import io
import random
import struct
import zlib
from contextlib import suppress

import pytest
from PIL import Image, ImageFile

from reference import pictures
from reference.errors import RuleBroken
from tests.factories.files import picture

WIDTHS = (480, 960)


def prepare(content: bytes) -> pictures.Picture:
    return pictures.prepare(io.BytesIO(content), WIDTHS)


def refusal(content: bytes) -> str:
    with pytest.raises(RuleBroken) as refused:
        prepare(content)
    assert refused.value.field == "photo"
    return refused.value.code


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_drawn_in_every_width_that_is_smaller(kind: str):
    made = prepare(picture(2000, 1500, kind=kind))

    assert (made.width, made.height) == (1600, 1200)
    assert list(made.sizes) == [480, 960, 1600]
    for width, content in made.sizes.items():
        image = opened(content)
        assert (image.format, image.size) == ("WEBP", (width, width * 3 // 4))


def test_a_small_photo_is_not_enlarged():
    made = prepare(picture(700, 525))

    assert list(made.sizes) == [480, 700]


def test_a_photo_is_turned_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held on its side: the picture is turned clockwise

    made = prepare(picture(1200, 900, exif=exif))

    assert (made.width, made.height) == (900, 1200)
    image = opened(made.sizes[900]).convert("RGB")
    red, green, _blue = image.getpixel((800, 100))  # type: ignore[misc]
    assert red > 150 > green, "the red quarter has come to the upper right"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_place_and_the_day_of_the_shot_are_dropped(kind: str):
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (61.0, 40.0, 0.0)
    content = picture(kind=kind, exif=exif, icc_profile=b"SecretProfile")
    assert b"SecretCamera" in content

    made = prepare(content)

    for drawn in made.sizes.values():
        image = opened(drawn)
        assert not image.getexif()
        assert set(image.info) <= {"loop", "background", "timestamp", "duration"}
        assert b"Secret" not in drawn
        assert b"EXIF" not in drawn


@pytest.mark.parametrize("mode", ["L", "LA", "P", "1", "RGBA", "I;16"])
def test_every_kind_of_colour_becomes_a_photo(mode: str):
    assert prepare(picture(kind="PNG", mode=mode)).width == 1200


def test_print_colours_become_a_photo():
    assert prepare(picture(mode="CMYK")).width == 1200


def test_what_is_transparent_becomes_white():
    file = io.BytesIO()
    Image.new("RGBA", (600, 600), (0, 0, 0, 0)).save(file, "PNG")

    made = prepare(file.getvalue())

    darkest = min(opened(made.sizes[600]).convert("L").tobytes())
    assert darkest > 250


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"%PDF-1.7",
        b"\xff\xd8\xff\xe0" + b"\0" * 100,
        b"RIFF\x10\0\0\0WEBPVP8X",
        picture()[:2000],
        picture(kind="PNG")[:300],
        picture(kind="WEBP")[:300],
        picture(kind="GIF"),
        picture(kind="BMP"),
        picture(kind="TIFF"),
    ],
)
@pytest.mark.parametrize("is_lenient", [False, True])
def test_what_is_no_photo_is_refused(content: bytes, is_lenient: bool, monkeypatch):
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", is_lenient)

    assert refusal(content) == "photo_unreadable"


@pytest.mark.filterwarnings("ignore::UserWarning")  # the library tells what it could not read
def test_a_photo_that_was_spoilt_anywhere_never_breaks():
    chance = random.Random(4)
    for kind in ("JPEG", "PNG", "WEBP"):
        whole = picture(500, 500, kind=kind, exif=Image.Exif())
        for _number in range(120):
            spoilt = bytearray(whole)
            for _place in range(chance.randint(1, 8)):
                spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
            with suppress(RuleBroken):
                prepare(bytes(spoilt))


def png_of(width: int, height: int) -> bytes:
    """A PNG that says it has that many points, and is a few bytes long."""

    def chunk(name: bytes, content: bytes) -> bytes:
        checksum = zlib.crc32(name + content)
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", checksum)

    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    points = zlib.compress(b"\0" * 1000)
    parts = [chunk(b"IHDR", head), chunk(b"IDAT", points), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def webp_of(width: int, height: int) -> bytes:
    """The header of a WebP with a large canvas."""
    canvas = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + struct.pack("<I", 10) + b"\x02\0\0\0" + canvas
    return b"RIFF" + struct.pack("<I", len(body)) + body


@pytest.mark.parametrize(
    "bomb",
    [
        png_of(6_000, 5_000),
        png_of(12_000, 10_000),
        png_of(60_000, 60_000),
        webp_of(16_000, 16_000),
        webp_of(16_000_000, 16_000),
    ],
)
def test_a_bomb_is_refused_before_it_is_opened(bomb: bytes, monkeypatch):
    def explode(self: ImageFile.ImageFile) -> None:
        raise AssertionError("the points were asked for")

    monkeypatch.setattr(ImageFile.ImageFile, "load", explode)

    assert refusal(bomb) == "photo_too_large"


def test_sizes_have_borders():
    assert refusal(picture(479, 600)) == "photo_too_small"
    assert refusal(picture(480, 1441)) == "photo_stretched"
    assert prepare(picture(480, 1440)).height == 1440
    assert refusal(b"\xff" * (pictures.MOST_BYTES + 1)) == "photo_too_heavy"
