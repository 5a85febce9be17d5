"""The roles of a desk: Django groups, each with the permissions of the one before it and more."""

from typing import Final

ROLES: Final = {
    "Contributors": [
        *("add_article", "change_article", "view_article", "submit_article", "edit_article"),
        "sign_article",
        *("add_author", "view_author", "view_source", "add_tag", "view_tag"),
        *("add_byline", "change_byline", "delete_byline", "view_byline"),
        "view_notification",
    ],
    "Editors": [
        *("review_article", "request_changes_article", "approve_article", "spike_article"),
        *("confirm_article", "revert_article"),
        *("change_author", "add_source", "change_source", "change_tag"),
        *("add_authoralias", "change_authoralias", "delete_authoralias", "view_authoralias"),
        *("add_sourcealias", "change_sourcealias", "delete_sourcealias", "view_sourcealias"),
        *("add_feed", "change_feed", "delete_feed", "view_feed"),
        *("view_original", "view_importrun", "import_article"),
    ],
    "Publishers": [
        *("publish_article", "withdraw_article", "restore_article", "publish_import"),
        "publish_on_one_signature_article",
    ],
}
