"""Whether a numbered part that a text names belongs to something else: "section 3 of the Act", "Resolution 2231, paragraph 5".

It does where the text says so next to it. Whatever is not known for something else counts as of this document: "of the report",
"in Tokyo", "of Annex B" do not take a reference out of it.
"""

import re

_LAWS = (
    r"(?:[Aa]cts?|[Tt]reat(?:y|ies)|[Cc]onventions?|[Pp]rotocols?|[Cc]harters?|[Ss]tatutes?|[Ll]aws?|[Rr]egulations?|[Rr]esolutions?"
    r"|[Dd]irectives?|[Cc]onstitutions?|[Aa]ccords?|[Bb]ills?|[Cc]odes?|[Dd]ecrees?|[Pp]acts?|[Oo]rdinances?|[Cc]ovenants?"
    r"|[Aa]greements?|[Aa]rrangements?|[Jj]udgments?|[Cc]ontracts?|Orders?|Memorandum|Declaration)"
)
_EVENTS = r"(?:agenda|exercises?|Exercise|operations?|Operation|talks|series|courses?|campaigns?|trials?)"
_SHORT = r"(?:UNSCR|UNCLOS|NPT|CTBT|JCPOA|SOFA|FISA|FOIA|GDPR|TEU|TFEU|SOLAS|COLREGs?|ITAR)"
_CITED = r"(?:EO|E\.O\.|ICD|ICPG|ICPM|ICS|DoD[DIM]|NSPM|PPD|CNSSI|STANAG|AJP|RFC|ISO)"
_BOOKS = r"(?:CFR|C\.F\.R\.|USC|U\.S\.C\.|FAM)"
"""What is cited by numbers: orders and directives; books of law by title and section."""
_OWN = (
    r"(?:this|our|present|reports?|papers?|notes?|documents?|texts?|assessments?|summary|annex(?:es)?|appendix|appendices|study|briefs?"
    r"|briefing|minutes|analysis|review|submission|message|cable|telegram|tearline|tables?|figures?|lists?|sections?|chapters?|parts?"
    r"|paragraphs?|pages?|versions?|findings|conclusions?|introduction|background)"
)
_LINKS = r"(?:on|about|for|with|by|from|which|that|against|under|before|after|at|in|to|of|is|was|and)"
_END = (  # nothing that makes it a name of people: "to the treaty negotiators"
    r"(?=\Z|[.,;:!?)\]\"”’]|[ ](?:[0-9(A-Z]|(?:on|of|with|and|or|that|which|who|is|was|were|are|says|said|between|for|as|by|from|has|had"
    r"|shall|will|must|may|in|at|before|after|since)\b))"
)
_NO_MORE = rf"(?![\w-]|[ ](?i:{_OWN}|orders?|plans?|drafts?)\b)"
"""What follows a name that goes on as that of a document: "of the operation order", "of the treaty text"."""
_BETWEEN = rf"(?:(?:(?!(?i:{_OWN}|{_LINKS})\b)[^\s.,;:!?]+|and(?=[ ][A-Z]))[ ]){{0,4}}"

_HERE = re.compile(r"[ ](?:of|in|to)[ ](?:this|these|the[ ]present|our)\b")
_AFTER = re.compile(
    rf"[ ]of[ ]the[ ]{_BETWEEN}(?:{_LAWS}|{_EVENTS}){_NO_MORE}"
    rf"|[ ](?:of|in)[ ](?:the[ ])?(?=[A-Z]){_BETWEEN}(?:{_LAWS}){_NO_MORE}"
    rf"|[ ]of[ ](?=[A-Z]){_BETWEEN}(?:{_EVENTS}){_NO_MORE}"
    rf"|[ ](?:of|in)[ ](?:the[ ])?(?:{_SHORT}\b|(?!(?i:{_OWN})\b)[A-Z]{{2,6}}[ ]?[0-9]{{2,6}}\b)"
    rf"|[ ]of[ ](?:their|his|her|your|another|an?)[ ](?!(?:[^\s.,;]+[ ]){{0,2}}(?:annex|appendix|section|chapter|part|paragraph|table)\b)"
    rf"|[ ]of[ ](?:the[ ])?{_BETWEEN}(?!(?i:{_OWN})\b)[^\s.,;:!?]*[^\s.,;:!?s](?:['’]s|s['’])[ ]"
)
_AFTER_ANNEX = re.compile(rf"[ ]to[ ](?:the[ ])?{_BETWEEN}(?:(?=[A-Z]){_LAWS}{_NO_MORE}|{_LAWS}{_END})")
_BEFORE = re.compile(
    rf"(?:\b(?:Articles?|Art\.|(?=[A-Z]){_LAWS}|{_SHORT}|{_CITED})[ ]?[0-9][0-9A-Za-z./-]*(?:[ ]?\([0-9a-z]+\))*,?[ ]+"
    rf"|\b[0-9]+[ ]?{_BOOKS}(?:[ ]?[0-9.]+)?,?[ ]+|\b{_SHORT}[ ]|\b[Aa]genda[ ]|\b(?:{_LAWS})['’]s[ ])\Z"
)
_BEFORE_SECTION = re.compile(rf"\b(?=[A-Z]){_LAWS}[ ]of[ ][0-9]{{4}}(?:,?[ ]\(?as[ ]amended\)?)?(?:,?[ ][Tt]itle[ ][IVX0-9]+)?,[ ]+\Z")
_BEFORE_SIGN = re.compile(rf"\b(?=[A-Z]){_LAWS},?[ ]+\Z")
_AND_SIGN = re.compile(r"(?:[ ]?\([0-9a-z]{1,4}\))*(?:,[ ]?|,?[ ]and[ ])")
_LOOKED_BACK = 60
_NEXT = re.compile(r"[ ](?:of|in|to)[ ](?:the[ ])?\Z")

_BEFORE_EAST = re.compile(r"(?:条約|協定|憲章|議定書|規則|法律|同法|決議|政令|省令|告示|訓令)(?:第[0-9０-９]+(?:号|条))?\Z|条\Z")


def is_elsewhere(text: str, start: int, end: int, *, annex: bool) -> bool:
    """Whether the text says next to a reference that what it names belongs to something else.

    Args:
        text: the text.
        start: where the reference begins.
        end: where it ends.
        annex: whether an annex is named, which belongs *to* something.
    """
    if _HERE.match(text, end):
        return False
    before = text[max(0, start - _LOOKED_BACK) : start]
    if _AFTER.match(text, end) or _BEFORE.search(before) or (annex and _AFTER_ANNEX.match(text, end)):
        return True
    is_sign = text[start] == "§"
    return bool(
        (is_sign and _BEFORE_SIGN.search(before))
        or ((is_sign or text[start:end].lower().startswith("section")) and _BEFORE_SECTION.search(before))
    )


def is_elsewhere_east(text: str, start: int) -> bool:
    """The same of a Japanese reference, which stands behind what it belongs to."""
    return _BEFORE_EAST.search(text[max(0, start - _LOOKED_BACK) : start]) is not None


def leads_on(text: str, end: int, start: int) -> bool:
    """Whether one reference is to a part of the next: "paragraph 4 of Annex B".

    Args:
        text: the text.
        end: where the one ends.
        start: where the next begins.
    """
    return _NEXT.fullmatch(text, end, start) is not None


def goes_on(text: str, end: int, start: int) -> bool:
    """Whether a section with a sign is one more of those before it: "§2001.24 (h) and §2001.30".

    Args:
        text: the text.
        end: where the one ends.
        start: where the next begins.
    """
    return text[start] == "§" and _AND_SIGN.fullmatch(text, end, start) is not None
