"""The URLs of signing in: those of the admin for its own pages, the others below them."""

from allauth.account import views as account
from allauth.socialaccount.views import login_cancelled
from allauth.usersessions.views import list_usersessions
from django.urls import include, path, re_path

from newsroom.signing_in import provider
from newsroom.signing_in.views import ChangePassword, ResetPassword, SignIn, end_session

urlpatterns = [
    path("login/", SignIn.as_view(), name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("password_change/", ChangePassword.as_view(), name="account_change_password"),
    path("account/no-access/", account.account_inactive, name="account_inactive"),
    path("account/confirm/", account.reauthenticate, name="account_reauthenticate"),
    path("account/reset/", ResetPassword.as_view(), name="account_reset_password"),
    path("account/reset/sent/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^account/reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "account/reset/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("account/provider/", provider.sign_in, name="openid_connect_login"),
    path("account/provider/back/", provider.finish, name="openid_connect_callback"),
    path("account/provider/cancelled/", login_cancelled, name="socialaccount_login_cancelled"),
    path("account/second-factor/", include("allauth.mfa.urls")),
    path("account/sessions/", list_usersessions, name="usersessions_list"),
    path("account/sessions/<int:session_id>/end/", end_session, name="usersessions_end"),
]
