import contextlib
import json
import pickle
from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from sim.world import quantities
from sim.world.base import Base
from sim.world.quantities import (
    DAY_US,
    HOUR_US,
    LONGEST_US,
    MINUTE_US,
    SECOND_US,
    WEEK_US,
    Count,
    Duration,
    Moment,
    Multiplier,
    Number,
    PositiveCount,
    PositiveDuration,
    Rate,
    Share,
    Tonnes,
    Usd,
    UsdPerHour,
    format_duration,
    hours,
    moment_at,
    parse_duration,
    say_duration,
)

ALL = [
    Duration, PositiveDuration, Moment, Share, Rate, Number, Count, PositiveCount, Tonnes, Usd, UsdPerHour, Multiplier
]  # fmt: skip
KATHMANDU = ZoneInfo("Asia/Kathmandu")
ONSET = datetime(2015, 4, 25, 11, 56, tzinfo=KATHMANDU)
WRITTEN = {"written": True, "onset": ONSET, "zone": KATHMANDU}


def read(kind, value):
    """Read a value as the loader does."""
    return TypeAdapter(kind).validate_python(value, context=WRITTEN)


def complaint(kind, value, context=WRITTEN):
    """Return the sentence with which a value is refused."""
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(kind).validate_python(value, context=context)
    return str(caught.value.errors()[0]["ctx"]["error"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("35 min", 35 * MINUTE_US),
        ("3.5 h", 210 * MINUTE_US),
        ("2 d", 2 * DAY_US),
        ("1 h 30 min", 90 * MINUTE_US),
        ("1h30min", 90 * MINUTE_US),
        ("90 s", 90 * SECOND_US),
        ("2 weeks", 2 * WEEK_US),
        ("250 ms", SECOND_US // 4),
        ("  2 Hours ", 2 * HOUR_US),
        (".5 h", 30 * MINUTE_US),
        ("1e2 s", 100 * SECOND_US),
        ("7 µs", 7),
        ("7 μs", 7),
        ("0", 0),
        ("0.0", 0),
    ],
)
def test_durations_are_read_as_people_write_them(text, expected):
    """A number and a unit, or several of them, is a duration."""
    assert parse_duration(text) == expected
    assert read(Duration, text) == expected


def test_durations_are_read_exactly():
    """A tenth of an hour is 360 s to the microsecond, and halves of a microsecond are rounded to even."""
    assert parse_duration("0.1 h") == 360 * SECOND_US
    assert [parse_duration(text) for text in ("0.5 us", "1.5 us", "2.5 us")] == [0, 2, 2]


@pytest.mark.parametrize(
    "text", ["", "h", "3 fortnights", "-3 h", "1 h 30", "nan h", "inf d", "1e9999 d", "５ h", "5 m"]
)
def test_what_is_no_duration_is_refused_with_an_example(text):
    """The sentence quotes what was written and shows what would be right."""
    assert complaint(Duration, text) == f"{text!r} is not a duration; write for example '35 min', '3.5 h' or '2 d'"


@pytest.mark.parametrize("value", [5, "5", 3.5, "3.5"])
def test_a_written_duration_needs_its_unit(value):
    """A bare number in a file could be minutes or hours, so the unit is asked for."""
    assert complaint(Duration, value) == f"{value!r} needs a unit, for example '35 min', '3.5 h' or '2 d'"


def test_durations_in_python_are_whole_microseconds():
    """Without a file, integers are the internal number; numpy's integers too; floats are not."""
    adapter = TypeAdapter(Duration)
    assert adapter.validate_python(5) == 5
    assert type(adapter.validate_python(np.int64(5))) is int
    assert "needs a unit" in complaint(Duration, 5.0, context=None)
    assert "between 0 and 100 years" in complaint(Duration, -1, context=None)


def test_durations_reach_to_100_years():
    """100 years of 365.25 days are 36,525 days; a microsecond more is refused, however it is written."""
    assert read(Duration, "36525 d") == LONGEST_US
    assert "longer than 100 years" in complaint(Duration, "36525 d 1 us")
    assert "longer than 100 years" in complaint(Duration, "1e400 d")
    assert "between 0 and 100 years" in complaint(Duration, LONGEST_US + 1, context=None)


def test_nothing_positive_is_zero():
    """A positive duration, a positive count and a multiplier refuse 0."""
    assert "above 0" in complaint(PositiveDuration, "0 min")
    assert "above 0" in complaint(PositiveCount, 0)
    assert "above 0" in complaint(Multiplier, 0)


@given(st.integers(-LONGEST_US, LONGEST_US))
def test_every_duration_reads_back(us):
    """What is written for a duration or moment is read as the same number."""
    text = format_duration(us)
    assert read(Moment, text) == us
    assert parse_duration(text.removeprefix("-")) == abs(us)


def test_durations_are_written_largest_unit_first():
    """1 d 2 h 3 min 4.000005 s in its parts; nothing is "0"."""
    assert format_duration(DAY_US + 2 * HOUR_US + 3 * MINUTE_US + 4 * SECOND_US + 5) == "1 d 2 h 3 min 4 s 5 us"
    assert format_duration(-90 * MINUTE_US) == "-1 h 30 min"
    assert format_duration(0) == "0"


@pytest.mark.parametrize(
    ("us", "expected"),
    [
        (76 * HOUR_US + 20 * MINUTE_US, "3 d 4 h"),
        (155 * MINUTE_US + 20 * SECOND_US, "2 h 35 min"),
        (35 * MINUTE_US, "35 min"),
        (DAY_US - SECOND_US, "1 d"),
        (40 * SECOND_US, "40 s"),
        (-5 * HOUR_US, "-5 h"),
        (0, "0 min"),
    ],
)
def test_durations_are_said_in_two_units(us, expected):
    """Readers get the two units that matter; rounding up carries over: 23:59:59 is a day."""
    assert say_duration(us) == expected


def test_hours_are_microseconds_over_3_6_billion():
    """90 min are 1.5 h."""
    assert hours(90 * MINUTE_US) == 1.5


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("3 d", 3 * DAY_US),
        ("-2 d", -2 * DAY_US),
        ("+1 h 30 min", 90 * MINUTE_US),
        ("day 3", 3 * DAY_US),
        # From 25 April 11:56 to 28 April 08:00 are 3 d less 3 h 56 min.
        ("day 3 08:00", 3 * DAY_US - 236 * MINUTE_US),
        ("2015-04-28 08:00", 3 * DAY_US - 236 * MINUTE_US),
        ("2015-04-28T08:00:00+05:45", 3 * DAY_US - 236 * MINUTE_US),
        ("2015-04-28 02:15 +00:00", 3 * DAY_US - 236 * MINUTE_US),
        ("2015-04-28t02:15z", 3 * DAY_US - 236 * MINUTE_US),
        ("2015-04-25", -(11 * 60 + 56) * MINUTE_US),
        (date(2015, 4, 25), -(11 * 60 + 56) * MINUTE_US),
        (datetime(2015, 4, 25, 12, 0), 4 * MINUTE_US),
        (datetime(2015, 4, 25, 12, 0, tzinfo=KATHMANDU), 4 * MINUTE_US),
        ("0", 0),
        (0, 0),
    ],
)
def test_moments_are_durations_days_or_dates(written, expected):
    """Kathmandu keeps 5 h 45 min ahead of Greenwich; the onset is at 11:56 there."""
    assert read(Moment, written) == expected


