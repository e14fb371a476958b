import json
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from scipy import integrate, special, stats

from sim.world.base import Base
from sim.world.distributions import (
    LARGEST,
    Constant,
    DurationDistribution,
    Gamma,
    NumberDistribution,
    Time,
    TonnesDistribution,
    UsdDistribution,
)
from sim.world.quantities import HOUR_US, MINUTE_US

WRITTEN = {"written": True}
MIN = float(MINUTE_US)


class Example(Base):
    takes: DurationDistribution | None = None
    factor: NumberDistribution | None = None
    weighs: TonnesDistribution | None = None
    costs: UsdDistribution | None = None


def takes(written):
    """Read a distribution of durations as the loader does."""
    return Example.model_validate({"takes": written}, context=WRITTEN).takes


def complaint(written):
    """Return the only sentence with which a distribution is refused."""
    with pytest.raises(ValidationError) as caught:
        takes(written)
    (error,) = caught.value.errors()
    return error["msg"].removeprefix("Value error, ")


SPREADS = [
    {"distribution": family, "mean": "35 min", "cv": cv}
    for family in ("gamma", "lognormal", "weibull")
    for cv in (0.1, 0.5, 1.0, 2.0)
]
SMOOTH = [
    "35 min",
    {"distribution": "uniform", "low": "10 min", "high": "70 min"},
    {"distribution": "triangular", "low": "10 min", "mode": "20 min", "high": "70 min"},
    {"distribution": "triangular", "low": "10 min", "mode": "10 min", "high": "70 min"},
    {"distribution": "exponential", "mean": "35 min"},
    {"distribution": "gamma", "mean": "35 min", "sd": "15 min"},
    *SPREADS,
]
EMPIRICAL = {"distribution": "empirical", "values": ["30 min", "10 min", "2 h"], "weights": [1, 2, 1]}


@pytest.mark.parametrize("written", SMOOTH)
def test_mean_and_variance_are_those_of_the_quantile_function(written):
    """Mean ∫Q(u)du and variance ∫(Q(u)-mean)²du, with u = Φ(z) so that the trapezoid rule also meets the tails."""
    distribution = takes(written)
    z = np.linspace(-8.0, 8.0, 400_001)
    density = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
    values = distribution.quantile(special.ndtr(z))
    mean = integrate.trapezoid(values * density, z)
    variance = integrate.trapezoid((values - mean) ** 2 * density, z)
    assert distribution.mean() == pytest.approx(mean, rel=1e-7)
    assert distribution.variance() == pytest.approx(variance, rel=1e-5, abs=1e-6 * MIN)


def test_mean_and_spread_are_the_ones_that_were_written():
    """A mean of 35 min with a cv of 0.5 has a standard deviation of 17.5 min; one with sd 15 min has 15 min."""
    for family in ("gamma", "lognormal", "weibull"):
        relative = takes({"distribution": family, "mean": "35 min", "cv": 0.5})
        absolute = takes({"distribution": family, "mean": "35 min", "sd": "15 min"})
        assert relative.mean() == absolute.mean() == 35 * MIN
        assert relative.variance() == pytest.approx((17.5 * MIN) ** 2)
        assert absolute.variance() == pytest.approx((15 * MIN) ** 2)


# Gamma: shape 1/cv² = 4, scale 35 min x cv². Lognormal: sigma² = ln(1 + cv²). Weibull: cv 1 is shape 1, exponential.
# Triangular: scipy's c is (20 - 10) / (70 - 10) = 1/6.
@pytest.mark.parametrize(
    ("written", "reference"),
    [
        (SMOOTH[1], stats.uniform(10 * MIN, 60 * MIN)),
        (SMOOTH[2], stats.triang(1 / 6, 10 * MIN, 60 * MIN)),
        (SMOOTH[4], stats.expon(scale=35 * MIN)),
        ({"distribution": "gamma", "mean": "35 min", "cv": 0.5}, stats.gamma(4, scale=35 * MIN / 4)),
        ({"distribution": "gamma", "mean": "35 min", "cv": 2}, stats.gamma(0.25, scale=35 * MIN * 4)),
        (
            {"distribution": "lognormal", "mean": "35 min", "cv": 0.5},
            stats.lognorm(np.sqrt(np.log(1.25)), scale=35 * MIN / np.sqrt(1.25)),
        ),
        ({"distribution": "weibull", "mean": "35 min", "cv": 1}, stats.expon(scale=35 * MIN)),
    ],
)
def test_quantiles_are_those_of_scipy(written, reference):
    """The quantile function agrees with scipy's percent point function from one tail to the other."""
    u = np.concatenate([[1e-12, 1e-6], np.linspace(0.001, 0.999, 999), [1 - 1e-6, 1 - 1e-12]])
    np.testing.assert_allclose(takes(written).quantile(u), reference.ppf(u), rtol=1e-9)


