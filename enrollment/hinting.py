"""What a moderator should look at in words that everyone will read: hints, never decisions."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from certificates.models import Child, Guardianship
from enrollment.models import Answer, Opinion
from users.models import User

PHONE = re.compile(r"(?:\d[\s\-().]*){10,}|\b\d{2,3}-\d{2}-\d{2}\b")
EMAIL = re.compile(r"[\w.+-]+\s?@\s?[\w-]+\.\w{2,}")
ADDRESS = re.compile(r"https?://|www\.|\b(?:t\.me|vk\.com|wa\.me|max\.ru)\b|(?<!\w)@\w{4,}", re.I)
WORD = re.compile(r"[^\W\d_]+")
# Shorter beginnings stand in too many words.
SHORTEST = 3
ENDINGS = "аяоеёйьиуюыэ"


def hints(words: Opinion | Answer) -> list[str]:
    """What in the words may be a contact or a name, in sentences."""
    opinion = words if isinstance(words, Opinion) else words.opinion
    text = words.text
    found = []
    if PHONE.search(text):
        found.append(_("There seems to be a telephone number."))
    if EMAIL.search(text):
        found.append(_("There seems to be an e-mail address."))
    if ADDRESS.search(text):
        found.append(_("There seems to be an address of a site or a messenger."))
    if _named(text, _names_of_child(opinion.learning.certificate.child)):
        found.append(_("There seems to be the name or the surname of the child."))
    parents = Guardianship.objects.filter(
        child=opinion.learning.certificate.child_id
    ).select_related("user")
    if _named(text, [name for each in parents for name in _names_of(each.user)]):
        found.append(_("There seems to be the name or the surname of a parent."))
    return found


def _names_of_child(child: Child) -> list[str]:
    return [child.last_name, child.first_name]


def _names_of(user: User) -> list[str]:
    return [user.last_name, user.first_name]


def _named(text: str, names: list[str]) -> bool:
    """Whether a word begins like one of the names, whatever its case: Маша, Маше, Машу."""
    stems = [stem for name in names if len(stem := _key(name).rstrip(ENDINGS)) >= SHORTEST]
    return any(_key(word).startswith(stem) for word in WORD.findall(text) for stem in stems)


def _key(word: str) -> str:
    return word.lower().replace("ё", "е")
