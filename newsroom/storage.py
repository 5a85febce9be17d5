"""Static files by names that carry their hash, once collectstatic has given them such names."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    def stored_name(self, name: str) -> str:
        """Return the plain name before collectstatic has run, rather than fail every page."""
        return str(super().stored_name(name)) if self.hashed_files else name
