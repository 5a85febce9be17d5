"""Static files under names with their hash, once collectstatic has made them."""

from urllib.parse import urlsplit

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    def stored_name(self, name: str) -> str:
        """Return the hashed name; the plain one for a file that collectstatic has not seen.

        Django would fail, and with it every page that names the file. WhiteNoise serves plain
        names, too; ``check`` says what is missing.
        """
        return str(super().stored_name(name)) if urlsplit(name).path in self.hashed_files else name
