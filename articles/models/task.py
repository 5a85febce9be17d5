"""Background tasks: Django's own API on Django 6, that of django-tasks on 5.2."""

from collections.abc import Callable
from typing import Any, ParamSpec, Protocol

import django
from django.db import models
from django.utils.module_loading import import_string

P = ParamSpec("P")


class Queue(models.TextChoices):
    """The queues of the worker, each of which has a process of its own."""

    CLOCK = "clock"  # of seconds each: scheduled changes, mail, feeds
    PREVIEWS = "previews"  # of uploads, for which an editor waits
    LONG = "long"  # imports of uploads


class Task(Protocol[P]):
    """A function that the worker can run later, with arguments that JSON can hold."""

    @property
    def module_path(self) -> str: ...

    def enqueue(self, *args: P.args, **kwargs: P.kwargs) -> object:
        """Write a row for the worker in the present transaction."""

    def call(self, *args: P.args, **kwargs: P.kwargs) -> Any:
        """Run the function here and now."""


_MODULE = "django.tasks" if django.VERSION >= (6, 0) else "django_tasks"


def task(
    *, queue: Queue, priority: int = 0, takes_context: bool = False
) -> Callable[[Callable[P, object]], Task[P]]:
    """Return a decorator that makes a task of a function of this queue.

    Of the tasks that wait, those with the highest priority are run first. Each may be run twice,
    for example when its process was killed, and must do no harm then. With ``takes_context`` the
    worker passes Django's ``TaskContext`` first, as the parameter ``context``.
    """
    decorate: Callable[[Callable[P, object]], Task[P]] = import_string(f"{_MODULE}.task")(
        queue_name=queue.value, priority=priority, takes_context=takes_context
    )
    return decorate
