"""Dates in every spelling that means one day, and none that means two; numbers and flags."""
# ruff: noqa: E501 - messages stand here as they are

import re
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyweft.reading.dates import to_moment, to_time
from storyweft.reading.scalars import to_flag, to_number, to_size, to_text

TIMES = {
    "2020-06-24T17:51:00Z": "2020-06-24T17:51:00Z",
    "2020-06-24T17:51:00.123456Z": "2020-06-24T17:51:00Z",
    "2020-06-24 17:51": "2020-06-24T17:51:00Z",
    "2020-06-24": "2020-06-24T00:00:00Z",
    "20200624": "2020-06-24T00:00:00Z",
    "20200624T175100Z": "2020-06-24T17:51:00Z",
    "2020-W26-3": "2020-06-24T00:00:00Z",
    "2020/06/24": "2020-06-24T00:00:00Z",
    "2020.06.24": "2020-06-24T00:00:00Z",
    "2020-06-24T19:51:00+02:00": "2020-06-24T17:51:00Z",
    "2020-06-24T19:51:00+0200": "2020-06-24T17:51:00Z",
    "2020-06-24 19:51:00 +0200": "2020-06-24T17:51:00Z",
    "2020-06-25T01:21:00+07:30": "2020-06-24T17:51:00Z",
    "Wed, 24 Jun 2020 17:51:00 GMT": "2020-06-24T17:51:00Z",
    "Wed, 24 Jun 2020 13:51:00 EDT": "2020-06-24T17:51:00Z",
    "Wed, 24 Jun 2020 10:51:00 -0700": "2020-06-24T17:51:00Z",
    "Wed Jun 24 2020 19:51:00 GMT+0200 (CEST)": "2020-06-24T17:51:00Z",
    "24 Jun 2020 20:51 UTC+3": "2020-06-24T17:51:00Z",
    "June 24, 2020": "2020-06-24T00:00:00Z",
    "Jun 24 2020 5:51 PM": "2020-06-24T17:51:00Z",
    "24 June 2020": "2020-06-24T00:00:00Z",
    "24.06.2020": "2020-06-24T00:00:00Z",
    "5.6.2020": "2020-06-05T00:00:00Z",
    "24/06/2020": "2020-06-24T00:00:00Z",
    "06/24/2020": "2020-06-24T00:00:00Z",
    "06/06/2020": "2020-06-06T00:00:00Z",
    "1593021060": "2020-06-24T17:51:00Z",
    "1593021060000": "2020-06-24T17:51:00Z",
    " 2020-06-24 ": "2020-06-24T00:00:00Z",
    "2020-W26-3T17:51:00Z": "2020-06-24T17:51:00Z",
    "2020-06-24T175100,0Z": "2020-06-24T17:51:00Z",
    "20200624175100": "2020-06-24T17:51:00Z",
    "1593021060.25": "2020-06-24T17:51:00Z",
    "[[2020-06-24]]": "2020-06-24T00:00:00Z",
    "Fri, 05/06/2020 - 10:00": "2020-06-05T10:00:00Z",
    "10:30 05.06.2020": "2020-06-05T10:30:00Z",
    "2020-06-24T13:51:00-04:00[America/New_York]": "2020-06-24T17:51:00Z",
    "2020-06-24T13:51:00[America/New_York]": "2020-06-24T17:51:00Z",
    "Jun 24 2020 1:51 PM (UTC -04:00)": "2020-06-24T17:51:00Z",
    "Wed Jun 24 2020 17:51:00 GMT+0200 (Central European Summer Time)": "2020-06-24T15:51:00Z",
    "24. Juni 2020": "2020-06-24T00:00:00Z",
    "Mittwoch, 24. Juni 2020, 17:51 Uhr": "2020-06-24T17:51:00Z",
    "mercredi 24 juin 2020 à 17h51": "2020-06-24T17:51:00Z",
    "1er août 2020": "2020-08-01T00:00:00Z",
    "24 de junio de 2020": "2020-06-24T00:00:00Z",
    "24 giugno 2020": "2020-06-24T00:00:00Z",
    "quarta-feira, 24 de junho de 2020": "2020-06-24T00:00:00Z",
    "woensdag 24 juni 2020": "2020-06-24T00:00:00Z",
    "mar. 12 mai 2020": "2020-05-12T00:00:00Z",
    "mar 24 mars 2020": "2020-03-24T00:00:00Z",
    "mar 24 2020": "2020-03-24T00:00:00Z",
    "Mi., 24. Juni 2020": "2020-06-24T00:00:00Z",
    "vendredi 05/06/2020": "2020-06-05T00:00:00Z",
    "5. 6. 2020": "2020-06-05T00:00:00Z",
    "24th of June, 2020": "2020-06-24T00:00:00Z",
    "24 de junio de 2020 a las 17:51": "2020-06-24T17:51:00Z",
    "24 juni 2020, 17.51 uur": "2020-06-24T17:51:00Z",
    "2020/6/24 7:5": "2020-06-24T07:05:00Z",
    "2020-06-24 17.51": "2020-06-24T17:51:00Z",
    "June 24, 2020 12:30 a.m.": "2020-06-24T00:30:00Z",
    "June 24, 2020 | 5:51 PM": "2020-06-24T17:51:00Z",
    "June 24, 2020 1:51 p.m. ET": "2020-06-24T17:51:00Z",
    "January 24, 2020 1:51 p.m. ET": "2020-01-24T18:51:00Z",
    "Wed Jun 24 17:51:00 +0000 2020": "2020-06-24T17:51:00Z",
    "2020-06-24 19:51:00 +0200 CEST": "2020-06-24T17:51:00Z",
    "2020-06-24-04:00": "2020-06-24T00:00:00Z",
    "2020-06-24 +0200": "2020-06-24T00:00:00Z",
    "2020\u201106\u201124": "2020-06-24T00:00:00Z",
    "2020年6月24日 17:51": "2020-06-24T17:51:00Z",
    "2020년 6월 24일 오후 5:51": "2020-06-24T17:51:00Z",
    "24 июня 2020 г.": "2020-06-24T00:00:00Z",
    "среда, 24 июня 2020 г. в 17:51": "2020-06-24T17:51:00Z",
    "24 червня 2020 р.": "2020-06-24T00:00:00Z",
    "24 czerwca 2020 r. o 17:51": "2020-06-24T17:51:00Z",
    "12 listopada 2020": "2020-11-12T00:00:00Z",
    "12. listopadu 2020": "2020-11-12T00:00:00Z",
    "24 Haziran 2020 Çarşamba": "2020-06-24T00:00:00Z",
    "24. června 2020": "2020-06-24T00:00:00Z",
    "2020. június 24., szerda": "2020-06-24T00:00:00Z",
    "24. kesäkuuta 2020": "2020-06-24T00:00:00Z",
    "24 juni 2020 kl. 17:51": "2020-06-24T17:51:00Z",
}

