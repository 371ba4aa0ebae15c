"""Who learns where: the sheets' counts turned into pupils, places and groups. Pure.

Each child has a main program, some have a second one. The places of every offer, its contracts,
the ages by main program and the matrix of registers (R6.44) all hold at once.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from random import Random

from navigator.demo.sheets import Offer

# Places that the organisations of the district declare, and groups with none left.
DECLARED_PLACES = 2556
FULL_GROUPS = 28

INDIVIDUAL = 1  # the group size of lessons given one to one


@dataclass(eq=False)
class Pupil:
    """A child that learns: age on the demo's day, where, and by which contract if any."""

    number: int
    age: int
    main: Offer
    contract: Offer | None = None
    second: Offer | None = None

    @property
    def is_funded(self) -> bool:
        return self.contract is not None

    @property
    def offers(self) -> tuple[Offer, ...]:
        return (self.main, self.second) if self.second else (self.main,)


@dataclass(eq=False)
class Class:
    """One group of an offer: who is in it, and how many it has room for."""

    offer: Offer
    ordinal: int
    members: list[Pupil]
    capacity: int = 0

    @property
    def key(self) -> str:
        return f"{self.offer.key}-{self.ordinal}"

    @property
    def free(self) -> int:
        return self.capacity - len(self.members)


@dataclass(frozen=True)
class Slot:
    """A second place to be taken by a child whose main program is another one."""

    offer: Offer
    by_contract: bool


@dataclass
class Matching:
    """Second places and the children that take them."""

    candidates: dict[Slot, list[Pupil]]
    taken: dict[Pupil, int] = field(default_factory=dict)

    def place(self, slots: Sequence[Slot]) -> None:
        """Give every slot a child, moving earlier ones where that is the only way."""
        for index in range(len(slots)):
            if not self._find(index, slots, set()):
                raise ValueError(f"nobody can take a second place in {slots[index].offer.key}")

    def _find(self, index: int, slots: Sequence[Slot], seen: set[Pupil]) -> bool:
        candidates = self.candidates[slots[index]]
        free = next((pupil for pupil in candidates if pupil not in self.taken), None)
        if free is not None:
            self.taken[free] = index
            return True
        for pupil in candidates:
            if pupil in seen:
                continue
            seen.add(pupil)
            if self._find(self.taken[pupil], slots, seen):
                self.taken[pupil] = index
                return True
        return False


def pupils_of(offers: Sequence[Offer]) -> list[Pupil]:
    """Every child that learns, with its main program, its second one and its contract."""
    pupils: list[Pupil] = []
    for offer in offers:
        contracts = offer.contracts
        for age in (age for age, number in offer.ages for _child in range(number)):
            pupil = Pupil(len(pupils), age, offer)
            if contracts:
                pupil.contract, contracts = offer, contracts - 1
            pupils.append(pupil)
    _give_second_places(offers, pupils)
    return pupils


def _give_second_places(offers: Sequence[Offer], pupils: list[Pupil]) -> None:
    wanted = {
        slot: number
        for offer in offers
        for slot, number in _second_places(offer, offer.contracts - offer.children)
    }
    candidates = {slot: _candidates(slot, pupils) for slot in wanted}
    # those with the least choice choose first
    ordered = sorted(wanted, key=lambda slot: len(candidates[slot]) / wanted[slot])
    slots = [slot for slot in ordered for _place in range(wanted[slot])]
    matching = Matching(candidates)
    matching.place(slots)
    for pupil, index in matching.taken.items():
        pupil.second = slots[index].offer
        if slots[index].by_contract:
            pupil.contract = slots[index].offer


def _second_places(offer: Offer, contracts: int) -> Iterable[tuple[Slot, int]]:
    """How many second places of each sort the offer has."""
    by_contract = max(contracts, 0)
    if by_contract:
        yield Slot(offer, by_contract=True), by_contract
    if rest := offer.places - offer.children - by_contract:
        yield Slot(offer, by_contract=False), rest


def _candidates(slot: Slot, pupils: list[Pupil]) -> list[Pupil]:
    """Who may take the place, the nearest first; the order among neighbours is mixed, once."""
    offer = slot.offer
    fitting = [pupil for pupil in pupils if _may_take(pupil, slot)]
    Random(offer.key).shuffle(fitting)
    return sorted(fitting, key=lambda pupil: _distance(pupil.main, offer))


def _may_take(pupil: Pupil, slot: Slot) -> bool:
    offer, main = slot.offer, pupil.main
    if main.program.code == offer.program.code or not offer.admits(pupil.age):
        return False
    if slot.by_contract:
        # with a contract the certificate is funded, so the main place must suit a funded one
        return not pupil.is_funded and main.register in ("significant", "paid")
    if offer.register == "other_budget":
        return not pupil.is_funded
    return not offer.register == main.register == "preprofessional"


def _distance(main: Offer, offer: Offer) -> int:
    if main.provider == offer.provider:
        return 0
    return 1 if main.provider.settlement == offer.provider.settlement else 2


def classes_of(offers: Sequence[Offer], pupils: Sequence[Pupil]) -> list[Class]:
    """The groups of every offer: children of like age together, places for those to come."""
    learners: dict[str, list[Pupil]] = defaultdict(list)
    for pupil in pupils:
        for offer in pupil.offers:
            learners[offer.key].append(pupil)
    classes = [
        Class(offer, ordinal, members)
        for offer in offers
        for ordinal, members in enumerate(
            _split(sorted(learners[offer.key], key=lambda p: (p.age, p.number)), offer.groups),
            start=1,
        )
    ]
    _set_capacities(classes)
    return classes


def _split(pupils: list[Pupil], parts: int) -> list[list[Pupil]]:
    """Parts of nearly one size, in order."""
    size, longer = divmod(len(pupils), parts)
    cut = [size * n + min(n, longer) for n in range(parts + 1)]
    return [pupils[cut[n] : cut[n + 1]] for n in range(parts)]


def _set_capacities(classes: list[Class]) -> None:
    """Fill the most wanted groups to the last place and share the other places out."""
    full = _most_wanted(classes)
    for each in classes:
        taken = len(each.members)
        each.capacity = taken if each in full else max(each.offer.program.group_size, taken + 1)
    roomy = [each for each in classes if each not in full]
    while left := DECLARED_PLACES - sum(each.capacity for each in classes):
        if left > 0:
            min(roomy, key=lambda each: each.free).capacity += 1
        else:
            max(roomy, key=lambda each: each.free).capacity -= 1


def _most_wanted(classes: list[Class]) -> set[Class]:
    """The groups that are full: the fullest ones, of as many offers as possible."""
    chosen: set[Class] = set()
    of_offer: Counter[str] = Counter()
    shared = [each for each in classes if each.offer.program.group_size > INDIVIDUAL]
    for each in sorted(shared, key=lambda c: -len(c.members) / c.offer.program.group_size):
        if not of_offer[each.offer.key] and len(chosen) < FULL_GROUPS:
            of_offer[each.offer.key] += 1
            chosen.add(each)
    return chosen