@pytest.mark.parametrize("shape", [0.5, 0.8, 1.5, 2.0, 3.5, 10.0])
def test_the_weibull_shape_is_solved_from_the_spread(shape):
    """A Weibull whose cv is that of a known shape has the quantiles of that shape."""
    reference = stats.weibull_min(shape)
    written = {"distribution": "weibull", "mean": "1 h", "cv": float(reference.std() / reference.mean())}
    u = np.linspace(0.001, 0.999, 99)
    np.testing.assert_allclose(takes(written).quantile(u), reference.ppf(u) * HOUR_US / reference.mean(), rtol=1e-9)


def test_an_empirical_distribution_repeats_what_was_observed():
    """10 min counts 2 of 4, 30 min and 2 h 1 of 4 each: mean (20 + 30 + 120) / 4 = 42.5 min; variance by hand."""
    distribution = takes(EMPIRICAL)
    np.testing.assert_array_equal(
        distribution.quantile([0, 0.3, 0.5, 0.51, 0.75, 0.76, 1]) / MIN, [10, 10, 10, 30, 30, 120, 120]
    )
    assert distribution.mean() == 42.5 * MIN
    expected = (2 * 32.5**2 + 12.5**2 + 77.5**2) / 4
    assert distribution.variance() == pytest.approx(expected * MIN**2)


def test_values_without_weights_count_the_same_and_those_of_weight_0_never_come():
    """Half of 0 and 1 h each; a value of weight 0 is not even drawn at the very ends."""
    even = takes({"distribution": "empirical", "values": ["1 h", "0"]})
    assert even.quantile([0.49, 0.51]).tolist() == [0, HOUR_US]
    never = takes({"distribution": "empirical", "values": ["0", "1 h", "2 h"], "weights": [0, 1, 0]})
    assert never.quantile([0, 0.5, 1]).tolist() == [HOUR_US] * 3


@pytest.mark.parametrize("written", [*SMOOTH, EMPIRICAL, {"distribution": "lognormal", "mean": "35 min", "cv": 5}])
def test_every_value_is_finite_not_negative_and_rises_with_u(written):
    """Even at 0 and 1, which no draw should give but some do, and in the shape of what is asked."""
    u = np.concatenate([[0.0, 5e-324], np.linspace(0, 1, 1001), [1.0]])
    values = takes(written).quantile(u)
    assert values.dtype == np.float64
    assert values.shape == u.shape
    assert np.isfinite(values).all()
    assert (values >= 0).all()
    assert (np.diff(values) >= 0).all()


@pytest.mark.parametrize("family", ["gamma", "lognormal", "weibull"])
@pytest.mark.parametrize("none", [{"cv": 0}, {"sd": "0"}])
def test_no_spread_is_a_constant(family, none):
    """All quantiles of a distribution without spread are its mean."""
    distribution = takes({"distribution": family, "mean": "35 min"} | none)
    assert distribution.quantile([0, 0.5, 1]).tolist() == [35 * MIN] * 3
    assert distribution.variance() == 0


def test_a_plain_quantity_is_a_constant():
    """35 min is always 35 min, and is dumped as it was written."""
    constant = takes("35 min")
    assert constant == Constant[Time](value=35 * MINUTE_US)
    assert constant.quantile([0.1, 0.9]).tolist() == [35 * MIN] * 2
    assert Example(takes=constant).model_dump(mode="json")["takes"] == "35 min"


