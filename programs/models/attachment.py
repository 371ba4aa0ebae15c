from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programs.models.program import Program
from reference.stamps import PortalNow

# In these widths a photo is kept, and in its largest one.
WIDTHS = (480, 960)


class Photo(models.Model):
    """A photo on the card of a program, kept in several widths; the first is its cover."""

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="photos")
    ordinal = models.PositiveIntegerField(default=1)
    alt = models.CharField(_("what is in the photo"), max_length=200)
    # the name of its files: never the same twice, so that browsers may keep them for good
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    digest = models.CharField(max_length=64)
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    added_at = models.DateTimeField(db_default=PortalNow())

    personal_fields = ()

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ("program", "ordinal", "id")
        constraints = [
            models.UniqueConstraint(fields=("key",), name="photo_key_unique"),
            models.UniqueConstraint(fields=("program", "digest"), name="photo_once_in_a_program"),
            models.CheckConstraint(name="photo_says_what_is_in_it", condition=~Q(alt="")),
            models.CheckConstraint(name="photo_has_a_size", condition=Q(width__gt=0, height__gt=0)),
        ]

    def __str__(self) -> str:
        return self.alt

    @property
    def widths(self) -> list[int]:
        """The widths in which it is kept, the largest last."""
        return [*(width for width in WIDTHS if width < self.width), self.width]

    def name(self, width: int) -> str:
        """What its file of that width is called, in the address too."""
        return f"{self.key.hex}-{width}"

    def path(self, width: int) -> str:
        """Where its file of that width is kept."""
        return f"programs/photos/{self.name(width)}.webp"

    def address(self, width: int) -> str:
        """The address of the photo in that width."""
        return reverse("programs:photo", args=(self.name(width),))

    @property
    def smallest(self) -> str:
        return self.address(self.widths[0])

    @property
    def largest(self) -> str:
        return self.address(self.width)

    @property
    def srcset(self) -> str:
        """All its widths, for the browser to choose from."""
        return ", ".join(f"{self.address(width)} {width}w" for width in self.widths)


class ProgramText(models.Model):
    """The approved text of a program as a PDF file."""

    program = models.OneToOneField(Program, on_delete=models.CASCADE, related_name="text")
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    digest = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    pages = models.PositiveSmallIntegerField()
    attached_on = models.DateField()

    personal_fields = ()

    class Meta:
        verbose_name = _("text of a program")
        verbose_name_plural = _("texts of programs")
        constraints = [
            models.UniqueConstraint(fields=("key",), name="program_text_key_unique"),
            models.CheckConstraint(
                name="program_text_is_not_empty", condition=Q(size__gt=0, pages__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return str(self.program)

    @property
    def path(self) -> str:
        """Where the file is kept."""
        return f"programs/texts/{self.key}.pdf"
