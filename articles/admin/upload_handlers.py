"""Files as they arrive: of a request over the limit none is kept."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

# Beside the file a form holds little.
_FORM = 64 * 1024


def limit() -> int:
    """Return how many bytes a file may have."""
    return int(settings.NEWSROOM_UPLOAD_LIMIT) * 2**20


def is_too_large(request: HttpRequest) -> bool:
    return _is_too_large(int(request.META.get("CONTENT_LENGTH") or 0))


def _is_too_large(size: int) -> bool:
    return size > limit() + _FORM


class LimitedUpload(FileUploadHandler):
    """Reads past the files of a request that is too large, and leaves them to others elsewhere."""

    is_over = False

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, str],  # noqa: N803 - Django's name
        content_length: int,
        *args: Any,
        **kwargs: Any,
    ) -> None:
        self.is_over = _is_too_large(content_length)

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if self.is_over:
            raise StopUpload(connection_reset=False)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the handlers that follow."""
