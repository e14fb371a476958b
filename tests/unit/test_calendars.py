import pickle
from datetime import date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from sim.world.base import Base
from sim.world.calendars import ALWAYS, NEVER, Calendar, Shifts, on_duty
from sim.world.opening_hours import DAY_MIN
from sim.world.quantities import DAY_US, HOUR_US, MINUTE_US

WARSAW = ZoneInfo("Europe/Warsaw")
KATHMANDU = ZoneInfo("Asia/Kathmandu")
MONDAY = datetime(2022, 2, 21, tzinfo=WARSAW)
NORMAL = Calendar.model_validate({"mon-fri": "06-18", "sat": "08:00-12:00, 13:00-16:00"})
ROUND = Shifts.model_validate({"06-18": 4, "18-06": 1})


def opened_h(written, days, onset=MONDAY, zone=WARSAW):
    """List opening and closing [h after the onset]."""
    intervals = Calendar.model_validate(written).open_intervals(0, days * DAY_US, onset, zone)
    return [(start / HOUR_US, end / HOUR_US) for start, end in intervals]


def steps_h(steps):
    """List steps with their moments [h after the onset]."""
    return [(moment / HOUR_US, officers) for moment, officers in steps]


def complaint(kind, written):
    """Return the only sentence with which a calendar or shifts are refused."""
    with pytest.raises(ValidationError) as caught:
        kind.model_validate(written)
    (error,) = caught.value.errors()
    return error["msg"].removeprefix("Value error, ")


def test_a_week_opens_as_written():
    """From Monday, 6:00 to 18:00 until Friday, then Saturday with a break: day d begins at hour 24 d."""
    workdays = [(24 * day + 6, 24 * day + 18) for day in range(5)]
    assert opened_h({"mon-fri": "06-18", "sat": "08:00-12:00, 13:00-16:00"}, days=7) == [
        *workdays,
        (128, 132),
        (133, 136),
    ]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("24/7", [(0, 48)]),
        ("never", []),
        ("06-18", [(6, 18), (30, 42)]),
        ({"daily": "24h"}, [(0, 48)]),
        ({"weekdays": "22-06"}, [(22, 30), (46, 48)]),
        ({"monday": "06:30-18", "weekends": "closed"}, [(6.5, 18)]),
        ({"mon, tue": "20-24", "Sun": "08-12"}, [(20, 24), (44, 48)]),
        ({"sat-mon": "0-1, 23-24"}, [(0, 1), (23, 24)]),
        ({"mon": "20-24", "tue": "00-04"}, [(20, 28)]),
        ({"mon": "22-06", "tue": "05-08"}, [(22, 32)]),
    ],
)
def test_calendars_are_read_as_people_write_them(written, expected):
    """Names, hours of every day, single days, ranges and groups of days; what touches or overlaps is one interval."""
    assert opened_h(written, days=2) == expected


def test_hours_over_midnight_belong_to_the_day_they_begin():
    """Sunday 22-06 is open on Monday until 6, though Monday has no hours of its own."""
    assert opened_h({"sun": "22-06"}, days=2) == [(0, 6)]


def test_holidays_are_closed_from_midnight_to_midnight():
    """22-06 around the holiday of Tuesday: Monday's night ends at 24:00, Tuesday's begins only at Wednesday 00:00."""
    assert opened_h({"daily": "22-06", "holidays": ["2022-02-22"]}, days=3) == [(0, 6), (22, 24), (48, 54), (70, 72)]


def test_intervals_are_clipped_to_what_is_asked():
    """From Monday 7:00 to Monday 9:30, and nothing for an hour at night."""
    assert NORMAL.open_intervals(7 * HOUR_US, 570 * MINUTE_US, MONDAY, WARSAW) == [(7 * HOUR_US, 570 * MINUTE_US)]
    assert NORMAL.open_intervals(0, HOUR_US, MONDAY, WARSAW) == []
    assert NORMAL.open_intervals(-3 * DAY_US, -DAY_US, MONDAY, WARSAW)[0] == (
        6 * HOUR_US - 3 * DAY_US,
        18 * HOUR_US - 3 * DAY_US,
    )


def test_the_onset_need_not_be_midnight_nor_in_the_zone():
    """The earthquake of 25 April 2015 at 06:11:25 UTC was at 11:56:25 in Kathmandu: 18:00 came 6 h 3 min 35 s later."""
    onset = datetime.fromisoformat("2015-04-25T06:11:25+00:00")
    intervals = Calendar.model_validate("06-18").open_intervals(0, DAY_US, onset, KATHMANDU)
    closing_us = (6 * 3600 + 3 * 60 + 35) * 1_000_000
    assert intervals == [(0, closing_us), (closing_us + 12 * HOUR_US, DAY_US)]