NO_TIMES = {
    "12. listopada 2020.": "expected a date, got '12. listopada 2020.'",  # Croatian: October
    "24 lip 2020": "expected a date, got '24 lip 2020'",  # July in Polish, June in Croatian
    "05/06/2020": "'05/06/2020' is ambiguous (day or month first): write 2020-06-24",
    "5-6-2020": "'5-6-2020' is ambiguous (day or month first): write 2020-06-24",
    "24.06.20": "'24.06.20' is ambiguous (a year of two digits): write 2020-06-24",
    "20-06-24": "'20-06-24' is ambiguous (a year of two digits): write 2020-06-24",
    "2020-02-30": "expected a date, got '2020-02-30'",
    "2021-02-29T00:00:00Z": "expected a time, got '2021-02-29T00:00:00Z' (day is out of range for month)",
    "2020-13-01": "expected a date, got '2020-13-01'",
    "0000-00-00": "expected a date, got '0000-00-00'",
    "2020-06-24T25:00:00Z": "expected a time, got '2020-06-24T25:00:00Z' (hour must be in 0..23)",
    "9999-12-31T23:59:59-10:00": "expected a date, got 9999-12-31T23:59:59-10:00",
    "2020": "expected a date with day, month and year, got '2020'",
    "June 2020": "expected a date with day, month and year, got 'June 2020'",
    "10:30": "expected a date with day, month and year, got '10:30'",
    "yesterday": "expected a date, got 'yesterday'",
    "": "expected a date, got ''",
    "24 Jun 2020 10:00 IST": "unknown time zone IST in '24 Jun 2020 10:00 IST': write +02:00",
    "24. Brachet 2020": "expected a date, got '24. Brachet 2020'",
    "05 06 2020": "'05 06 2020' is ambiguous (day or month first): write 2020-06-24",
    "Monday 05-06-2020": "'Monday 05-06-2020' is ambiguous (day or month first): write 2020-06-24",
    "2020-06-24T17:51:00Z+02:00": "expected a time with one offset, got '2020-06-24T17:51:00Z+02:00'",
    "0001-01-01": "expected a date of news, got 0001-01-01, which stands for none",
    "9999-12-31T00:00:00Z": "expected a date of news, got 9999-12-31, which stands for none",
    "1970-01-01T00:00:00Z": "expected a date of news, got 1970-01-01, which stands for none",
    "24 Jun 2020 10:00 (Berlin)": "unknown time zone Berlin in '24 Jun 2020 10:00 (Berlin)': write +02:00",
    "2020-W26-3T17:51:00+": "expected a date, got '2020-W26-3T17:51:00+'",
    "24-26 June 2020": "expected a date, got '24-26 June 2020'",
    "June 24-26, 2020": "expected a date, got 'June 24-26, 2020'",
    "2020-06-24 2021-01-01": "expected a date, got '2020-06-24 2021-01-01'",
    "set 24 2020 10": "expected a date, got 'set 24 2020 10'",
    "June 24, 2020 13:30 pm": "expected a date, got 'June 24, 2020 13:30 pm'",
    "Thu, 24 Jun 2020 17:51:00 GMT": "'Thu, 24 Jun 2020 17:51:00 GMT' has two meanings: that day is no Thu",
    "jeudi 24/06/2020": "'jeudi 24/06/2020' has two meanings: that day is no Thu",
    "24 Jun 2020 17:51 EST-05:00": "expected a time with one offset, got '24 Jun 2020 17:51 EST-05:00'",
    "2020-W26": "expected a date, got '2020-W26'",
    "15930210": "expected a date, got '15930210'",
    "1999123123": "expected a date, got '1999123123'",
    "x" * 100: f"expected a date, got '{'x' * 56}...",
}  # fmt: skip


