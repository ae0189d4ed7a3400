"""The file formats, field by field; docs/reference/agreements.md explains them and agreement.schema.json is made from them."""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta, Struct, field

Text = Annotated[str, Meta(min_length=1)]
Code = Annotated[str, Meta(pattern="^[A-Z][A-Z0-9]*([-_][A-Z0-9]+)*$", min_length=2, max_length=32)]
Slug = Annotated[str, Meta(pattern="^[a-z0-9]+(-[a-z0-9]+)*$", min_length=2, max_length=64)]
Basis = Literal["text", "secondary", "modelled"]
Form = Literal["any", "prior", "prior-written"]
Third = Literal["state", "body", "own-body", "national"]


class Wire(Struct, forbid_unknown_fields=True, kw_only=True):
    """A mapping in a file: every field is known, none is guessed."""


class ThirdParty(Wire, tag_field="kind", tag="third-party"):
    consent_of: Literal["originator", "provider", "makers", "authority"]
    authority: Text | None = None
    form: Form = "any"
    third: list[Third] = field(default_factory=lambda: ["state"])
    own_bodies: list[Code] = []
    needs_agreement: bool = False


class Ceiling(Wire, tag_field="kind", tag="ceiling"):
    highest: dict[str, Text]
    lowest: dict[str, Text] = {}


class Equivalence(Wire, tag_field="kind", tag="equivalence"):
    rows: list[dict[str, Text | list[Text]]] = []
    by_case: dict[str, list[Text]] = {}
    common_scheme: Text | None = None


class Scope(Wire, tag_field="kind", tag="scope"):
    kinds: list[Slug] = []
    excluded: list[Slug] = []


class Compartments(Wire, tag_field="kind", tag="compartments"):
    opens: list[Text]


class Purpose(Wire, tag_field="kind", tag="purpose"):
    purposes: list[Slug] = []


class Channel(Wire, tag_field="kind", tag="channel"):
    accepts: list[Slug]
    from_level: dict[str, Text] = {}


class Authorises(Wire, tag_field="kind", tag="authorises"):
    levels: list[Text]
    by: Literal["originator", "anyone"] = "originator"


class Marking(Wire, tag_field="kind", tag="marking"):
    names_provider: bool = False


class Clearance(Wire, tag_field="kind", tag="clearance"):
    from_level: dict[str, Text] = {}


class Nationality(Wire, tag_field="kind", tag="nationality"):
    others_by_consent: bool = False


class Contractors(Wire, tag_field="kind", tag="contractors"):
    facility_clearance: bool = True


class Duty(Wire, tag_field="kind", tag="duty"):
    of: Literal["recipient", "holder"] = "recipient"
    from_level: dict[str, Text] = {}


Effect = (
    ThirdParty
    | Ceiling
    | Equivalence
    | Scope
    | Compartments
    | Purpose
    | Channel
    | Authorises
    | Marking
    | Clearance
    | Nationality
    | Contractors
    | Duty
)


class Member(Wire):
    party: Code
    from_: date | None = field(name="from", default=None)
    until: date | None = None
    opens_archive: bool = False


class Adherence(Wire):
    party: Code
    from_: date | None = field(name="from", default=None)
    until: date | None = None


class Clause(Wire):
    topic: Slug
    article: Text
    says: Text
    basis: Basis
    source: Text | None = None
    effect: Effect | None = None


class Event(Wire):
    on: date
    kind: Literal["notice", "notice-suspended", "notice-withdrawn", "terminated", "suspended", "resumed"]
    says: Text
    basis: Basis
    source: Text
    takes_effect: date | None = None


class Agreement(Wire):
    id: Slug
    title: Text
    form: Text
    parties: list[Code | Adherence]
    basis: Basis
    source: Text
    signed: date | None
    in_force: date | None
    in_force_basis: Basis = "secondary"
    term: str = ""
    expires: date | None = None
    survives: list[Slug] | None = None
    retroactive: bool = False
    notes: str = ""
    events: list[Event] = []
    clauses: list[Clause] = []


class Party(Wire):
    id: Code
    name: Text
    kind: Literal["state", "organisation"] = "state"
    scheme: Text | None = None
    part_of: Code | None = None


class Parties(Wire):
    parties: list[Party]


class Community(Wire):
    id: Code
    name: Text
    source: Text
    members: list[Code | Member]
    decomposable: bool = False


class Communities(Wire):
    communities: list[Community]


class Scheme(Wire):
    id: Slug
    name: Text
    levels: list[Text]
    source: Text
    owner: Code | None = None
    public: list[Text] = []
    directly_below: dict[str, list[Text]] | None = None
    originator_controls: list[Text] = []


