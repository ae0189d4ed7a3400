"""What the leak check said is remembered as long as everything it was about is the same."""

from datetime import timedelta

import pytest
from tests.releasing import DISCLOSURE, parties

from relto.node import Forbidden
from relto.primitives import PartyId

LEAKS = """SECRET

# (U) Landing grounds

(S//REL TO NZL, JPN) The landing ground bears what paragraph 2 says.

(R//REL TO NZL, AUS) 2. Harbour Kowhai was quiet.

(S//REL TO NZL, JPN) Kowhai is near.

SECRET
"""


def test_a_look_at_the_same_says_the_same_and_one_at_another_is_checked():
    nzl = parties("NZL", "JPN")[0]
    staff = nzl.staff()
    item = nzl.holdings.hold_document(staff.drafter, LEAKS).held.id
    draft = nzl.drafting.begin(staff.drafter, item, PartyId("JPN"))
    first = nzl.drafting.preview(staff.drafter, draft.id).ready
    assert first.leaks
    assert nzl.drafting.preview(staff.authority, draft.id).ready.gates is first.gates
    nzl.drafting.withhold(staff.drafter, draft.id, [4])
    other = nzl.drafting.preview(staff.drafter, draft.id).ready
    assert other.gates != first.gates
    nzl.clock.forward(timedelta(days=1))
    assert nzl.drafting.preview(staff.drafter, draft.id).ready.gates is not other.gates
    nzl.drafting.disclose(staff.drafter, draft.id, DISCLOSURE)
    with pytest.raises(Forbidden, match="leak"):
        nzl.drafting.submit(staff.drafter, draft.id)
