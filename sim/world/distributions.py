"""How long things take and how much they vary: distributions written by their mean and spread.

All chance is drawn beforehand as uniform numbers; a distribution only turns them into values through its quantile
function, so that one stream of luck serves whatever hours an agency is given. A family holds any quantity and computes
in its unit: microseconds for durations. A plain quantity (``35 min``) is a constant.
"""

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated, Any, ClassVar, Final, Generic, Literal, Self, TypeVar

import numpy as np
import numpy.typing as npt
import scipy
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    model_serializer,
    model_validator,
)
from typing_extensions import TypeAliasType

from sim.world.base import Base
from sim.world.quantities import Duration, Number, Tonnes, Usd
from sim.world.scales import quoted

Floats = npt.NDArray[np.float64]
Q = TypeVar("Q", bound=float)

LARGEST: Final = 2.0**62
"""No distribution may reach further, so that a duration in microseconds always fits into 64 bits."""

_FAMILIES: Final = ("constant", "uniform", "triangular", "exponential", "gamma", "lognormal", "weibull", "empirical")
_EXAMPLE: Final = "{distribution: gamma, mean: 35 min, cv: 0.5}"
_LEAST_CHANCE: Final = 2.0**-53
_WIDEST_CV: Final = 5.0


class Family(Base, ABC, Generic[Q]):
    """What every distribution can say of itself."""

    # Pydantic looks for attribute docstrings where a class is made, and for a generic class that is not its source.
    model_config = ConfigDict(use_attribute_docstrings=False)

    distribution: str

    @abstractmethod
    def mean(self) -> float:
        """Return the expected value."""

    @abstractmethod
    def variance(self) -> float:
        """Return the expected squared distance from the mean."""

    @abstractmethod
    def _values(self, u: Floats) -> Floats: ...

    def quantile(self, u: npt.ArrayLike) -> Floats:
        """Turn uniform numbers into values: the one that is not exceeded with chance u.

        Parameters
        ----------
        u
            Chances in [0, 1]; those nearer to 0 or 1 than 2^-53 count as that, so that every value is finite.
        """
        return self._values(np.clip(np.asarray(u, dtype=np.float64), _LEAST_CHANCE, 1 - _LEAST_CHANCE))

    @model_validator(mode="after")
    def _check(self) -> Self:
        self._check_parameters()
        if not self.quantile(1.0) <= LARGEST:
            raise ValueError(f"the {self.distribution} distribution reaches too far; lower its mean or its spread")
        return self

    def _check_parameters(self) -> None:
        """Refuse parameters that do not go together."""

    @model_serializer(mode="wrap")
    def _write(self, handler: SerializerFunctionWrapHandler) -> Any:
        given = {key: value for key, value in handler(self).items() if value is not None}
        return {"distribution": self.distribution, **given}


class Constant(Family[Q], Generic[Q]):
    """Always the same."""

    distribution: Literal["constant"] = "constant"
    value: Q = Field(description="The value.")

    def mean(self) -> float:
        """Return the expected value."""
        return float(self.value)

    def variance(self) -> float:
        """Return 0."""
        return 0.0

    def _values(self, u: Floats) -> Floats:
        return np.full_like(u, self.value)

    @model_serializer(mode="wrap")
    def _write(self, handler: SerializerFunctionWrapHandler) -> Any:
        return handler(self)["value"]


class Uniform(Family[Q], Generic[Q]):
    """Anything between two bounds, all equally likely."""

    distribution: Literal["uniform"] = "uniform"
    low: Q = Field(description="The least value.")
    high: Q = Field(description="The greatest value.")

    def mean(self) -> float:
        """Return the expected value."""
        return (self.low + self.high) / 2

    def variance(self) -> float:
        """Return the expected squared distance from the mean."""
        return (self.high - self.low) ** 2 / 12

    def _values(self, u: Floats) -> Floats:
        return self.low + (self.high - self.low) * u

    def _check_parameters(self) -> None:
        if not self.low <= self.high:
            raise ValueError("low must not exceed high")


