"""Who gets what from every URL of the desk: the table, and the URLs that it has to have.

A row names a path, what each role gets for a GET and for a POST, and after that the fields of the
POST, if it needs others than FORM. The roles are those of ``ROLES`` in desk_world.py, in that
order. What they get:

Y  the page, R a redirect, L a redirect to the page for signing in,
N  forbidden, M not found, W the method is not allowed, B a bad request, - is not asked

{article}, {source}, … stand for keys of rows; ``World`` in desk_world.py makes them. {article} is a
draft of somebody else, {twin} an article of somebody else that goes live tomorrow, {own} a draft of
the person who asks.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl

from django.urls import URLResolver, get_resolver

# Fields that some view or other reads.
FORM: Final = "text=A note&days=3&seen=1&post=yes&reason=Because."
TABLE: Final = """
# Django’s own pages; people without a password cannot change it
LYYYYY  LYYYYY  admin/
LYYYYY  LWWWWW  admin/help/
YRRRRR  YRRRRR  admin/login/
LYYYYY  LLLLLL  admin/logout/
LMMMMM  LMMMMM  admin/password_change/
LYYYYY  LWWWWW  admin/password_change/done/
LYYYYY  LWWWWW  admin/jsi18n/
MMMMMM  WWWWWW  healthz/request/
LMYYYY  LMYYYY  admin/articles/
LMMMMY  LMMMMY  admin/auth/
LNYYYY  ------  admin/autocomplete/?app_label=articles&model_name=article&field_name=translation_of&term=quay
LNYYYY  ------  admin/autocomplete/?app_label=articles&model_name=article&field_name=translation_of&term=
LNYYYY  ------  admin/autocomplete/?app_label=articles&model_name=article&field_name=source&term=
LNYYYY  ------  admin/autocomplete/?app_label=articles&model_name=previewlink&field_name=article&term=
LNNNNY  ------  admin/autocomplete/?app_label=articles&model_name=notification&field_name=person&term=
LNNYYY  ------  admin/autocomplete/?app_label=articles&model_name=original&field_name=run&term=

# Signing in
YYYYYY  WWWWWW  admin/account/no-access/
MMMMMM  MMMMMM  admin/account/provider/
MMMMMM  MMMMMM  admin/account/provider/back/
YYYYYY  WWWWWW  admin/account/provider/cancelled/
LNNNNN  LNNNNN  admin/account/confirm/
MMMMMM  MMMMMM  admin/account/reset/
YYYYYY  WWWWWW  admin/account/reset/sent/
YYYYYY  YYYYYY  admin/account/reset/1-set-password/
YYYYYY  WWWWWW  admin/account/reset/done/
LYYYYY  LWWWWW  admin/account/second-factor/
LRRRRR  LRRRRR  admin/account/second-factor/authenticate/
LNNNNN  LNNNNN  admin/account/second-factor/reauthenticate/
LYYYYY  LYYYYY  admin/account/second-factor/totp/activate/
LMMMMM  LMMMMM  admin/account/second-factor/totp/deactivate/
LMMMMM  LWWWWW  admin/account/second-factor/recovery-codes/
LYYYYY  LYYYYY  admin/account/second-factor/recovery-codes/generate/
LMMMMM  LMMMMM  admin/account/second-factor/recovery-codes/download/
LYYYYY  LWWWWW  admin/account/second-factor/webauthn/
LYYYYY  LYYYYY  admin/account/second-factor/webauthn/add/
LNNNNN  LNNNNN  admin/account/second-factor/webauthn/reauthenticate/
LMMMMM  LMMMMM  admin/account/second-factor/webauthn/keys/{passkey}/remove/
LMMMMM  LMMMMM  admin/account/second-factor/webauthn/keys/{passkey}/edit/
LRRRRR  LRRRRR  admin/account/second-factor/webauthn/login/
LYYYYY  LRRRRR  admin/account/sessions/
WWWWWW  LMMMMM  admin/account/sessions/{session}/end/