def test_other_quantities_have_distributions_too():
    """Tonnes, money and plain numbers are read with their units, or without."""
    example = Example.model_validate(
        {"factor": 1.5, "weighs": "800 kg", "costs": {"distribution": "gamma", "mean": "1.5m USD", "cv": 1}},
        context=WRITTEN,
    )
    assert (example.factor.mean(), example.weighs.mean(), example.costs.mean()) == (1.5, 0.8, 1_500_000.0)


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        (5, "5 needs a unit"),
        ([1, 2], "a list is not a duration"),
        ({"mean": "35 min"}, "the distribution has no name; write for example {distribution: gamma, mean: 35 min"),
        ({"mean": "35 min", "cv": 0.5}, "the distribution has no name"),
        ({"distribution": "gama"}, "'gama' is not a known distribution; write one of constant, uniform, triangular"),
        ({"distribution": ["gamma"]}, "a list is not a known distribution"),
        ({"distribution": "gamma", "mean": "35 min"}, "either sd or cv must be given, and only one"),
        ({"distribution": "gamma", "mean": "35 min", "sd": "1 min", "cv": 1}, "either sd or cv must be given"),
        ({"distribution": "gamma", "mean": 35, "cv": 1}, "35 needs a unit"),
        ({"distribution": "gamma", "mean": "0 min", "cv": 1}, "a mean of 0 leaves no room for a spread"),
        ({"distribution": "gamma", "mean": "35 min", "cv": -1}, "the spread is -1 times the mean"),
        ({"distribution": "gamma", "mean": "35 min", "cv": 6}, "the spread is 6 times the mean"),
        ({"distribution": "gamma", "mean": "35 min", "cv": float("nan")}, "Input should be a finite number"),
        ({"distribution": "weibull", "mean": "35 min", "cv": 0.04}, "the spread is 0.04 times the mean"),
        ({"distribution": "lognormal", "mean": "5000 d", "cv": 5}, "the lognormal distribution reaches too far"),
        ({"distribution": "uniform", "low": "2 h", "high": "1 h"}, "low must not exceed high"),
        ({"distribution": "triangular", "low": "1 h", "mode": "3 h", "high": "2 h"}, "low, mode and high must be in"),
        ({"distribution": "empirical", "values": ["1 h"], "weights": [1, 2]}, "weights must be as many as the values"),
        ({"distribution": "empirical", "values": ["1 h"], "weights": [0]}, "weights must be as many as the"),
        ({"distribution": "empirical", "values": []}, "Tuple should have at least 1 item"),
        ({"distribution": "empirical", "values": ["1 h"] * 10_001}, "Tuple should have at most 10000 items"),
        ({"distribution": "exponential", "mean": "1 h", "cv": 1}, "Extra inputs are not permitted"),
    ],
)  # fmt: skip
def test_what_does_not_fit_together_is_refused(written, sentence):
    """A planner is told what is wrong and, where it is not plain, what would be right."""
    assert complaint(written).startswith(sentence)


def test_nothing_reaches_past_64_bits():
    """The farthest value that any accepted distribution can give still fits a count of microseconds."""
    assert takes({"distribution": "exponential", "mean": "36525 d"}).quantile(1.0) < LARGEST < np.iinfo(np.int64).max


durations = st.integers(MINUTE_US, 1_000 * HOUR_US)
numbers = st.floats(0.05, 5)
distributions = st.one_of(
    st.builds(lambda mean, cv, family: {"distribution": family, "mean": mean, "cv": cv},
              durations, numbers, st.sampled_from(["gamma", "lognormal", "weibull"])),
    st.builds(lambda low, rise: {"distribution": "triangular", "low": low, "mode": low + rise, "high": low + 2 * rise},
              durations, durations),
    st.builds(lambda values: {"distribution": "empirical", "values": values}, st.lists(durations, min_size=1)),
    st.builds(lambda mean: {"distribution": "exponential", "mean": mean}, durations),
    durations,
)  # fmt: skip


@given(distributions)
def test_every_distribution_reads_back_from_what_is_dumped(written):
    """JSON, Python and pickle give the same value again, whichever defaults are left out."""
    example = Example(takes=written)
    for options in ({}, {"exclude_none": True}, {"exclude_defaults": True}, {"exclude_unset": True}):
        assert Example.model_validate_json(example.model_dump_json(**options), context=WRITTEN) == example
    assert Example.model_validate(example.model_dump()) == example
    assert pickle.loads(pickle.dumps(example)) == example
    assert hash(pickle.loads(pickle.dumps(example))) == hash(example)


def test_distributions_are_dumped_as_people_write_them():
    """Quantities as text, the name first, nothing that was not given."""
    written = {"distribution": "gamma", "mean": "35 min", "sd": "15 min"}
    assert json.dumps(Example(takes=takes(written)).model_dump(mode="json")["takes"]) == json.dumps(written)


def test_python_may_hand_over_a_distribution():
    """A distribution that was made in Python is taken as it is."""
    gamma = Gamma[Time](mean=HOUR_US, cv=0.5)
    assert Example(takes=gamma).takes is gamma


def test_the_schema_describes_plain_quantities_and_families():
    """An editor learns from the schema that a duration or any of the eight families may stand here."""
    schema = Example.model_json_schema()
    plain, families, _ = schema["properties"]["takes"]["anyOf"]
    assert plain == {"$ref": "#/$defs/Time"}
    assert len(families["oneOf"]) == 8
    assert schema["$defs"]["Gamma_Time_"]["properties"]["mean"]["description"] == "The mean."