@pytest.mark.parametrize("text", TIMES)
def test_spellings_of_a_time(text: str) -> None:
    assert to_time(text) == TIMES[text]


@pytest.mark.parametrize("text", NO_TIMES)
def test_what_is_no_time_or_two(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(NO_TIMES[text])}$"):
        to_time(text)


def test_times_of_toml_and_numbers() -> None:
    east = timezone(timedelta(hours=2))
    assert to_time(datetime(2020, 6, 24, 19, 51, tzinfo=east)) == "2020-06-24T17:51:00Z"
    assert to_time(datetime(2020, 6, 24, 17, 51)) == "2020-06-24T17:51:00Z"
    assert to_time(date(2020, 6, 24)) == "2020-06-24T00:00:00Z"
    assert to_time(1593021060) == "2020-06-24T17:51:00Z"
    assert to_time(20200624) == "2020-06-24T00:00:00Z"
    others: list[object] = [True, 12, None, [], {}, 1.5]
    for value in others:
        with pytest.raises(ValueError, match="expected a date, got"):
            to_time(value)


def test_a_day_stays_a_day_in_every_zone() -> None:
    zone = timezone(timedelta(hours=-5))
    assert to_moment("2020-06-24", zone) == ("2020-06-24T00:00:00Z", True)
    assert to_moment("June 24, 2020", zone).is_day
    assert to_moment(date(2020, 6, 24)).is_day
    assert to_moment("2020-06-24 20:00", zone) == ("2020-06-25T01:00:00Z", False)
    assert not to_moment("2020-06-24T00:00:00Z").is_day