class Triangular(Family[Q], Generic[Q]):
    """Between two bounds, with a most likely value: what an experienced officer can name."""

    distribution: Literal["triangular"] = "triangular"
    low: Q = Field(description="The least value.")
    mode: Q = Field(description="The most likely value.")
    high: Q = Field(description="The greatest value.")

    def mean(self) -> float:
        """Return the expected value."""
        return (self.low + self.mode + self.high) / 3

    def variance(self) -> float:
        """Return the expected squared distance from the mean."""
        rise, width = float(self.mode - self.low), float(self.high - self.low)
        return (rise**2 + width**2 - rise * width) / 18

    def _values(self, u: Floats) -> Floats:
        rise, fall, width = self.mode - self.low, self.high - self.mode, float(self.high - self.low)
        rising = self.low + np.sqrt(u * width * rise)
        return np.where(u * width < rise, rising, self.high - np.sqrt((1 - u) * width * fall))

    def _check_parameters(self) -> None:
        if not self.low <= self.mode <= self.high:
            raise ValueError("low, mode and high must be in this order")


class Exponential(Family[Q], Generic[Q]):
    """Without memory: what is left does not depend on how long it has lasted."""

    distribution: Literal["exponential"] = "exponential"
    average: Q = Field(alias="mean", description="The mean.")

    def mean(self) -> float:
        """Return the expected value."""
        return float(self.average)

    def variance(self) -> float:
        """Return the expected squared distance from the mean."""
        return float(self.average) ** 2

    def _values(self, u: Floats) -> Floats:
        return -self.average * np.log1p(-u)


class Spread(Family[Q], Generic[Q]):
    """A family of positive values given by its mean and one of two measures of spread; none makes it a constant."""

    narrowest_cv: ClassVar[float] = 1e-6
    """The least spread, other than none, at which the quantiles are accurate."""

    average: Q = Field(alias="mean", description="The mean.")
    sd: Q | None = Field(default=None, description="The standard deviation, in the unit of the mean.")
    cv: float | None = Field(default=None, description="The standard deviation as a part of the mean.")

    def mean(self) -> float:
        """Return the expected value."""
        return float(self.average)

    def variance(self) -> float:
        """Return the expected squared distance from the mean."""
        return (self._cv * self.average) ** 2

    @property
    def _cv(self) -> float:
        if self.cv is not None:
            return self.cv
        return self.sd / self.average if self.sd else 0.0

    def _values(self, u: Floats) -> Floats:
        return self.average * (self._unit_values(u, self._cv) if self._cv else np.ones_like(u))

    @abstractmethod
    def _unit_values(self, u: Floats, cv: float) -> Floats:
        """Return the quantiles at mean 1."""

    def _check_parameters(self) -> None:
        if (self.sd is None) == (self.cv is None):
            raise ValueError(f"either sd or cv must be given, and only one; write for example {_EXAMPLE}")
        if self.average < 0 or (self.average == 0 and (self.sd or self.cv)):
            raise ValueError("a mean of 0 leaves no room for a spread; write a mean above 0")
        if self._cv and not self.narrowest_cv <= self._cv <= _WIDEST_CV:
            raise ValueError(
                f"the spread is {self._cv:.4g} times the mean, which a {self.distribution} distribution cannot take; "
                f"write 0 or between {self.narrowest_cv:g} and {_WIDEST_CV:g} times the mean"
            )


class Gamma(Spread[Q], Generic[Q]):
    """Positive and skewed to the right: the usual choice for the time a step takes."""

    distribution: Literal["gamma"] = "gamma"

    def _unit_values(self, u: Floats, cv: float) -> Floats:
        shape = cv**-2
        return np.asarray(scipy.special.gammaincinv(shape, u) / shape, dtype=np.float64)


class Lognormal(Spread[Q], Generic[Q]):
    """The product of many small causes: a heavy right tail."""

    distribution: Literal["lognormal"] = "lognormal"

    def _unit_values(self, u: Floats, cv: float) -> Floats:
        sigma = math.sqrt(math.log1p(cv**2))
        return np.exp(sigma * scipy.special.ndtri(u) - sigma**2 / 2)


class Weibull(Spread[Q], Generic[Q]):
    """The time to a first failure: from very skewed to nearly symmetric."""

    distribution: Literal["weibull"] = "weibull"
    narrowest_cv: ClassVar[float] = 0.05

    def _unit_values(self, u: Floats, cv: float) -> Floats:
        inverse_shape = _weibull_inverse_shape(cv)
        return (-np.log1p(-u)) ** inverse_shape / math.gamma(1 + inverse_shape)


