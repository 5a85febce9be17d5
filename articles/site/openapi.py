"""What the API offers, in the words of OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.0)."""

from typing import Any, Final

from django.conf import settings

from articles.models.article_choices import KIND_CHOICES
from articles.site.filters import ArticleFilter

MOST: Final = 100

Told = dict[str, Any]

_TEXT: Final = {"type": "string"}
_DAY: Final = {"type": "string", "format": "date"}
_INSTANT: Final = {"type": "string", "format": "date-time"}
_ADDRESS: Final = {"type": "string", "format": "uri"}


def _object(properties: Told, *, optional: frozenset[str] = frozenset()) -> Told:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required}


def _nullable(schema: Told) -> Told:
    return {"anyOf": [schema, {"type": "null"}]}


def _list_of(schema: Told) -> Told:
    return {"type": "array", "items": schema}


_NAMED: Final = _object({"name": _TEXT, "slug": _TEXT, "url": _ADDRESS})
_SUMMARY: Final = {
    "id": {"type": "integer"},
    "uri": _ADDRESS | {"description": "Never changes."},
    "url": _ADDRESS,
    "api_url": _ADDRESS,
    "headline": _TEXT,
    "standfirst": _TEXT,
    "excerpt": _TEXT,
    "kind": {"enum": ["", *(value for value, _ in KIND_CHOICES)]},
    "language": _TEXT | {"description": "A language tag, empty where it is not known."},
    "is_own_work": {"type": "boolean"},
    "source": _nullable(_NAMED),
    "source_date": _object(
        {
            "first": _nullable(_DAY),
            "last": _nullable(_DAY),
            "precision": {"enum": ["day", "month", "year", "range", "unknown"]},
            "text": _TEXT | {"description": "As printed."},
        }
    ),
    "source_address": _TEXT,
    "authors": _list_of(_NAMED),
    "tags": _list_of(_NAMED),
    "published_at": _INSTANT,
    "updated_at": _nullable(_INSTANT),
}
_CORRECTION: Final = _object({"kind": _TEXT, "text": _TEXT, "published_at": _INSTANT})
_WHOLE: Final = {
    **_SUMMARY,
    "body": _TEXT | {"description": "HTML."},
    "byline": _TEXT,
    "corrections": _list_of(_CORRECTION),
}
_PROBLEM: Final = _object(
    {
        "status": {"type": "integer"},
        "title": _TEXT,
        "detail": _TEXT,
        "errors": {"type": "object", "additionalProperties": _list_of(_TEXT)},
    },
    optional=frozenset({"errors"}),
)
SCHEMAS: Final = {
    "Named": _NAMED,
    "Summary": _object(_SUMMARY),
    "Article": _object(_WHOLE),
    "Articles": _object(
        {
            "previous": _nullable(_ADDRESS),
            "next": _nullable(_ADDRESS),
            "results": _list_of({"$ref": "#/components/schemas/Summary"}),
        }
    ),
    "Names": _object(
        {
            "next": _nullable(_ADDRESS),
            "results": _list_of({"$ref": "#/components/schemas/Named"}),
        }
    ),
    "Problem": _PROBLEM,
}


def description(site: str) -> Told:
    """Return the description of the API of the site at this address."""
    return {
        "openapi": "3.1.0",
        "info": {"title": str(settings.NEWSROOM_SITE_NAME), "version": "1"},
        "servers": [{"url": site}],
        "paths": {
            "/api/articles/": _get(
                "Articles",
                "The articles that readers can see, newest first.",
                [*_filters(), _place("older"), _place("newer"), _limit()],
                wrong=True,
            ),
            "/api/articles/{id}/": _get("Article", "One article, whole.", [_id()], gone=True),
            **{f"/api/{name}/": _names(name) for name in ("sources", "authors", "tags")},
        },
        "components": {"schemas": SCHEMAS},
    }


def _names(name: str) -> Told:
    parameters = [_place("after"), _limit()]
    return _get("Names", f"The {name} of which there is an article.", parameters, wrong=True)


def _get(
    schema: str, summary: str, parameters: list[Told], *, wrong: bool = False, gone: bool = False
) -> Told:
    responses = {"200": _answer(schema, "application/json", "What was asked for.")}
    problem = "application/problem+json"
    if wrong:
        responses["400"] = _answer("Problem", problem, "What is wrong, and how to mend it.")
    if gone:
        responses["404"] = _answer("Problem", problem, "There is no such article.")
        responses["410"] = _answer("Problem", problem, "It was withdrawn; the detail says why.")
    return {"get": {"summary": summary, "parameters": parameters, "responses": responses}}


def _answer(schema: str, media_type: str, told: str) -> Told:
    reference = {"$ref": f"#/components/schemas/{schema}"}
    return {"description": told, "content": {media_type: {"schema": reference}}}


# What a filter takes, where that is not any text.
_TAKEN: Final[dict[str, Told]] = {
    "q": _TEXT | {"maxLength": 200},
    "kind": {"enum": [value for value, _ in KIND_CHOICES]},
    "from": _DAY,
    "until": _DAY,
}


def _filters() -> list[Told]:
    return [
        _query(name, _TAKEN.get(name, _TEXT), description=str(each.label))
        for name, each in ArticleFilter.base_filters.items()
    ]


def _place(name: str) -> Told:
    return _query(name, _TEXT, description="A place in the list, as an answer's links tell it.")


def _query(name: str, schema: Told, **more: Any) -> Told:
    return {"name": name, "in": "query", "schema": schema, **more}


def _limit() -> Told:
    schema = {"type": "integer", "minimum": 1, "maximum": MOST}
    return {"name": "limit", "in": "query", "schema": schema}


def _id() -> Told:
    schema = {"type": "integer", "minimum": 1}
    return {"name": "id", "in": "path", "required": True, "schema": schema}
