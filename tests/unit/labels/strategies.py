"""Generated labels of one invented scheme with two ladders."""

from datetime import date

from hypothesis import strategies as st

from relto.labels import Exclusion, Label, Scheme

TWO_LADDERS = Scheme(
    "two",
    "Two ladders",
    "NZL",
    ("U", "IC", "SEN", "R", "C", "S"),
    {
        "IC": frozenset({"U"}),
        "SEN": frozenset({"IC"}),
        "R": frozenset({"U"}),
        "C": frozenset({"R", "SEN"}),
        "S": frozenset({"C"}),
    },
    public=frozenset({"U"}),
    originator_controls=frozenset({"ORCON"}),
)
MEMBERS = {"CLUB": frozenset({"AUS", "NZL", "USA"}), "TWO": frozenset({"AUS", "NZL"})}
CODES = ("AUS", "JPN", "NZL", "USA", "CLUB", "TWO", "ATOM")
EXCLUSIONS = (Exclusion("NZEO", frozenset({"NZL"})), Exclusion("CLUB ONLY", frozenset({"CLUB"})))


def subsets(of, max_size=None):
    return st.frozensets(st.sampled_from(of), max_size=max_size)


def lists():
    return st.none() | subsets(CODES)


@st.composite
def labels(draw):
    originators = draw(subsets(("NZL", "USA", "AUS"), max_size=2))
    return Label(
        scheme=TWO_LADDERS,
        level=draw(st.sampled_from(TWO_LADDERS.levels)),
        originators=originators,
        joint=len(originators) > 1 and draw(st.booleans()),
        releasable_to=draw(lists()),
        display_only=draw(st.none() | subsets(("JPN", "AUS"))),
        exclusions=draw(subsets(EXCLUSIONS)),
        controls=draw(subsets(("ORCON", "STAFF"))),
        compartments=draw(subsets(("SI", "SI-G", "SI-G ABCD", "TK"))),
        marked_on=draw(st.none() | st.dates(date(2020, 1, 1), date(2020, 1, 9))),
    )