# The list of articles, and its actions
LNYYYY  LNYYYY  admin/articles/article/
LNYYYY  ------  admin/articles/article/?q=quay
LNYYYY  ------  admin/articles/article/?queue=sent_back
LNYYYY  ------  admin/articles/article/?queue=drafts
LNYYYY  ------  admin/articles/article/?queue=scheduled
LNYYYY  ------  admin/articles/article/?queue=nonsense
LNYYYY  ------  admin/articles/article/?run={run}
LNYYYY  ------  admin/articles/article/?_facets=True
LNYYYY  ------  admin/articles/article/?_popup=1&_to_field=id
LNBBBB  ------  admin/articles/article/?_to_field=headline
LNYYYY  ------  admin/articles/article/?source__id__exact={source}
LNBBBB  ------  admin/articles/article/?translations__headline__startswith=My
LNBBBB  ------  admin/articles/article/?translations={own}
LNBBBB  ------  admin/articles/article/?revisions=1
LNYYYY  LNYYYY  admin/articles/article/add/
LNYYYY  ------  admin/articles/article/add/?translation_of={article}
LNYYYY  ------  admin/articles/article/add/?_popup=1&_to_field=id
LNYYYY  LNYYYY  admin/articles/article/?o=1  action=submit&_selected_action={own}
LNYYYY  LNYYYY  admin/articles/article/?o=2  action=submit&_selected_action={article}
LNYYYY  LNRRRR  admin/articles/article/?o=3  action=submit&confirmed=1&_selected_action={article}
LNRRRR  LNRRRR  admin/articles/article/nonsense/change/
LRRRRR  LRRRRR  admin/articles/article/nonsense/history/
LNNNNN  LNNNNN  admin/articles/article/nonsense/delete/
LRRRRR  LRRRRR  admin/articles/article/nonsense/

# A draft of somebody else
LNRYYY  LNRYYY  admin/articles/article/{article}/change/
LRRRRR  LRRRRR  admin/articles/article/{article}/
LNNYYY  LWWWWW  admin/articles/article/{article}/history/
LNNYYY  LWWWWW  admin/articles/article/{article}/compare/
LNNYYY  LWWWWW  admin/articles/article/{article}/signatures/
LNNNNN  LNNNNN  admin/articles/article/{article}/delete/
LNNYYY  LWWWWW  admin/articles/article/{article}/preview/
LNNYYY  ------  admin/articles/article/{article}/preview/?revision=1
LWWWWW  LNNRRR  admin/articles/article/{article}/notes/
LWWWWW  LNNYYY  admin/articles/article/{article}/presence/
LWWWWW  LNNRRR  admin/articles/article/{article}/preview_links/
LWWWWW  LNNRRR  admin/articles/article/{article}/revisions/1/bring_back/
LWWWWW  LNNRRR  admin/articles/article/{article}/revisions/keep_ours/
LNNMMM  LNNMMM  admin/articles/article/{article}/move/explode/
LNRYYY  ------  admin/articles/article/{article}/change/?_popup=1&_to_field=id
LBBBBB  ------  admin/articles/article/{article}/change/?_to_field=headline
LNNYYY  LNNRRR  admin/articles/article/{article}/move/submit/
LNNYYY  LNNYYY  admin/articles/article/{article}/move/request_changes/
LNNYYY  LNNYYY  admin/articles/article/{article}/move/approve/
LNNNYY  LNNNYY  admin/articles/article/{article}/move/publish/
LNNYYY  LNNYYY  admin/articles/article/{article}/move/edit/
LNNNYY  LNNNYY  admin/articles/article/{article}/move/withdraw/
LNNNYY  LNNNYY  admin/articles/article/{article}/move/restore/
LNNYYY  LNNYYY  admin/articles/article/{article}/move/sign/
LNNYYY  LNNYYY  admin/articles/article/{article}/move/confirm/
LNNYYY  LNNYYY  admin/articles/article/{article}/move/revert/
LNNNYY  LNNNYY  admin/articles/article/{article}/move/publish_on_one_signature/
LNNYYY  LNNRRR  admin/articles/article/{article}/move/spike/
LWWWWW  LNNRRR  admin/articles/article/{article}/notes/{note}/resolve/
LWWWWW  LNNRRR  admin/articles/article/{article}/preview_links/{link}/revoke/

# An article of somebody else that goes live tomorrow
LNRYYY  LNRNNN  admin/articles/article/{twin}/change/
LRRRRR  LRRRRR  admin/articles/article/{twin}/
LNNYYY  LWWWWW  admin/articles/article/{twin}/history/
LNNYYY  LWWWWW  admin/articles/article/{twin}/compare/
LNNYYY  LWWWWW  admin/articles/article/{twin}/preview/
LWWWWW  LNNRRR  admin/articles/article/{twin}/notes/
LWWWWW  LNNYYY  admin/articles/article/{twin}/presence/
LWWWWW  LNNRRR  admin/articles/article/{twin}/preview_links/
LWWWWW  LNNRRR  admin/articles/article/{twin}/revisions/keep_ours/

