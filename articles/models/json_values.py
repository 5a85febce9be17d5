"""Values of columns as JSON, for the digests that rows carry."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any


def to_json_value(value: Any) -> Any:
    """Return an instant as text in UTC, to the microsecond; everything else as it is."""
    if not isinstance(value, datetime):
        return value
    return value.astimezone(UTC).isoformat(timespec="microseconds")


def hash_values(values: Mapping[str, Any]) -> str:
    """Return the hexadecimal SHA-256 of the values, as JSON with sorted keys."""
    texts = {name: to_json_value(value) for name, value in values.items()}
    return hashlib.sha256(json.dumps(texts, sort_keys=True).encode()).hexdigest()
