#!/usr/bin/env python
"""Django's commands for this service."""

import os
import sys

from sendiass.environment import EnvironmentIncomplete
from sendiass.profiles import ProfileProblem


def main() -> None:
    """Run one command; a deployment that cannot start says why in plain words and stops."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sendiass.settings")
    from django.core.management import execute_from_command_line

    try:
        import sendiass.celery  # noqa: F401  a job published from a command needs the application's queue
    except (EnvironmentIncomplete, ProfileProblem) as problem:
        sys.exit(str(problem))
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
