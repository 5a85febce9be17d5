#!/usr/bin/env python
"""Run one of Newsroom's commands."""

import os
import sys

from django.core.management import execute_from_command_line

from newsroom.starting import explain_failures

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    try:
        with explain_failures():
            execute_from_command_line(sys.argv)
    except KeyboardInterrupt:
        sys.stderr.write("Stopped.\n")
        sys.exit(128 + 2)  # as a shell tells of a program that this signal ended
