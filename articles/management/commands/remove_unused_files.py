"""Remove stored files that nothing refers to any more."""

from typing import Any

from django.core.management.base import CommandError

from articles.management.base import EnglishCommand
from articles.management.starting import require_tables
from articles.models.unused_files import remove_unused_files


class Command(EnglishCommand):
    help = (
        "Remove the files of originals and uploads that are gone, a day after they were stored; "
        "run it every day."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        require_tables()
        try:
            count = remove_unused_files()
        except OSError as error:
            raise CommandError(
                f"A file cannot be removed: {error}. Let Newsroom write in the folder of the files "
                "(NEWSROOM_MEDIA_URL), and run this again."
            ) from error
        self.stdout.write(f"Removed {count} unused files.")