@pytest.mark.parametrize(
    "written",
    ["5", 5, "soon", "2015-02-30", "2015-04-28 25:00", "day 3 25:00", "0001-01-01", "9999-12-31", "day 999999 08:00",
     "--3 d", "40000 d", "2015-04-28" * 20, True, None],
)  # fmt: skip
def test_what_is_no_moment_is_refused(written):
    """A number without unit, no date, or a moment more than 100 years away is refused in a sentence, never a crash."""
    assert complaint(Moment, written)


def test_a_date_needs_an_onset_to_count_from():
    """Without onset and zone in the context a date cannot be turned into a moment, and the sentence says so."""
    assert "no onset is known here" in complaint(Moment, "2015-04-28", context={"written": True})
    assert "no onset is known here" in complaint(Moment, "day 3 08:00", context=None)


def test_clock_times_hold_when_clocks_change():
    """Warsaw, 27 March 2022: 02:00 becomes 03:00, so 02:30 counts as that moment and 04:00 comes 3 h after midnight.
    On 30 October 03:00 becomes 02:00: 02:30 is the first one, and 04:00 comes 5 h after midnight."""
    zone = ZoneInfo("Europe/Warsaw")
    spring = datetime(2022, 3, 27, tzinfo=zone)
    autumn = datetime(2022, 10, 30, tzinfo=zone)
    assert moment_at(datetime(2022, 3, 27, 2, 30), spring, zone) == 2 * HOUR_US
    assert moment_at(datetime(2022, 3, 27, 2, 0, 0, 1), spring, zone) == 2 * HOUR_US
    assert moment_at(datetime(2022, 3, 27, 4), spring, zone) == 3 * HOUR_US
    assert moment_at(datetime(2022, 10, 30, 2, 30), autumn, zone) == 150 * MINUTE_US
    assert moment_at(datetime(2022, 10, 30, 4), autumn, zone) == 5 * HOUR_US