@given(st.datetimes(min_value=datetime(1971, 1, 2), max_value=datetime(9999, 12, 30)))
def test_any_time_survives(moment: datetime) -> None:
    written = to_time(moment)
    assert to_time(written) == written
    assert datetime.fromisoformat(written) == moment.replace(microsecond=0, tzinfo=UTC)
    assert len(written) == 20


_MONTHS = {
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "en": "January February March April May June July August September October November December",
}
_DAYS = {
    "de": "Mo Di Mi Do Fr Sa So",
    "fr": "lun. mar. mer. jeu. ven. sam. dim.",
    "es": "lun mar mié jue vie sáb dom",
    "it": "lun mar mer gio ven sab dom",
    "pt": "segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo",
    "nl": "ma di wo do vr za zo",
    "en": "Mon Tue Wed Thu Fri Sat Sun",
}


@given(
    st.datetimes(datetime(1971, 1, 1), datetime(2099, 12, 31)),
    st.sampled_from(sorted(_MONTHS)),
    st.sampled_from(["", "{day}, ", "{day} "]),
    st.sampled_from(["{d} {month} {y}", "{d}. {month} {y}", "{d} de {month} de {y}"]),
    st.sampled_from(
        [" {h:02}:{m:02}", ", {h:02}:{m:02}:{s:02}", " - {h}.{m:02}", " {h}h{m:02}", ""]
    ),
    st.sampled_from([0, 1, 3]),
)
def test_a_date_is_read_as_it_is_written_or_not_at_all(
    moment: datetime, language: str, weekday: str, day: str, clock: str, wrong: int
) -> None:
    name = _DAYS[language].split()[(moment.weekday() + wrong) % 7]
    month = _MONTHS[language].split()[moment.month - 1]
    written = (weekday + day + clock).format(
        day=name, d=moment.day, month=month, y=moment.year, h=moment.hour, m=moment.minute, s=moment.second
    )  # fmt: skip
    if weekday and wrong:
        with pytest.raises(ValueError, match="two meanings"):
            to_moment(written)
    else:
        fields = {} if clock else {"hour": 0, "minute": 0}
        seconds = moment.second if "s:" in clock else 0
        read = moment.replace(second=seconds, microsecond=0, tzinfo=UTC, **fields)
        assert to_moment(written) == (read.isoformat().replace("+00:00", "Z"), not clock)
    with pytest.raises(ValueError, match=r"expected|two meanings"):
        to_moment(f"{written} {moment.day}")  # a number of which nobody knows what it is


@given(st.text(max_size=80) | st.text("0123456789-/.:TZ +adJuneGMT", max_size=30))
def test_any_text_is_a_time_or_a_value_error(text: str) -> None:
    try:
        written = to_time(text)
    except ValueError as error:
        assert str(error)
    else:
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", written)


@pytest.mark.parametrize(
    ("value", "number"), [("87", 87), (87, 87), ("39.0", 39), (0.5, 0.5), ("-1", -1), ("1e3", 1000)]
)
def test_numbers(value: object, number: float) -> None:
    assert to_number(value) == number
    assert type(to_number(value)) is type(number)


@pytest.mark.parametrize(
    "value", ["", "high", ".nan", "nan", "inf", "1e999", True, None, [], 10**400]
)
def test_what_is_no_number(value: object) -> None:
    with pytest.raises(ValueError, match="expected a"):
        to_number(value)


def test_sizes() -> None:
    assert to_size("640px") == to_size(640) == to_size("640") == 640
    for value in (-1, "1.5", "wide", None):
        with pytest.raises(ValueError, match="expected a"):
            to_size(value)


def test_flags() -> None:
    assert all(to_flag(value) for value in (True, "true", "Yes", "on", "1", 1, " TRUE "))
    assert not any(to_flag(value) for value in (False, "false", "No", "off", "0", 0))
    others: list[object] = ["", "maybe", 2, None, [], {}]
    for value in others:
        with pytest.raises(ValueError, match="expected"):
            to_flag(value)


def test_scalars_are_spelled_as_yaml_spells_them() -> None:
    assert [to_text(value) for value in (True, False, 12, 0.5, date(2020, 6, 24))] == [
        "true",
        "false",
        "12",
        "0.5",
        "2020-06-24",
    ]
