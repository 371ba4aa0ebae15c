"""What people may have meant by the words they typed: another keyboard, a synonym, a slip.

The database knows word forms itself; here is what it cannot know. There is no pg_trgm, so the
nearest word is looked for among the words of the catalogue, which are gathered every night.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import takewhile

from django.db import connection, transaction
from rapidfuzz import process
from rapidfuzz.distance import OSA

from programs.conditions import Filters
from programs.models import SearchWord

LATIN = "`qwertyuiop[]asdfghjkl;'zxcvbnm,.~{}:\"<>"
RUSSIAN = "ёйцукенгшщзхъфывапролджэячсмитьбюёхъжэбю"
TO_RUSSIAN = str.maketrans(LATIN, RUSSIAN)
TO_LATIN = {ord(russian): latin for latin, russian in zip(LATIN, RUSSIAN, strict=True)}
HAS_LATIN = re.compile(r"[a-z]", re.IGNORECASE)
WORD = re.compile(r"[^\W_]+")
# So many other readings are tried at most: each costs the search a look into its index.
READINGS = 6
# What Russian nouns and adjectives end with, taken off before words are compared.
ENDING = re.compile(r"(?:[аяыиоей]ми?|[оеи]го|[оеаяыи][вйх]|[аяыиоеуюьй])$")
LONGEST_ENDING = 3
SHORTEST = 4  # letters: a slip in a shorter word is another word


def fold(text: str) -> str:
    """Lower case, ё as е: as the database folds words."""
    return text.lower().replace("ё", "е")


def readings(text: str) -> tuple[str, ...]:
    """Other ways to read the text that are searched along with it."""
    found = [*_of_keyboard(text), *_of_synonyms(text)]
    return tuple(dict.fromkeys(one for one in found if one != text))[:READINGS]


def understood(filters: Filters) -> Filters:
    """The filters with the other readings of their text."""
    return replace(filters, readings=readings(filters.text)) if filters.text else filters


def corrected(text: str) -> str | None:
    """The text with each unknown word replaced by the nearest one of the catalogue, if any is."""
    text = fold(text)
    words = {word for word in WORD.findall(text) if len(word) >= SHORTEST and word.isalpha()}
    known = set(SearchWord.objects.filter(word__in=words).values_list("word", flat=True))
    better = {word: near for word in words - known if (near := _nearest(word))}
    if not better:
        return None
    return WORD.sub(lambda found: better.get(found.group(), found.group()), text)


def _of_keyboard(text: str) -> list[str]:
    """The same keys pressed on the other keyboard, where the catalogue has such words."""
    if not HAS_LATIN.search(text):
        return []
    typed = text.lower().translate(TO_RUSSIAN)
    words = WORD.findall(fold(typed))
    if words and all(_is_beginning(word) for word in words):
        return [typed]
    return []


def _is_beginning(word: str) -> bool:
    return SearchWord.objects.filter(word__startswith=word).exists()


def _of_synonyms(text: str) -> list[str]:
    """The text with a word of it replaced by what the catalogue calls the thing."""
    folded = fold(text)
    words = WORD.findall(folded)
    found: list[str] = []
    for word, meanings in _said_in(folded):
        said = fold(word)
        # the form that was typed: the word that begins most like the synonym
        typed = max(words, key=lambda word: _alike(word, said), default=said)
        for meaning in meanings.split(","):
            found.append(folded.replace(said if " " in said else typed, meaning.strip()))
    return found


def _alike(word: str, other: str) -> int:
    """How many first letters are the same."""
    return sum(
        1 for _pair in takewhile(lambda pair: pair[0] == pair[1], zip(word, other, strict=False))
    )


def _said_in(folded: str) -> list[tuple[str, str]]:
    """The synonyms whose words the text has, in any form, with what the catalogue calls them."""
    with connection.cursor() as cursor:
        cursor.execute(SAID, [folded])
        rows: list[tuple[str, str]] = cursor.fetchall()
        return rows


SAID = """
    SELECT word, meaning FROM programs_synonym
    WHERE to_tsvector('pg_catalog.russian', %s)
        @@ phraseto_tsquery('pg_catalog.russian', programs_search_fold(word))
    ORDER BY word
"""


def _nearest(word: str) -> str | None:
    """The word of the catalogue that differs least, else the one that does but for its ending."""
    slips = 1 if len(word) < 7 else 2 if len(word) < 10 else 3
    frequent = _words(len(word) - slips, len(word) + slips)
    if best := _best(word, {one: one for one in frequent}, frequent, slips):
        return best
    stem = ENDING.sub("", word)
    if len(stem) < SHORTEST:
        return None
    frequent = _words(len(stem) - 1, len(stem) + 1 + LONGEST_ENDING)
    return _best(stem, {one: ENDING.sub("", one) for one in frequent}, frequent, 1)


def _words(shortest: int, longest: int) -> dict[str, int]:
    """The words of such lengths, and how many programs have each."""
    return dict(
        SearchWord.objects.extra(
            where=["char_length(word) BETWEEN %s AND %s"], params=[shortest, longest]
        ).values_list("word", "programs")
    )


def _best(typed: str, compared: dict[str, str], frequent: dict[str, int], slips: int) -> str | None:
    """Of the words, by what is compared of each, the nearest; of equally near the most frequent."""
    near = process.extract(typed, compared, scorer=OSA.distance, score_cutoff=slips, limit=20)
    best = min(
        near,
        key=lambda one: (one[1], one[2][0] != typed[0], -frequent[one[2]]),
        default=None,
    )
    return best[2] if best else None


@transaction.atomic
def gather_words() -> int:
    """Gather the words of the catalogue anew; how many came, went or became more or less frequent.

    Two that gather at once wait for each other.
    """
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE programs_searchword IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute(GATHER)
        return int(cursor.fetchone()[0])


GATHER = """
    WITH gathered AS MATERIALIZED (
        SELECT found.word, count(*) AS programs
        FROM programs_searchentry entry
        CROSS JOIN LATERAL (
            SELECT DISTINCT word
            FROM regexp_split_to_table(entry.words, '[^[:alpha:]]+') AS word
        ) AS found
        WHERE char_length(found.word) BETWEEN 3 AND 40
        GROUP BY found.word
    ), gone AS (
        DELETE FROM programs_searchword
        WHERE word NOT IN (SELECT word FROM gathered) RETURNING word
    ), come AS (
        INSERT INTO programs_searchword AS known (word, programs)
        SELECT word, programs FROM gathered
        ON CONFLICT (word) DO UPDATE SET programs = excluded.programs
        WHERE known.programs <> excluded.programs
        RETURNING word
    )
    SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM come)
"""