@pytest.mark.parametrize(
    ("kind", "written", "expected"),
    [
        (Share, 0.12, 0.12),
        (Share, "12%", 0.12),
        (Share, "12 %", 0.12),
        (Share, "0.12", 0.12),
        (Rate, "12/h", 12.0),
        (Rate, "240/day", 10.0),
        (Rate, "240 per day", 10.0),
        (Rate, "3/week", 3 / 168),
        (Rate, 0, 0.0),
        (Number, 2.5, 2.5),
        (Count, 4, 4),
        (Count, "4", 4),
        (Count, 4.0, 4),
        (PositiveCount, 1, 1),
        (Tonnes, "12.5 t", 12.5),
        (Tonnes, "800 kg", 0.8),
        (Tonnes, 3, 3.0),
        (Usd, "20 USD", 20.0),
        (Usd, "$20", 20.0),
        (Usd, "1.5m USD", 1_500_000.0),
        (Usd, "USD 1.5 million", 1_500_000.0),
        (Usd, "$20k", 20_000.0),
        (Usd, 20, 20.0),
        (UsdPerHour, "20 USD/h", 20.0),
        (UsdPerHour, "480 USD/day", 20.0),
        (UsdPerHour, "$480 per day", 20.0),
        (Multiplier, 1.5, 1.5),
        (Multiplier, "150%", 1.5),
    ],
)
def test_quantities_are_read_in_their_units(kind, written, expected):
    """Each quantity arrives in the unit of the model, exactly."""
    assert read(kind, written) == expected


