"""The handler of uploaded files, which drops those of a request over the limit."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

_FORM_ALLOWANCE = 64 * 1024  # bytes of a request besides those of the file


def get_upload_limit() -> int:
    """Return the most bytes that a file may have."""
    return int(settings.NEWSROOM_UPLOAD_LIMIT) * 2**20


def get_body_limit() -> int:
    """Return the most bytes of a request that brings a file."""
    return get_upload_limit() + _FORM_ALLOWANCE


def is_too_large(request: HttpRequest) -> bool:
    return _is_over_limit(int(request.META.get("CONTENT_LENGTH") or 0))


def _is_over_limit(size: int) -> bool:
    return size > get_body_limit()


class LimitedUpload(FileUploadHandler):
    """Skips the files of a request over the limit; leaves all others to the next handlers."""

    is_over = False

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, str],  # noqa: N803 - Django's name
        content_length: int,
        *args: Any,
        **kwargs: Any,
    ) -> None:
        self.is_over = _is_over_limit(content_length)

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if self.is_over:
            raise StopUpload(connection_reset=False)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Return nothing: the next handlers make the file."""
