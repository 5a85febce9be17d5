"""Live articles with a change that is scheduled, for tests."""

from datetime import datetime

from articles.models import Article
from articles.publishing import revisions, workflow
from tests.factories import make_live, make_user


def schedule(at: datetime, **changes: object) -> Article:
    """Return a live article whose second revision is to go live at that time."""
    boss = make_user(is_superuser=True)
    article = make_live()
    workflow.perform(article, "edit", by=boss)
    content = revisions.get_working_revision(article).content | {"headline": "Mended"} | changes
    revisions.save_revision(article, content, by=None, builds_on=1)
    for name in ("submit", "approve"):
        workflow.perform(article, name, by=boss)
    workflow.perform(article, "publish", by=boss, at=at)
    return article
