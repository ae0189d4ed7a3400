"""Generated labels that each marking system can write, and texts made of its words."""

from hypothesis import assume
from hypothesis import strategies as st

from relto.labels import UNNAMED_SOURCE, Exclusion, Label
from relto.markings import render, system, system_ids
from relto.markings.slashed import SlashedSystem
from relto.primitives import Malformed

SLASHED = tuple(name for name in system_ids() if isinstance(system(name), SlashedSystem))
PARTIES = ("AUS", "CAN", "DEU", "GBR", "JPN", "NZL", "USA")
COMMUNITIES = ("FVEY", "ACGU", "EU", "NATO")
INSIDE = {
    "HCS": ("HCS-P", "HCS-O", "HCS-P ABC"),
    "RSV": ("RSV-ABC",),
    "SI": ("SI", "SI-G", "SI-G ABCD", "SI-NK", "SI-MMM AACD"),
    "TK": ("TK", "TK-BLFH", "TK-IDIT ABCDEF"),
    "RD": ("RD", "RD-CNWDI", "RD-SIGMA 14", "RD-SIGMA 20"),
    "FRD": ("FRD", "FRD-SIGMA 18"),
}
PROGRAMMES = ("SAR-BP", "SAR-CA-XYZ", "SAR-CA-XYZ YYY", "SAR-BP-123")


def compartments_of(vocabulary):
    listed = [name for term in vocabulary.terms if term.effect == "compartment" for name in INSIDE.get(term.name, (term.name,))]
    if any(category.programmes for category in vocabulary.categories):
        listed += PROGRAMMES
    return listed


def few(of, most=2, least=0):
    return st.frozensets(st.sampled_from(sorted(of)), min_size=least, max_size=most) if of else st.just(frozenset())


@st.composite
def ownerships(draw, vocabulary):
    if not vocabulary.foreign:
        return frozenset(), False
    owner = vocabulary.owner
    others = st.frozensets(st.sampled_from([party for party in PARTIES if party != owner]), min_size=1, max_size=3)
    form = draw(st.sampled_from(("plain", "plain", "foreign", "unnamed", "joint", "FGI", "unnamed FGI", "NATO")))
    fixed = {"plain": (), "NATO": ("NATO",), "unnamed": (UNNAMED_SOURCE,), "unnamed FGI": (UNNAMED_SOURCE, owner)}
    if form in fixed:
        return frozenset(fixed[form]), False
    if form == "foreign":
        return draw(others), False
    return draw(others) | {owner}, form == "joint"


@st.composite
def candidates(draw, name):
    """Labels of a scheme, some of which its system cannot write."""
    one = system(name)
    assert isinstance(one, SlashedSystem)
    vocabulary = one.vocabulary
    originators, joint = draw(ownerships(vocabulary))
    lists = {term.effect for term in vocabulary.terms if term.is_list}
    released = joint or draw(st.booleans())
    codes = few([code for code in (*PARTIES, *COMMUNITIES) if code != vocabulary.owner], most=4, least=1)
    fused = {control for _, control in vocabulary.fused["banner"]}
    own = {"": "{}", "before": "ALFA {}", "after": "{} BRAVO 7"}
    controls = [own[term.free].format(term.name) for term in vocabulary.terms if term.effect == "control"]
    chosen = draw(few([*controls, *fused]))
    implied = {vocabulary.by_name[control].exclusion for control in chosen if control in vocabulary.by_name} - {None}
    exclusions = [] if released else [term.exclusion for term in vocabulary.terms if term.effect == "exclusion"]
    if exclusions and any(term.effect == "only" for term in vocabulary.terms):
        exclusions.append(Exclusion("GBR, USA ONLY", frozenset({"GBR", "USA"})))
    owners = {"joint": originators}.get("joint" if joint else "", frozenset())
    return Label(
        scheme=one.scheme,
        level=draw(st.sampled_from(one.scheme.levels)),
        originators=originators,
        joint=joint,
        releasable_to=draw(codes) | {vocabulary.owner} | owners if released else None,
        display_only=draw(few(PARTIES)) or None if "display_only" in lists and draw(st.booleans()) else None,
        exclusions=(draw(few(exclusions, most=1)) if exclusions else frozenset()) | implied,
        controls=chosen,
        compartments=draw(few(compartments_of(vocabulary))) if draw(st.booleans()) else frozenset(),
    )


@st.composite
def written(draw, name):
    """Labels that the system can write."""
    label = draw(candidates(name))
    try:
        render(label)
    except Malformed:
        assume(False)
    return label


@st.composite
def texts(draw, name, kind):
    """Texts made of a system's words and of what stands between them, mostly wrong."""
    vocabulary = system(name).vocabulary
    words = [*vocabulary.words[kind], *vocabulary.levels[kind], *vocabulary.alliance[kind], *vocabulary.retired, *vocabulary.legacy]
    words += ["REL TO", "REL", "FGI", "JOINT", "SAR-BP", "SI-G ABCD", "EYES ONLY", "DISPLAY ONLY", *PARTIES, *COMMUNITIES]
    between = ["//", "//", "/", " ", ", ", "-", ""]
    pairs = draw(st.lists(st.tuples(st.sampled_from(sorted(words)), st.sampled_from(between)), min_size=1, max_size=6))
    text = draw(st.sampled_from(["", "", "//", "/", " "])) + "".join(word + gap for word, gap in pairs[:-1]) + pairs[-1][0]
    text = text.lower() if draw(st.integers(0, 9)) == 0 else text
    return f"({text})" if kind == "portion" and draw(st.booleans()) else text