# A draft of their own
LNYYYY  LNYYYY  admin/articles/article/{own}/change/
LRRRRR  LRRRRR  admin/articles/article/{own}/
LNYYYY  LWWWWW  admin/articles/article/{own}/history/
LNYYYY  LWWWWW  admin/articles/article/{own}/compare/
LNYYYY  LWWWWW  admin/articles/article/{own}/signatures/
LNNNNN  LNNNNN  admin/articles/article/{own}/delete/
LNYYYY  LWWWWW  admin/articles/article/{own}/preview/
LNYYYY  ------  admin/articles/article/{own}/preview/?revision=1
LWWWWW  LNRRRR  admin/articles/article/{own}/notes/
LWWWWW  LNYYYY  admin/articles/article/{own}/presence/
LWWWWW  LNRRRR  admin/articles/article/{own}/preview_links/
LWWWWW  LNRRRR  admin/articles/article/{own}/revisions/1/bring_back/
LWWWWW  LNNRRR  admin/articles/article/{own}/revisions/keep_ours/
LNMMMM  LNMMMM  admin/articles/article/{own}/move/explode/
LNYYYY  ------  admin/articles/article/{own}/change/?_popup=1&_to_field=id
LNYYYY  LNRRRR  admin/articles/article/{own}/move/submit/  seen=4
LNNYYY  LNNYYY  admin/articles/article/{own}/move/request_changes/
LNNYYY  LNNYYY  admin/articles/article/{own}/move/approve/
LNNNYY  LNNNYY  admin/articles/article/{own}/move/publish/
LNYYYY  LNYYYY  admin/articles/article/{own}/move/edit/
LNNNYY  LNNNYY  admin/articles/article/{own}/move/withdraw/
LNNNYY  LNNNYY  admin/articles/article/{own}/move/restore/
LNYYYY  LNYYYY  admin/articles/article/{own}/move/sign/
LNNYYY  LNNYYY  admin/articles/article/{own}/move/confirm/
LNNYYY  LNNYYY  admin/articles/article/{own}/move/revert/
LNNNYY  LNNNYY  admin/articles/article/{own}/move/publish_on_one_signature/
LNNYYY  LNNRRR  admin/articles/article/{own}/move/spike/  seen=4
LWWWWW  LNRRRR  admin/articles/article/{own}/notes/{own_note}/resolve/
LWWWWW  LNMMMM  admin/articles/article/{own}/notes/{note}/resolve/
LWWWWW  LNRRRR  admin/articles/article/{own}/preview_links/{own_link}/revoke/
LWWWWW  LNMMMM  admin/articles/article/{own}/preview_links/{link}/revoke/

# Sources, authors and tags
LNYYYY  LNYYYY  admin/articles/source/
LNNYYY  LNNYYY  admin/articles/source/add/
LNYYYY  LNNYYY  admin/articles/source/{source}/change/
LRRRRR  LRRRRR  admin/articles/source/{source}/
LNYYYY  LNYYYY  admin/articles/source/{source}/history/
LNNNNY  LNNNNY  admin/articles/source/{source}/delete/
LNYYYY  LNYYYY  admin/articles/author/
LNYYYY  LNYYYY  admin/articles/author/add/
LNYYYY  LNNYYY  admin/articles/author/{author}/change/
LRRRRR  LRRRRR  admin/articles/author/{author}/
LNYYYY  LNYYYY  admin/articles/author/{author}/history/
LNNNNY  LNNNNY  admin/articles/author/{author}/delete/
LNYYYY  LNYYYY  admin/articles/tag/
LNYYYY  LNYYYY  admin/articles/tag/add/
LNYYYY  LNNYYY  admin/articles/tag/{tag}/change/
LRRRRR  LRRRRR  admin/articles/tag/{tag}/
LNYYYY  LNYYYY  admin/articles/tag/{tag}/history/
LNNNNY  LNNNNR  admin/articles/tag/{tag}/delete/
LNYYYY  ------  admin/articles/author/suggest/?term=a
LNYYYY  ------  admin/articles/tag/suggest/?term=h
LNBBBB  ------  admin/articles/source/?article={article}
LNBBBB  ------  admin/articles/source/?articles={article}
LNBBBB  ------  admin/articles/tag/?taggings=1
LNBBBB  ------  admin/articles/source/?article__headline__startswith=Z
LNYYYY  LNYYYY  admin/articles/author/add/?_popup=1
LNNYYY  LNNYYY  admin/articles/source/add/?_popup=1

