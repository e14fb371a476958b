"""Which consignments a step, a lane or a rule is for."""

from typing import Final, NamedTuple

from sim.world.base import Base, Names


class Traits(NamedTuple):
    """What a filter can ask about a consignment."""

    stream: str
    kind: str
    goods: str
    consignor: str
    lane: str
    post: str


TRAITS: Final = ("stream", "kind", "goods", "consignor", "lane", "post")


class Filter(Base):
    """Which consignments are meant; a trait that is not named does not matter."""

    stream: Names | None = None
    """Streams."""
    kind: Names | None = None
    """Kinds of stream: relief, commercial or people."""
    goods: Names | None = None
    """Goods."""
    consignor: Names | None = None
    """Kinds of consignor."""
    lane: Names | None = None
    """Lanes: green, blue, yellow or red."""
    post: Names | None = None
    """Posts."""

    def matches(self, traits: Traits) -> bool:
        """Whether the consignment with these traits is meant."""
        for trait in TRAITS:
            allowed = getattr(self, trait)
            if allowed is not None and getattr(traits, trait) not in allowed:
                return False
        return True

    def overlaps(self, other: "Filter") -> bool:
        """Whether some consignment could match both."""
        for trait in TRAITS:
            mine, theirs = getattr(self, trait), getattr(other, trait)
            if mine is not None and theirs is not None and not set(mine) & set(theirs):
                return False
        return True


EVERYTHING: Final = Filter()
