"""Days as instants in the time zone of the site."""

from datetime import date, datetime, time

from django.utils import timezone


def get_start_of_day(day: date) -> datetime:
    """Return the first instant of the day."""
    return timezone.make_aware(datetime.combine(day, time.min))
