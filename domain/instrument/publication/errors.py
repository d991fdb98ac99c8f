"""The rules of publishing that can be broken."""

from domain.errors import DomainError


class PublishedVersionNeverChanges(DomainError):
    """A file has another content than the version that was published under its number."""

    code = "published_version_never_changes"


class FileIsPublishedAlready(DomainError):
    """The version is published with these questions and these languages: there is nothing new in the file."""

    code = "file_is_published_already"


class VersionIsTooLow(DomainError):
    """A new version has a number above every published one."""

    code = "version_is_too_low"


class VersionFollowsAnother(DomainError):
    """A new version follows the newest published one, so that the chain of versions has no fork."""

    code = "version_follows_another"


class DraftIsGone(DomainError):
    """There is no draft of this version: it was published or withdrawn meanwhile."""

    code = "draft_is_gone"


class DraftHasMoved(DomainError):
    """Another file was taken in since the page was opened."""

    code = "draft_has_moved"


class DraftIsInReview(DomainError):
    code = "draft_is_in_review"


class DraftIsNotInReview(DomainError):
    code = "draft_is_not_in_review"


class DraftIsNotApproved(DomainError):
    code = "draft_is_not_approved"


class DraftIsApproved(DomainError):
    code = "draft_is_approved"


class SomebodyElseApproves(DomainError):
    """Who took the present draft in does not approve it."""

    code = "somebody_else_approves"


class VersionIsNotPublished(DomainError):
    code = "version_is_not_published"


class VersionIsRetired(DomainError):
    code = "version_is_retired"


class VersionIsOnOffer(DomainError):
    code = "version_is_on_offer"


class LastVersionStays(DomainError):
    """Without it no measurement could begin."""

    code = "last_version_stays"
