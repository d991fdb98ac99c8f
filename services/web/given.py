"""What a handler can ask for by name: `world: GivenWorld`, `place: GivenPlace`, `form: GivenForm`.

They are made by us, so nothing checks them again.
"""

from typing import TypeAlias

from litestar.di import NamedDependency
from litestar.params import SkipValidation

from services.application.campaigns.standing import Invited
from services.application.world import World
from services.reports.national_tables.published import PublishedIssues
from services.web.forms import Form
from services.web.live.hub import Hub
from services.web.place import Place
from services.web.seating import Seated

GivenWorld: TypeAlias = NamedDependency[SkipValidation[World]]
GivenPlace: TypeAlias = NamedDependency[SkipValidation[Place]]
GivenForm: TypeAlias = NamedDependency[SkipValidation[Form]]
GivenPublished: TypeAlias = NamedDependency[SkipValidation[PublishedIssues]]
GivenHub: TypeAlias = NamedDependency[SkipValidation[Hub]]
GivenInvited: TypeAlias = NamedDependency[SkipValidation[Invited]]
GivenSeat: TypeAlias = NamedDependency[SkipValidation[Seated]]
