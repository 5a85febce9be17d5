"""Renew the entries of the search index that an older version of the program wrote."""

from typing import Any

from tqdm import tqdm

from articles.management.base import EnglishCommand
from articles.management.starting import require_tables
from articles.models import content_version
from articles.models.names import save_words
from articles.search import consistency


class Command(EnglishCommand):
    help = (
        "Renew the search index of articles that an older version of the program indexed, in "
        "batches, while the site serves. It can be stopped and started again."
    )

    def handle(self, **_options: Any) -> None:
        require_tables()
        for named in consistency.find_wrong_names():
            save_words(named)
        total, renewed = consistency.get_outdated().count(), 0
        with tqdm(total=total, unit=" articles", disable=None, file=self.stderr) as progress:
            for count in consistency.renew_entries():
                progress.update(count)
                renewed += count
        content_version.raise_number()  # searches may find others now
        self.stdout.write(f"Renewed the search index of {renewed} articles.")
