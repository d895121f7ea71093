"""The figures of the desk as a drawing: how much came in each week, and how long it waited."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from comments.figures import Week, weeks

LEFT, STEP, BAR = 60, 30, 10  # units of the drawing: where the first week begins, of a week, of a bar
TOP, HIGH = 20, 120  # where the bars begin, and the tallest
LOW = 320  # where the lines of the delays stand on
LABELLED = 4  # one week in so many has its date below


@dataclass(frozen=True)
class Column:
    """One week. Heights and places are units of the drawing, from its top left corner."""

    week: Week
    left: int
    received: int
    decided: int
    label: str

    @property
    def received_top(self) -> int:
        return TOP + HIGH - self.received

    @property
    def decided_left(self) -> int:
        return self.left + BAR + 1

    @property
    def decided_top(self) -> int:
        return TOP + HIGH - self.decided

    @property
    def middle(self) -> int:
        return self.left + BAR


@dataclass(frozen=True)
class Point:
    x: int
    y: int


@dataclass(frozen=True)
class Line:
    day: str
    received: int
    decided: int
    median: str
    p90: str


@dataclass(frozen=True)
class Chart:
    columns: list[Column]
    median: list[Point]
    p90: list[Point]
    most: int  # comments in the fullest week
    longest: timedelta

    @property
    def width(self) -> int:
        return STEP * len(self.columns) + LEFT

    @property
    def longest_words(self) -> str:
        return in_hours(self.longest)

    @property
    def lines(self) -> list[Line]:
        """The same for a table, the newest week first; those in which nothing happened are left out."""
        weeks = [column.week for column in reversed(self.columns)]
        return [_line(week) for week in weeks if week.received or week.decided]

    @property
    def is_empty(self) -> bool:
        return not any(column.week.received or column.week.decided for column in self.columns)


def chart() -> Chart:
    """Of the last half year."""
    found = weeks()
    most = max([1, *(max(week.received, week.decided) for week in found)])
    longest = max([timedelta(hours=1), *(week.p90 for week in found if week.p90)])
    return Chart(
        columns=[_column(week, number, most) for number, week in enumerate(found)],
        median=_points([week.median for week in found], longest),
        p90=_points([week.p90 for week in found], longest),
        most=most,
        longest=longest,
    )


def _column(week: Week, number: int, most: int) -> Column:
    return Column(
        week=week,
        left=LEFT + STEP * number,
        received=round(HIGH * week.received / most),
        decided=round(HIGH * week.decided / most),
        label="" if number % LABELLED else date_format(week.monday, "d/m"),
    )


def _points(delays: list[timedelta | None], longest: timedelta) -> list[Point]:
    """Of the weeks in which something was decided."""
    return [
        Point(LEFT + STEP * number + BAR, LOW - round(HIGH * (delay / longest)))
        for number, delay in enumerate(delays)
        if delay is not None
    ]


def _line(week: Week) -> Line:
    return Line(
        day=date_format(week.monday, "SHORT_DATE_FORMAT"),
        received=week.received,
        decided=week.decided,
        median=in_hours(week.median),
        p90=in_hours(week.p90),
    )


def in_hours(delay: timedelta | None) -> str:
    """In minutes below one hour, in days from two on; a dash for none."""
    if delay is None:
        return "–"
    if delay < timedelta(hours=1):
        return _("%(n)d min") % {"n": delay // timedelta(minutes=1)}
    if delay < timedelta(days=2):
        return _("%(n)d h") % {"n": round(delay / timedelta(hours=1))}
    return _("%(n)d d") % {"n": round(delay / timedelta(days=1))}
