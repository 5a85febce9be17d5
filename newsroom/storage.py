"""Static files under names with their hash, once collectstatic has made them."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    def stored_name(self, name: str) -> str:
        """Return the hashed name; before collectstatic has run the plain one: Django would fail."""
        return str(super().stored_name(name)) if self.hashed_files else name