def test_in_spring_the_night_is_an_hour_shorter():
    """Warsaw, 26 to 27 March 2022: 22-06 lasts 7 h. Next day 06:00 comes 23 + 6 h after midnight of the 26th + 24 h."""
    onset = datetime(2022, 3, 26, tzinfo=WARSAW)
    assert opened_h("22-06", days=3, onset=onset) == [(0, 6), (22, 29), (45, 53), (69, 72)]


def test_in_autumn_the_night_is_an_hour_longer():
    """Warsaw, 29 to 30 October 2022: 22-06 lasts 9 h."""
    onset = datetime(2022, 10, 29, tzinfo=WARSAW)
    assert opened_h("22-06", days=2, onset=onset) == [(0, 6), (22, 31), (47, 48)]


def test_hours_that_the_clocks_skip_or_repeat():
    """27 March: 01:00-02:30 ends when 02:00 becomes 03:00, and 02:00-03:00 never comes. 30 October: the repeated hour
    belongs to what went on before it, so 01:00-03:00 lasts 3 h and 02:30-04:00 lasts 2.5 h."""
    spring = datetime(2022, 3, 27, tzinfo=WARSAW)
    autumn = datetime(2022, 10, 30, tzinfo=WARSAW)
    assert opened_h("01:00-02:30", days=0.5, onset=spring) == [(1, 2)]
    assert opened_h("02-03", days=0.5, onset=spring) == []
    assert opened_h("01-03", days=0.5, onset=autumn) == [(1, 4)]
    assert opened_h("02:30-04:00", days=0.5, onset=autumn) == [(2.5, 5)]


def test_a_day_that_the_calendar_skips_is_never_open():
    """Samoa went from Thursday 29 to Saturday 31 December 2011: Friday's hours never came."""
    onset = datetime(2011, 12, 29, tzinfo=ZoneInfo("Pacific/Apia"))
    week = {"thu": "08-09", "fri": "08-10", "sat": "08-11"}
    assert opened_h(week, days=2, onset=onset, zone=ZoneInfo("Pacific/Apia")) == [(8, 9), (32, 35)]


def test_officers_follow_the_shifts():
    """4 from 6:00 to 18:00, 1 at night; the night before counts until 6:00."""
    assert steps_h(ROUND.profile(0, DAY_US, MONDAY, WARSAW)) == [(0, 1), (6, 4), (18, 1)]


def test_a_plain_number_is_on_duty_day_and_night():
    """One step and no more, also through a change of clocks."""
    shifts = Shifts.model_validate(4)
    assert shifts.profile(0, 365 * DAY_US, MONDAY, WARSAW) == [(0, 4)]


def test_hours_that_no_shift_names_have_nobody():
    """06-10 and 14-18 leave the middle of the day without officers; equal neighbours are one step."""
    shifts = Shifts.model_validate({"06-10, 14-16": 2, "16-18": 2})
    assert steps_h(shifts.profile(0, DAY_US, MONDAY, WARSAW)) == [(0, 0), (6, 2), (10, 0), (14, 2), (18, 0)]


def test_shifts_last_as_long_as_the_clocks_say():
    """On 27 March 2022 the night shift that began the evening before ends after 5 h of the new day."""
    onset = datetime(2022, 3, 27, tzinfo=WARSAW)
    assert steps_h(ROUND.profile(0, DAY_US, onset, WARSAW)) == [(0, 1), (5, 4), (17, 1)]


def test_officers_are_on_duty_while_it_is_open():
    """Open 04-20: at 4:00 the night shift's one officer, 4 from 6:00, 1 from 18:00, nobody from 20:00."""
    calendar = Calendar.model_validate({"mon": "04-20"})
    steps = on_duty(ROUND, calendar, 0, 2 * DAY_US, MONDAY, WARSAW)
    assert steps_h(steps) == [(0, 0), (4, 1), (6, 4), (18, 1), (20, 0)]


def test_a_shift_that_changes_at_opening_or_closing_makes_one_step():
    """Open 06-18, exactly the day shift: 0, 4, 0 and no step of no length."""
    steps = on_duty(ROUND, Calendar.model_validate("06-18"), 6 * HOUR_US, DAY_US, MONDAY, WARSAW)
    assert steps_h(steps) == [(6, 4), (18, 0)]


