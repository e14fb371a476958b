"""What validation tests find, recorded where it is asserted, so that the document says what was tested."""

from typing import Literal, NamedTuple

Kind = Literal["theory", "simulator", "published"]


class Finding(NamedTuple):
    """A figure of the model beside what it was held against, as people read them."""

    kind: Kind
    what: str
    model: str
    reference: str
    apart: str = ""
    """How far they are apart, in standard errors; empty where only the shape can be compared."""


FOUND: list[Finding] = []
"""What has been found since it was last cleared."""


def record(kind: Kind, what: str, model: str | float, reference: str | float, errors: float | None = None) -> None:
    """Keep a finding."""
    said = [figure if isinstance(figure, str) else f"{figure:.4g}" for figure in (model, reference)]
    FOUND.append(Finding(kind, what, *said, "" if errors is None else f"{errors:+.1f}".replace("-", "−")))