class Schemes(Wire):
    schemes: list[Scheme]


class When(Wire):
    from_level: Text | None = None
    foreign: bool = False
    unlisted: bool = False
    recipients: list[Code] = []
    kinds: list[Slug] = []
    controls: list[Text] = []


class NationalRule(Wire):
    id: Slug
    party: Code
    rule: Literal["embargo", "national-law", "assessment"]
    effect: Literal["deny", "consent", "obligation"]
    says: Text
    citation: Text
    basis: Basis
    source: Text
    authority: Text | None = None
    form: Form = "any"
    from_: date | None = field(name="from", default=None)
    until: date | None = None
    when: When = field(default_factory=When)


class NationalRules(Wire):
    rules: list[NationalRule]


class Assessment(Wire):
    rule: Slug
    recipient: Code
    from_: date | None = field(name="from", default=None)
    until: date | None = None
    kinds: list[Slug] = []


class Assessments(Wire):
    assessments: list[Assessment]


class Consent(Wire):
    id: Slug
    by: Text
    recipients: list[Code]
    given_on: date
    scheme: Text
    up_to: Text
    written: bool = True
    from_: date | None = field(name="from", default=None)
    until: date | None = None
    holders: list[Code] = []
    items: list[Text] = []
    compartments: list[Text] = []
    purposes: list[Slug] = []
    conditions: list[Text] = []


class Consents(Wire):
    consents: list[Consent]


class Link(Wire):
    provider: Code
    instrument: Slug | None = None
    on: date | None = None


class RestsOn(Wire):
    rule: Slug
    effect: Literal["permit", "consent", "deny"] | None = None
    agreement: Slug | None = None
    article: Text | None = None


class Reader(Wire):
    nationalities: list[Code] = []
    clearance: Text | None = None
    need_to_know: bool = True
    read_ins: list[Text] = []
    contractor: bool = False
    facility_clearance: Text | None = None


class Expect(Wire):
    outcome: Literal["permit", "consent", "deny"]
    rests_on: list[RestsOn]
    does_not_rest_on: list[RestsOn] = []
    consent_from: list[Text] | None = None
    marking: Text | None = None


class Case(Wire):
    name: Text
    at: date
    from_: Code = field(name="from")
    to: Code
    label: Text
    scheme: Text
    expect: Expect
    why: Text
    originators: list[Code] = []
    under: Slug | None = None
    chain: list[Link] = []
    marked_on: date | None = None
    purpose: Slug | None = None
    provided_for: Slug | None = None
    channel: Slug | None = None
    kinds: list[Slug] = []
    item: Text | None = None
    reader: Reader | None = None
    assume: list[Slug] = []
    terminated: dict[Slug, date] = {}
    consents: list[Consent] = []
    assessments: list[Assessment] = []
    note: str = ""


class Cases(Wire):
    cases: list[Case]


class Span(Wire):
    from_: date = field(name="from")
    until: date


class Marked(Wire):
    from_: date | None = field(name="from", default=None)
    before: date | None = None


class Levels(Wire):
    from_: Text | None = field(name="from", default=None)
    to: Text | None = None


class Information(Wire):
    originators: Literal["every"] | list[Code]
    levels: Literal["every"] | list[Text] | Levels
    lists: list[Literal["none"] | list[Code]]
    scheme: Text | None = None
    controls: list[Text] = []
    compartments: list[Text] = []
    kinds: Literal["every", "unsaid"] | list[Slug] = "every"
    marked: Marked = field(default_factory=Marked)


class Supposed(Wire):
    join: Text | None = None
    terminate: Slug | None = None
    assume: Slug | None = None
    change: Text | None = None
    on: date | None = None


class NeverReaches(Wire, tag_field="claim", tag="never-reaches"):
    id: Slug
    of: Information
    dates: Span
    without_consent_of: Literal["anyone"] | list[Text]
    to: list[Code] = []
    bodies_of: list[Code] = []
    says: str = ""


class StaysWithin(Wire, tag_field="claim", tag="stays-within"):
    id: Slug
    of: Information
    dates: Span
    without_consent_of: Literal["anyone"] | list[Text]
    within: list[Code]
    says: str = ""


class ChangesNothing(Wire, tag_field="claim", tag="changes-nothing"):
    id: Slug
    of: Information
    dates: Span
    without_consent_of: Literal["anyone"] | list[Text]
    events: list[Supposed]
    says: str = ""


class Claims(Wire):
    claims: list[NeverReaches | StaysWithin | ChangesNothing]