def test_always_and_never_are_the_extremes():
    """Under an open calendar the shifts stand alone; under a closed one nobody is on duty."""
    assert on_duty(ROUND, ALWAYS, 0, DAY_US, MONDAY, WARSAW) == ROUND.profile(0, DAY_US, MONDAY, WARSAW)
    assert on_duty(ROUND, NEVER, 0, DAY_US, MONDAY, WARSAW) == [(0, 0)]


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        (None, "None is not a calendar; write for example '24/7', 'never', '06-18' or {mon-fri: 06-18, sat: 08-12}"),
        (24, "24 is not a calendar"),
        ("sometimes", "'sometimes' is not a calendar"),
        ({}, "the calendar names no days"),
        ({"holidays": ["2022-02-22"]}, "the calendar names no days"),
        ({"mon": "06-18", "mon-fri": "08-12"}, "monday is named a second time by 'mon-fri'; name every day once"),
        ({"mo": "06-18"}, "'mo' names no days; write for example 'mon', 'mon-fri', 'weekdays', 'daily' or 'holidays'"),
        ({"": "06-18"}, "'' names no days"),
        ({6: "06-18"}, "6 names no days"),
        ({"week": [["06-18"]]}, "'week' names no days"),
        ({"mon": "6"}, "'6' are not hours of a day; write for example '06-18', '08:00-12:00, 13:00-16:00', '22-06'"),
        ({"mon": "06-06"}, "'06-06' are not hours of a day"),
        ({"mon": "06-25"}, "'06-25' are not hours of a day"),
        ({"mon": "24-25"}, "'24-25' are not hours of a day"),
        ({"mon": "06:60-18"}, "'06:60-18' are not hours of a day"),
        ({"mon": "06-18," * 100}, "'06-18,06-18,"),
        ({"mon": "06-12, 11-18"}, "06-12 and 11-18 overlap; name every hour once"),
        ({"mon": 6}, "6 are not hours of a day"),
        ({"mon": "06-18", "holidays": "2022-02-22"}, "'2022-02-22' is not a list of at most 2,000 holidays"),
        ({"mon": "06-18", "holidays": ["22 February"]}, "'22 February' is not a date; write for example 2015-05-01"),
        ({"mon": "06-18", "holidays": [datetime(2022, 2, 22)]}, "2022-02-22 00:00:00 is not a date"),
        ({"mon": "06-18", "holidays": ["2022-02-22"] * 2_001}, "a list is not a list of at most 2,000 holidays"),
    ],
)  # fmt: skip
def test_what_is_no_calendar_is_refused(written, sentence):
    """A planner is told what is wrong and what would be right."""
    assert complaint(Calendar, written).startswith(sentence)


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ({}, "no shift is named; write for example 4 or {06-18: 4, 18-06: 1}"),
        ({"closed": 4}, "no shift is named"),
        (-1, "-1 is not a number of officers; write for example 4 or {06-18: 4, 18-06: 1}"),
        (2.5, "2.5 is not a number of officers"),
        (None, "None is not a number of officers"),
        ({"06-18": "many"}, "'many' is not a number of officers"),
        ({"06-18": 4, "17-06": 1}, "06-18 and 17-06 overlap; name every hour once"),
        ({"22-06": 1, "05-12": 4}, "00-06 and 05-12 overlap; name every hour once"),
        ({"mon": 4}, "'mon' are not hours of a day"),
    ],
)
def test_what_are_no_shifts_is_refused(written, sentence):
    """Negative, broken and unnamed officers and hours named twice are refused, over midnight too."""
    assert complaint(Shifts, written).startswith(sentence)


def test_hours_made_in_python_are_checked_too():
    """Hours that end before they begin, or last a day and more, are refused."""
    for hours in ((600, 540), (-60, 60), (360, 360 + DAY_MIN), (0, 2 * DAY_MIN)):
        with pytest.raises(ValidationError, match="are no hours of a day"):
            Calendar(week=((hours,),) * 7)
    with pytest.raises(ValidationError, match="overlap"):
        Shifts(shifts=((0, 720, 4), (600, 900, 1)))


