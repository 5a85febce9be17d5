"""The description of the API by OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.0)."""

from typing import Any, Final

from django.conf import settings

from articles.models.article_choices import KIND_CHOICES
from articles.search.query import LENGTH_LIMIT
from articles.site.filters import ArticleFilter

MAX_LIMIT: Final = 100

Schema = dict[str, Any]

_TEXT: Final = {"type": "string"}
_DAY: Final = {"type": "string", "format": "date"}
_INSTANT: Final = {"type": "string", "format": "date-time"}
_URL: Final = {"type": "string", "format": "uri"}


def _build_object(properties: Schema, *, optional: frozenset[str] = frozenset()) -> Schema:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required}


def _allow_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _build_array(schema: Schema) -> Schema:
    return {"type": "array", "items": schema}


_NAME: Final = _build_object({"name": _TEXT, "slug": _TEXT, "url": _URL})
_SUMMARY: Final = {
    "id": {"type": "integer"},
    "uri": _URL | {"description": "Never changes."},
    "url": _URL,
    "api_url": _URL,
    "headline": _TEXT,
    "standfirst": _TEXT,
    "excerpt": _TEXT,
    "kind": {"enum": ["", *(value for value, _ in KIND_CHOICES)]},
    "language": _TEXT | {"description": "A language tag, empty where it is not known."},
    "is_own_work": {"type": "boolean"},
    "source": _allow_null(_NAME),
    "source_date": _build_object(
        {
            "first": _allow_null(_DAY),
            "last": _allow_null(_DAY),
            "precision": {"enum": ["day", "month", "year", "range", "unknown"]},
            "text": _TEXT | {"description": "As printed."},
        }
    ),
    "source_address": _TEXT,
    "authors": _build_array(_NAME),
    "tags": _build_array(_NAME),
    "published_at": _INSTANT,
    "updated_at": _allow_null(_INSTANT),
}
_CORRECTION: Final = _build_object({"kind": _TEXT, "text": _TEXT, "published_at": _INSTANT})
_ARTICLE: Final = {
    **_SUMMARY,
    "body": _TEXT | {"description": "HTML."},
    "byline": _TEXT,
    "corrections": _build_array(_CORRECTION),
}
_PROBLEM: Final = _build_object(
    {
        "status": {"type": "integer"},
        "title": _TEXT,
        "detail": _TEXT,
        "errors": {"type": "object", "additionalProperties": _build_array(_TEXT)},
    },
    optional=frozenset({"errors"}),
)
SCHEMAS: Final = {
    "Named": _NAME,
    "Summary": _build_object(_SUMMARY),
    "Article": _build_object(_ARTICLE),
    "Articles": _build_object(
        {
            "previous": _allow_null(_URL),
            "next": _allow_null(_URL),
            "results": _build_array({"$ref": "#/components/schemas/Summary"}),
        }
    ),
    "Names": _build_object(
        {
            "next": _allow_null(_URL),
            "results": _build_array({"$ref": "#/components/schemas/Named"}),
        }
    ),
    "Problem": _PROBLEM,
}


def build_description(site: str) -> Schema:
    """Return the OpenAPI document; ``site`` is the URL of the site without a slash at the end."""
    return {
        "openapi": "3.1.0",
        "info": {"title": str(settings.NEWSROOM_SITE_NAME), "version": "1"},
        "servers": [{"url": site}],
        "paths": {
            "/api/articles/": _build_path(
                "Articles",
                "Live articles, newest first.",
                [*_build_filters(), _build_cursor("older"), _build_cursor("newer"), _build_limit()],
                has_bad_request=True,
            ),
            "/api/articles/{id}/": _build_path(
                "Article", "One article, whole.", [_build_id()], has_not_found=True
            ),
            **{f"/api/{name}/": _build_name_path(name) for name in ("sources", "authors", "tags")},
        },
        "components": {"schemas": SCHEMAS},
    }


def _build_name_path(name: str) -> Schema:
    parameters = [_build_cursor("after"), _build_limit()]
    summary = f"The {name} of which there is an article."
    return _build_path("Names", summary, parameters, has_bad_request=True)


def _build_path(
    schema: str,
    summary: str,
    parameters: list[Schema],
    *,
    has_bad_request: bool = False,
    has_not_found: bool = False,
) -> Schema:
    """Return the path item of a URL, with 429 and perhaps 400, 404 and 410 among its responses."""
    responses = {"200": _build_response(schema, "application/json", "What was asked for.")}
    problem = "application/problem+json"
    if has_bad_request:
        responses["400"] = _build_response("Problem", problem, "What is wrong, and how to fix it.")
    if has_not_found:
        responses["404"] = _build_response("Problem", problem, "There is no such article.")
        responses["410"] = _build_response(
            "Problem", problem, "It was withdrawn; the detail says why."
        )
    responses["429"] = _build_response(
        "Problem",
        problem,
        "Too many requests came from one address; Retry-After says how long to wait.",
    )
    return {"get": {"summary": summary, "parameters": parameters, "responses": responses}}


def _build_response(schema: str, media_type: str, description: str) -> Schema:
    reference = {"$ref": f"#/components/schemas/{schema}"}
    return {"description": description, "content": {media_type: {"schema": reference}}}


_DAY_OR_NONE: Final = {"anyOf": [_DAY, {"const": ""}]}
# The schemas of the filters that accept some values only; all ignore a parameter without a value.
_FILTER_SCHEMAS: Final[dict[str, Schema]] = {
    "q": _TEXT | {"maxLength": LENGTH_LIMIT},
    "kind": {"enum": ["", *(value for value, _ in KIND_CHOICES)]},
    "from": _DAY_OR_NONE,
    "until": _DAY_OR_NONE,
}


def _build_filters() -> list[Schema]:
    return [
        _build_query_param(name, _FILTER_SCHEMAS.get(name, _TEXT), description=str(one.label))
        for name, one in ArticleFilter.base_filters.items()
    ]


def _build_cursor(name: str) -> Schema:
    return _build_query_param(
        name, _TEXT, description="A cursor, taken from the links of an earlier response."
    )


def _build_query_param(name: str, schema: Schema, **extra: Any) -> Schema:
    return {"name": name, "in": "query", "schema": schema, **extra}


def _build_limit() -> Schema:
    schema = {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT}
    return {"name": "limit", "in": "query", "schema": schema}


def _build_id() -> Schema:
    schema = {"type": "integer", "minimum": 1}
    return {"name": "id", "in": "path", "required": True, "schema": schema}
