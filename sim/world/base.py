"""The base of every model in a scenario: frozen, and strict about what it is given."""

from collections.abc import Mapping
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints


class Base(BaseModel):
    """A value of the world: immutable, comparable, and refusing keys it does not know."""

    model_config = ConfigDict(
        frozen=True,
        # Built when first read: most are only parts of others.
        defer_build=True,
        extra="forbid",
        use_attribute_docstrings=True,
        allow_inf_nan=False,
        populate_by_name=True,
        serialize_by_alias=True,
    )


def _as_tuple(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


def _as_mix(value: Any) -> Any:
    return {value: 1.0} if isinstance(value, str) else value


Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*$", max_length=60)]
"""What things are called in a file and in results: lower case, digits, `-` and `_`."""

Label = Annotated[str, StringConstraints(min_length=1, max_length=200)]
"""What people read."""

Text = Annotated[str, StringConstraints(max_length=20_000)]

MOST_NAMES: Final = 1000
"""What a rule may name, and so what a world may hold of what rules name."""

Names = Annotated[
    tuple[Name, ...],
    Field(max_length=MOST_NAMES),
    BeforeValidator(_as_tuple, json_schema_input_type=Name | tuple[Name, ...]),
]
"""One name or a list of them."""

Weight = Annotated[float, Field(ge=0, le=1e9)]

Mix = Annotated[
    dict[Name, Weight],
    Field(min_length=1, max_length=MOST_NAMES),
    BeforeValidator(_as_mix, json_schema_input_type=Name | dict[Name, Weight]),
]
"""One name, or names with weights that need not add up to one."""


def shares(mix: Mapping[str, float]) -> dict[str, float]:
    """The weights of a mix as shares that add up to one.

    Raises
    ------
    ValueError
        If all weights are zero.
    """
    total = sum(mix.values())
    if total <= 0:
        raise ValueError("at least one weight must be above zero")
    return {name: weight / total for name, weight in mix.items()}
