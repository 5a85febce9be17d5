"""What a verification finds, and how much it has seen."""

from collections import Counter
from dataclasses import dataclass, field

from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it was written; ``article`` is a key, None for the whole desk."""

    reason: str
    article: int | None = None

    def __str__(self) -> str:
        if self.article is None:
            return self.reason
        return _("Article %(article)s: %(reason)s") % {
            "article": self.article,
            "reason": self.reason,
        }


@dataclass(slots=True)
class Tally:
    """How many rows of each kind were seen, and how many there should be."""

    seen: Counter[str] = field(default_factory=Counter)
    expected: Counter[str] = field(default_factory=Counter)
