"""What a route of the pages is given, by the names under which it is given."""

from typing import TypeAlias

from litestar.di import NamedDependency
from litestar.params import SkipValidation

from relto.server.pages.desk import Desk
from relto.server.pages.forms import Form
from relto.server.pages.visiting import Visitor

AtDesk: TypeAlias = NamedDependency[SkipValidation[Desk]]
"""``desk``: the node."""

ForVisitor: TypeAlias = NamedDependency[SkipValidation[Visitor]]
"""``visitor``: who looks."""

WithForm: TypeAlias = NamedDependency[SkipValidation[Form]]
"""``form``: what they sent."""