@pytest.mark.parametrize(
    "written",
    [
        "24/7",
        "never",
        "06-18",
        "22:30-06:00",
        {"mon-fri": "06-18", "sat": "08:00-12:30, 13:00-16:00", "holidays": ["2015-05-01", "2015-05-29"]},
        {"mon": "06-18", "wed-thu": "24h"},
        {"daily": "24h", "holidays": ["2015-05-01"]},
        {"daily": "closed", "holidays": ["2015-05-01"]},
    ],
)
def test_calendars_are_dumped_as_people_write_them(written):
    """What is dumped is what was written, where it was written plainly."""
    assert Calendar.model_validate(written).model_dump(mode="json") == written


@pytest.mark.parametrize("written", [0, 4, {"06-18": 4, "18-06": 1}, {"06-10": 2, "14:30-18:00": 0}])
def test_shifts_are_dumped_as_people_write_them(written):
    """A number, or hours and officers."""
    assert Shifts.model_validate(written).model_dump(mode="json") == written


minutes = st.lists(st.integers(0, DAY_MIN), unique=True, max_size=6).map(sorted)


@st.composite
def days_hours(draw):
    """Hours of one day: pairs of ascending minutes, the last perhaps over midnight."""
    ends = draw(minutes)
    hours = list(zip(ends[::2], ends[1::2], strict=False))
    if hours and hours[0][0] > 0 and hours[-1][1] < DAY_MIN and draw(st.booleans()):
        hours.append((draw(st.integers(hours[-1][1], DAY_MIN - 1)), DAY_MIN + draw(st.integers(1, hours[0][0]))))
    return tuple(hours)


calendars = st.builds(
    lambda week, holidays: Calendar(week=tuple(week), holidays=tuple(sorted(holidays))),
    st.lists(days_hours(), min_size=7, max_size=7) | days_hours().map(lambda hours: [hours] * 7),
    st.sets(st.dates(date(1970, 1, 1), date(2100, 1, 1)), max_size=3),
)


class Example(Base):
    calendar: Calendar = ALWAYS
    officers: Shifts


@given(calendars, st.data())
def test_every_calendar_and_shift_reads_back(calendar, data):
    """JSON, Python and pickle give the same value again, with the same hash."""
    hours = data.draw(days_hours().filter(bool))
    shifts = Shifts(shifts=tuple((start, end, officers) for officers, (start, end) in enumerate(hours)))
    example = Example(calendar=calendar, officers=shifts)
    assert Example.model_validate_json(example.model_dump_json(), context={"written": True}) == example
    assert Example.model_validate(example.model_dump()) == example
    assert hash(pickle.loads(pickle.dumps(example))) == hash(example)


ZONES = ["Europe/Warsaw", "Asia/Kathmandu", "America/Havana", "Australia/Lord_Howe", "Asia/Beirut", "UTC"]


@given(calendars, st.sampled_from(ZONES), st.integers(0, 3_000), st.integers(0, 20 * DAY_US))
def test_it_is_open_when_the_clock_on_the_wall_says_so(calendar, zone_name, day, length_us):
    """The intervals agree with hour and weekday on the local clock, but for 3 h after it was changed."""
    zone = ZoneInfo(zone_name)
    onset = datetime.fromtimestamp(1_400_000_000 + day * 86_400, tz=zone)
    intervals = calendar.open_intervals(0, length_us, onset, zone)
    assert all(0 <= start < end <= length_us for start, end in intervals)
    assert all(earlier[1] < later[0] for earlier, later in pairwise(intervals))
    for sample_us in range(0, length_us, 7 * HOUR_US + 13 * MINUTE_US):
        when = datetime.fromtimestamp(onset.timestamp() + sample_us / 1e6, tz=zone)
        if when.utcoffset() != datetime.fromtimestamp(when.timestamp() - 10_800, tz=zone).utcoffset():
            continue
        minute = when.hour * 60 + when.minute
        own = any(start <= minute < end for start, end in calendar.week[when.weekday()])
        over = any(minute + DAY_MIN < end for _, end in calendar.week[when.weekday() - 1])
        expected = when.date() not in calendar.holidays and (own or over)
        assert any(start <= sample_us < end for start, end in intervals) == expected


def test_schemas_describe_the_written_forms():
    """Editors are told of texts, days and officers, not of minutes after midnight."""
    schema = TypeAdapter(Example).json_schema()
    assert schema["properties"]["calendar"]["default"] == "24/7"
    for example in schema["$defs"]["Calendar"]["examples"]:
        Calendar.model_validate(example)
    for example in schema["$defs"]["Shifts"]["examples"]:
        Shifts.model_validate(example)
    assert "week" not in str(schema["$defs"]["Calendar"]["anyOf"])