@lru_cache(maxsize=1024)
def _weibull_inverse_shape(cv: float) -> float:
    """Solve 1 + cv² = Γ(1 + 2x) / Γ(1 + x)² for x, the inverse of the shape, which rises with cv."""

    def excess(x: float) -> float:
        return float(scipy.special.gammaln(1 + 2 * x) - 2 * scipy.special.gammaln(1 + x) - math.log1p(cv**2))

    return float(scipy.optimize.brentq(excess, 1e-3, 10.0, xtol=1e-15, rtol=1e-14))


class Empirical(Family[Q], Generic[Q]):
    """One of the values that were observed."""

    distribution: Literal["empirical"] = "empirical"
    values: tuple[Q, ...] = Field(min_length=1, max_length=10_000, description="What was observed.")
    weights: tuple[Annotated[float, Field(ge=0, le=1e9)], ...] | None = Field(
        default=None, max_length=10_000, description="How much each value counts; all the same if not given."
    )

    def mean(self) -> float:
        """Return the expected value."""
        return float(np.average(self.values, weights=self.weights))

    def variance(self) -> float:
        """Return the expected squared distance from the mean."""
        return float(np.average((np.asarray(self.values) - self.mean()) ** 2, weights=self.weights))

    def _values(self, u: Floats) -> Floats:
        values = np.asarray(self.values, dtype=np.float64)
        order = np.argsort(values, kind="stable")
        chances = np.cumsum(np.ones_like(values) if self.weights is None else np.asarray(self.weights)[order])
        return values[order][np.searchsorted(chances / chances[-1], u)]

    def _check_parameters(self) -> None:
        if self.weights is not None and (len(self.weights) != len(self.values) or sum(self.weights) <= 0):
            raise ValueError("weights must be as many as the values, and not all 0")


def _read(written: Any) -> Any:
    """Take a plain quantity for a constant, and ask for the name of anything else."""
    if isinstance(written, BaseModel):
        return written
    if not isinstance(written, Mapping):
        return {"distribution": "constant", "value": written}
    name = written.get("distribution")
    if name is None:
        raise ValueError(
            f"the distribution has no name; write for example {_EXAMPLE}, or one of {', '.join(_FAMILIES)}"
        )
    if name not in _FAMILIES:
        raise ValueError(f"{quoted(name)} is not a known distribution; write one of {', '.join(_FAMILIES)}")
    return written


# Named, so that the families are called Gamma[Time] or Gamma[Money] in schemas, in pickles and in every process.
Time = TypeAliasType("Time", Duration)
Figure = TypeAliasType("Figure", Number)
Mass = TypeAliasType("Mass", Tonnes)
Money = TypeAliasType("Money", Usd)


_DurationFamilies = Annotated[
    Constant[Time]
    | Uniform[Time]
    | Triangular[Time]
    | Exponential[Time]
    | Gamma[Time]
    | Lognormal[Time]
    | Weibull[Time]
    | Empirical[Time],
    Field(discriminator="distribution"),
]
DurationDistribution = Annotated[
    _DurationFamilies, BeforeValidator(_read, json_schema_input_type=Time | _DurationFamilies)
]
"""How long something takes [us]."""

_NumberFamilies = Annotated[
    Constant[Figure]
    | Uniform[Figure]
    | Triangular[Figure]
    | Exponential[Figure]
    | Gamma[Figure]
    | Lognormal[Figure]
    | Weibull[Figure]
    | Empirical[Figure],
    Field(discriminator="distribution"),
]
NumberDistribution = Annotated[_NumberFamilies, BeforeValidator(_read, json_schema_input_type=Figure | _NumberFamilies)]
"""A number from 0, without unit."""

_TonnesFamilies = Annotated[
    Constant[Mass]
    | Uniform[Mass]
    | Triangular[Mass]
    | Exponential[Mass]
    | Gamma[Mass]
    | Lognormal[Mass]
    | Weibull[Mass]
    | Empirical[Mass],
    Field(discriminator="distribution"),
]
TonnesDistribution = Annotated[_TonnesFamilies, BeforeValidator(_read, json_schema_input_type=Mass | _TonnesFamilies)]
"""A weight [t]."""

_UsdFamilies = Annotated[
    Constant[Money]
    | Uniform[Money]
    | Triangular[Money]
    | Exponential[Money]
    | Gamma[Money]
    | Lognormal[Money]
    | Weibull[Money]
    | Empirical[Money],
    Field(discriminator="distribution"),
]
UsdDistribution = Annotated[_UsdFamilies, BeforeValidator(_read, json_schema_input_type=Money | _UsdFamilies)]
"""An amount of money [USD]."""
