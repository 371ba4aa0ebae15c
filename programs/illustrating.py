"""The provider shows the program: photos with words for those who do not see them, and its text.

They are parts of the card: changed only while the card is the provider's, and checked with it.
Files are drawn and written before the row and its lock; one that no row came to name is taken
away again.
"""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import IO
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from programs import lifecycle
from programs.models import Photo, Program, ProgramText
from programs.models.attachment import WIDTHS
from reference import pdf_files, pictures
from reference.errors import RuleBroken, refusing
from users import audit
from users.models import User

MOST_PHOTOS = 8


def add_photo(program: Program, file: IO[bytes], alt: str, *, by: User, on: date) -> Photo:
    """Put a photo behind those of the card.

    Raises RuleBroken `card_locked`, `photos_full`, `photo_twice` and those of `pictures.prepare`.
    """
    lifecycle.check_editable(program)
    picture = pictures.prepare(file, WIDTHS)
    photo = Photo(
        program=program,
        key=uuid4(),
        alt=alt.strip(),
        digest=picture.digest,
        width=picture.width,
        height=picture.height,
    )
    try:
        for width, content in picture.sizes.items():
            default_storage.save(photo.path(width), ContentFile(content))
        _put_behind(photo, by)
    except BaseException:
        _forget(photo)
        raise
    return photo


@transaction.atomic
def _put_behind(photo: Photo, by: User) -> None:
    program = lifecycle.lock(photo.program)
    lifecycle.check_editable(program)
    others = list(program.photos.all())
    if len(others) >= MOST_PHOTOS:
        raise RuleBroken(
            "photos_full",
            _("The card has %(most)s photos already. Remove one first.") % {"most": MOST_PHOTOS},
            field="photo",
        )
    twice = RuleBroken("photo_twice", _("This photo is on the card already."), field="photo")
    photo.ordinal = max((other.ordinal for other in others), default=0) + 1
    with refusing({"photo_once_in_a_program": twice}):
        photo.save()
    audit.record(by, "program.photo_added", program, photo=photo.pk)


@transaction.atomic
def describe_photo(photo: Photo, alt: str, *, by: User, on: date) -> Photo:
    """Say in other words what is in the photo. Raises RuleBroken `card_locked`."""
    photo = _lock(photo)
    photo.alt = alt.strip()
    photo.save(update_fields=("alt",))
    audit.record(by, "program.photo_described", photo.program, photo=photo.pk)
    return photo


@transaction.atomic
def put_first(photo: Photo, *, by: User, on: date) -> Photo:
    """Make the photo the cover of the card. Raises RuleBroken `card_locked`."""
    return _put(_lock(photo), 0, by=by)


@transaction.atomic
def put_earlier(photo: Photo, *, by: User, on: date) -> Photo:
    """Show it before the one it follows; the first stays. Raises RuleBroken `card_locked`."""
    photo = _lock(photo)
    before = [other.pk for other in photo.program.photos.all()].index(photo.pk)
    return _put(photo, max(before - 1, 0), by=by)


def _put(photo: Photo, place: int, *, by: User) -> Photo:
    """Put the photo at this place among those of its locked card, counted from nought."""
    others = list(photo.program.photos.exclude(pk=photo.pk))
    for ordinal, other in enumerate([*others[:place], photo, *others[place:]], start=1):
        Photo.objects.filter(pk=other.pk).update(ordinal=ordinal)
    photo.ordinal = place + 1
    audit.record(by, "program.photos_ordered", photo.program, photo=photo.pk)
    return photo


@transaction.atomic
def remove_photo(photo: Photo, *, by: User, on: date) -> None:
    """Take the photo off the card, its files too. Raises RuleBroken `card_locked`."""
    photo = _lock(photo)
    audit.record(by, "program.photo_removed", photo.program, photo=photo.pk)
    transaction.on_commit(partial(_forget, photo))
    Photo.objects.filter(pk=photo.pk).delete()


def attach_text(program: Program, file: IO[bytes], *, by: User, on: date) -> ProgramText:
    """Put the program's text on the card, in the place of an earlier one.

    Raises RuleBroken `card_locked` and those of `pdf_files.read`.
    """
    lifecycle.check_editable(program)
    read = pdf_files.read(file, field="text")
    text = ProgramText(
        program=program,
        key=uuid4(),
        digest=read.digest,
        size=len(read.content),
        pages=read.pages,
        attached_on=on,
    )
    try:
        default_storage.save(text.path, ContentFile(read.content))
        _replace(text, by)
    except BaseException:
        default_storage.delete(text.path)
        raise
    return text


@transaction.atomic
def _replace(text: ProgramText, by: User) -> None:
    program = lifecycle.lock(text.program)
    lifecycle.check_editable(program)
    _drop_text(program)
    text.save()
    audit.record(by, "program.text_attached", program, pages=text.pages)


@transaction.atomic
def remove_text(program: Program, *, by: User, on: date) -> None:
    """Take the program's text off the card. Raises RuleBroken `card_locked`."""
    program = lifecycle.lock(program)
    lifecycle.check_editable(program)
    if _drop_text(program):
        audit.record(by, "program.text_removed", program)


def _drop_text(program: Program) -> bool:
    """Remove the row, and its file when the transaction is through."""
    texts = list(ProgramText.objects.filter(program=program))
    for text in texts:
        transaction.on_commit(partial(default_storage.delete, text.path))
        ProgramText.objects.filter(pk=text.pk).delete()
    return bool(texts)


def _lock(photo: Photo) -> Photo:
    """The photo as it is now, its card locked and the provider's. A removed one is not found."""
    program = lifecycle.lock(photo.program)
    lifecycle.check_editable(program)
    found = Photo.objects.filter(pk=photo.pk).first()
    if found is None:
        raise RuleBroken("photo_gone", _("This photo has been removed already."))
    found.program = program
    return found


def _forget(photo: Photo) -> None:
    """Delete the files of a photo that no card shows."""
    for width in photo.widths:
        default_storage.delete(photo.path(width))
