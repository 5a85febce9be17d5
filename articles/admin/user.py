"""The admin of users and their groups: Django's own, with the lists of the desk."""

from django.contrib import admin
from django.contrib.auth import admin as auth_admin
from django.contrib.auth.models import Group, User

from articles.admin.base import BoundedListMixin

admin.site.unregister([User, Group])


@admin.register(User)
class UserAdmin(BoundedListMixin, auth_admin.UserAdmin[User]):
    pass


@admin.register(Group)
class GroupAdmin(BoundedListMixin, auth_admin.GroupAdmin):
    pass