@pytest.mark.parametrize(
    ("kind", "written", "sentence"),
    [
        (Share, 12, "12 is not a share between 0 and 1; write for example 0.12 or '12%'"),
        (Share, -0.1, "-0.1 is not a share between 0 and 1; write for example 0.12 or '12%'"),
        (Rate, 3, "3 needs a unit, for example '250/day' or '12/h'"),
        (Rate, "3", "'3' needs a unit, for example '250/day' or '12/h'"),
        (Rate, "3/year", "'3/year' is not a rate; write for example '250/day' or '12/h'"),
        (Rate, "1e300/h", "'1e300/h' is not a rate between 0 and 100,000; write for example '250/day' or '12/h'"),
        (Count, 4.5, "4.5 is not a whole number; write for example 4"),
        (Count, -1, "-1 is not a whole number between 0 and 1,000,000; write for example 4"),
        (Tonnes, "3 lb", "'3 lb' is not a weight; write for example '12.5 t' or '800 kg'"),
        (Usd, "3 EUR", "'3 EUR' is not an amount of money; write for example '20 USD' or '1.5m USD'"),
        (UsdPerHour, 20, "20 needs a unit, for example '20 USD/h' or '480 USD/day'"),
        (Multiplier, 1001, "1001 is not a multiplier above 0 and at most 1,000; write for example 1.5 or '150%'"),
    ],
)  # fmt: skip
def test_other_quantities_are_refused_with_an_example(kind, written, sentence):
    """One plain sentence says what was written and what would be right."""
    assert complaint(kind, written) == sentence


@pytest.mark.parametrize("kind", ALL)
@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        [],
        {},
        float("nan"),
        float("inf"),
        "nan",
        "-inf",
        "9" * 99,
        "9" * 5000,
        pytest.param(10**5000, id="5001 digits"),
    ],
)
def test_hostile_values_are_refused_by_every_quantity(kind, value):
    """What a file may hold by mistake or malice is refused in a short sentence."""
    assert len(complaint(kind, value)) < 300


@given(st.text(max_size=120))
def test_any_text_is_read_or_refused(text):
    """No text raises anything but a validation error; what is read lies within the bounds, which are finite."""
    for kind in ALL:
        with contextlib.suppress(ValidationError):
            assert abs(read(kind, text)) <= LONGEST_US


@given(st.floats(0, 100_000))
def test_rates_are_dumped_so_that_they_read_back_exactly(per_hour):
    """The text that is dumped gives the identical number, however odd."""
    for kind in (Rate, UsdPerHour):
        text = TypeAdapter(kind).dump_python(per_hour, mode="json")
        assert isinstance(text, str)
        assert read(kind, text) == per_hour


@pytest.mark.parametrize(
    ("kind", "text"),
    [(Rate, "250/day"), (Rate, "12/h"), (Rate, "3/week"), (UsdPerHour, "20 USD/h"), (UsdPerHour, "7 USD/day")],
)
def test_rates_are_dumped_as_they_were_written(kind, text):
    """The unit that makes the text shortest is the one people chose."""
    assert TypeAdapter(kind).dump_python(read(kind, text), mode="json") == text


class Example(Base):
    takes: Duration = 35 * MINUTE_US
    begins: Moment = -DAY_US
    share: Share = 0.5
    rate: Rate = 10.0


def test_models_dump_text_in_json_and_numbers_in_python():
    """JSON holds what people write; Python holds what the model computes with; both read back, and so does a pickle."""
    example = Example()
    assert example.model_dump(mode="json") == {"takes": "35 min", "begins": "-1 d", "share": 0.5, "rate": "10/h"}
    assert example.model_dump() == {"takes": 35 * MINUTE_US, "begins": -DAY_US, "share": 0.5, "rate": 10.0}
    assert Example.model_validate_json(example.model_dump_json(), context=WRITTEN) == example
    assert Example.model_validate(example.model_dump()) == example
    assert pickle.loads(pickle.dumps(example)) == example


@pytest.mark.parametrize("kind", ALL)
def test_every_quantity_has_a_schema_whose_examples_are_valid(kind):
    """The JSON Schema names a unit and shows examples, each of which is read."""
    schema = json.loads(json.dumps(TypeAdapter(kind).json_schema()))
    assert schema["x-unit"]
    assert schema["examples"]
    for example in schema["examples"]:
        read(kind, example)


def test_units_of_time_fit_together():
    """A week is 7 days of 24 hours of 60 minutes of 60 seconds."""
    assert quantities.WEEK_US == 7 * 24 * 60 * 60 * quantities.SECOND_US == 604_800_000_000