# Notifications
LNYYYY  LNYYYY  admin/articles/notification/
LNNNNN  LNNNNN  admin/articles/notification/add/
LNRRRY  LNNNNN  admin/articles/notification/{notification}/change/
LRRRRR  LRRRRR  admin/articles/notification/{notification}/
LRRRRY  LRRRRY  admin/articles/notification/{notification}/history/
LNNNNN  LNNNNN  admin/articles/notification/{notification}/delete/
LNRYYY  LNNNNN  admin/articles/notification/{my_notification}/change/
LRRYYY  LRRYYY  admin/articles/notification/{my_notification}/history/
LWWWWW  LNRRRR  admin/articles/notification/choose/
LWWWWW  LNRRRR  admin/articles/notification/see_all/
LNYYYY  ------  admin/articles/notification/?q=quay
LNBBBB  ------  admin/articles/notification/?article__headline__startswith=Z

# Imports and originals
LNNYYY  LNNYYY  admin/articles/original/
LNNNNN  LNNNNN  admin/articles/original/add/
LNNYYY  LNNNNN  admin/articles/original/{original}/change/
LRRRRR  LRRRRR  admin/articles/original/{original}/
LRRYYY  LRRYYY  admin/articles/original/{original}/history/
LNNNNN  LNNNNN  admin/articles/original/{original}/delete/
LNNYYY  LNNYYY  admin/articles/importrun/
LNNNNN  LNNNNN  admin/articles/importrun/add/
LNNYYY  LNNNNN  admin/articles/importrun/{run}/change/
LRRRRR  LRRRRR  admin/articles/importrun/{run}/
LNNYYY  LNNYYY  admin/articles/importrun/{run}/history/
LNNNNN  LNNNNN  admin/articles/importrun/{run}/delete/
LNNYYY  LNNYYY  admin/articles/original/{original}/download/
LNNYYY  ------  admin/articles/original/?q=x
LNNYYY  LNNYYY  admin/articles/importrun/import/
LNNYYY  LNNRRR  admin/articles/importrun/{run}/undo/
LNNYYY  LNNWWW  admin/articles/importrun/uploads/{upload}/
LNNWWW  LNNRRR  admin/articles/importrun/uploads/{upload}/preview/
LNNWWW  LNNRRR  admin/articles/importrun/uploads/{upload}/confirm/
LNNWWW  LNNRRR  admin/articles/importrun/uploads/{upload}/cancel/
LNNYYY  LNNWWW  admin/articles/importrun/uploads/{upload}/rejects/

# Users and groups
LNNNNY  LNNNNY  admin/auth/user/
LNNNNY  LNNNNY  admin/auth/user/add/
LNNNNY  LNNNNY  admin/auth/user/{user}/change/
LRRRRR  LRRRRR  admin/auth/user/{user}/
LNNNNY  LNNNNY  admin/auth/user/{user}/history/
LNNNNY  LNNNNY  admin/auth/user/{user}/delete/
LNNNNY  LNNNNY  admin/auth/group/
LNNNNY  LNNNNY  admin/auth/group/add/
LNNNNY  LNNNNY  admin/auth/group/{group}/change/
LRRRRR  LRRRRR  admin/auth/group/{group}/
LNNNNY  LNNNNY  admin/auth/group/{group}/history/
LNNNNY  LNNNNR  admin/auth/group/{group}/delete/
LNNNNY  LNNNNY  admin/auth/user/{user}/password/
"""  # noqa: E501 - paths stay whole


@dataclass(frozen=True, slots=True)
class Row:
    """A path of the desk, and what each role gets for a GET and for a POST of the form."""

    path: str
    get: str
    post: str
    form: str = FORM

    def build_path(self, keys: dict[str, object]) -> str:
        return "/" + self.path.format(**keys)

    def build_form(self, keys: dict[str, object]) -> dict[str, str]:
        return dict(parse_qsl(self.form.format(**keys)))


def list_rows() -> Iterator[Row]:
    for line in TABLE.splitlines():
        if not line or line.startswith("#"):
            continue
        get, post, path, *form = line.split(maxsplit=3)
        yield Row(path, get, post, *form)


def list_routes() -> set[str]:
    """Return the routes of all URLs but those for readers, as ``resolve`` names them."""
    return set(_walk(get_resolver(), ""))


def _walk(resolver: Any, prefix: str) -> Iterator[str]:
    for each in resolver.url_patterns:
        route = prefix + str(each.pattern).removeprefix("^")  # as Django joins them
        if not isinstance(each, URLResolver):
            yield route
        elif getattr(each.urlconf_module, "__name__", "") != "articles.site.urls":
            yield from _walk(each, route)
