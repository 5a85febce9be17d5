"""Articles that wait for signatures, and the people of a small desk, for tests."""

from django.contrib.auth.models import User

from articles.models import Article
from articles.publishing import workflow
from tests.factories import make_article, make_live, make_revision, make_user
from tests.transitions import ONE


def make_staff() -> dict[str, User]:
    """Make a person of each role."""
    roles = {"writer": "Contributors", "editor": "Editors", "publisher": "Publishers"}
    return {name: make_user(role) for name, role in roles.items()}


def make_in_review(maker: User | None, writer: User) -> Article:
    """Make an article of the writer in review whose text was brought in by the maker."""
    article = make_article(created_by=maker)
    Article.objects.filter(pk=article.pk).update(created_by=writer)
    article.refresh_from_db()
    workflow.perform(article, "submit", by=writer)
    return article


def publish_on_one(people: dict[str, User], article: Article) -> None:
    """Publish the article with a change of the publisher that nobody else signs."""
    make_revision(article, by=people["publisher"], headline="In the night")
    workflow.perform(article, ONE, by=people["publisher"], reason="It cannot wait.")


def make_live_on_one(people: dict[str, User], *, is_reopened: bool = False) -> Article:
    """Make an article whose live text has a change of the publisher that nobody has signed."""
    article = make_live(created_by=people["writer"], headline="By day")
    workflow.perform(article, "edit", by=people["writer"])
    make_revision(article, by=people["publisher"], headline="In the night")
    for name in ("submit", ONE, *(["edit"] if is_reopened else [])):
        workflow.perform(article, name, by=people["publisher"], reason="Now.")
    return article
