#!/usr/bin/env python
"""Django's commands for this service."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sendiass.settings")
    from django.core.management import execute_from_command_line

    import sendiass.celery  # noqa: F401  a job published from a command needs the application's queue

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
