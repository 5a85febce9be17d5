"""What a record claims to be: its keys, under every name of its source."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from articles.importing.identity import Claim, Version
from articles.importing.name_cache import name_key
from articles.importing.normalise import PreparedRecord
from articles.importing.options import Options, TellsSource
from articles.models import SourceAlias
from articles.text.urls import normalise_url
from articles.vocabulary import IdentityKey, KeyKind, Precision, SourceDate

# An id that no two origins give: http://…, urn:…, tag:…, something@somewhere.
_UNIVERSAL_ID: Final = re.compile(r"(?:https?://|urn:|tag:)\S+|<?[^\s<>@]+@[^\s<>@]+>?")
_WEB_ADDRESS: Final = re.compile("https?://")
_ID_LIMIT: Final = 200
# How a scope of ids stands in place of a source; no folded name has a colon.
_SCOPE: Final = "scope:"


@dataclass(frozen=True, slots=True)
class SourceNames:
    """All folded names of sources, by each of them."""

    names: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def fetch(cls, folded_names: Iterable[str]) -> "SourceNames":
        wanted = set(folded_names) - {""}
        if not wanted:
            return cls()
        rows = SourceAlias.objects.filter(source__aliases__folded_name__in=wanted)
        names: dict[str, set[str]] = {}
        for name, alias in rows.values_list("source__aliases__folded_name", "folded_name"):
            names.setdefault(name, set()).add(alias)
        return cls({name: frozenset(aliases) for name, aliases in names.items()})

    def list_all(self, folded_name: str) -> frozenset[str]:
        """Return every name of the source with this name, which may be none of ours."""
        return self.names.get(folded_name) or frozenset((folded_name,))


def fold_source(record: TellsSource, options: Options) -> str:
    """Return the folded name of the source that the record is from, "" for none."""
    return "" if record.is_own_work else name_key(options.get_source_name(record))


def choose_id(record: TellsSource, *, source: str, options: Options) -> tuple[str, str]:
    """Return the id that identifies the record, and what it is unique within; "" for both if none.

    An id without a source counts if it is unique everywhere, or in the scope of the options. The
    address of an outlet is the id of no article.
    """
    origin_id = record.origin_id
    if not origin_id or (_WEB_ADDRESS.match(origin_id) and not normalise_url(origin_id)):
        return "", ""
    if len(origin_id) > _ID_LIMIT:
        origin_id = f"sha256:{hashlib.sha256(origin_id.encode()).hexdigest()}"
    if source or _UNIVERSAL_ID.fullmatch(record.origin_id):
        return origin_id, source
    return (origin_id, f"{_SCOPE}{name_key(options.id_scope)}") if options.id_scope else ("", "")


def build_claim(prepared: PreparedRecord, *, options: Options, names: SourceNames) -> Claim:
    """Return what the record claims; ``names`` has the names of its source."""
    record = prepared.record
    source = fold_source(record, options)
    origin_id, scope = choose_id(record, source=source, options=options)
    computed = _list_keys(prepared, origin_id, scope, source)
    return Claim(
        identity=record.identity,
        sources=names.list_all(source),
        origin_id=origin_id,
        address_key=prepared.keys.address_key,
        text_key=prepared.text_key,
        text_digest=prepared.keys.text_digest,
        keys=record.identity_keys if record.identity else tuple(computed),
        version=Version(prepared.folded_headline, get_day(record.source_date), prepared.words),
        is_cut=prepared.is_cut,
        is_canceled=record.is_canceled,
    )


def _list_keys(
    prepared: PreparedRecord, origin_id: str, scope: str, source: str
) -> Iterable[IdentityKey]:
    if origin_id:
        yield IdentityKey(KeyKind.ID, scope, origin_id)
    if address_key := prepared.keys.address_key:
        yield IdentityKey(KeyKind.URL, source, address_key)
    yield IdentityKey(KeyKind.TEXT, source, prepared.text_key)


def get_day(when: SourceDate) -> date | None:
    """Return the day on which the source published, None where only a longer time is known."""
    return when.first if when.precision is Precision.DAY else None


def compute_identity(claim: Claim) -> str:
    """Return the SHA-256 that names a new article in our exports."""
    if claim.identity:
        return claim.identity
    name = ":".join((*claim.keys[0], "" if claim.origin_id else claim.text_key))
    return hashlib.sha256(name.encode()).hexdigest()
