"""The commands' common entry: `server`, `test`, `benchmark`, `manage` and `assets`."""

import signal
import sys
from pathlib import Path
from types import FrameType

sys.path[0] = str(Path(__file__).resolve().parents[1])

from local_service import commands
from local_service.places import Stop
from local_service.progress import fail


def _terminated(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def main() -> int:
    signal.signal(signal.SIGTERM, _terminated)
    signal.signal(signal.SIGHUP, _terminated)
    name, *arguments = sys.argv[1:]
    try:
        return commands.COMMANDS[name](arguments)
    except Stop as stop:
        return fail(str(stop))
    except KeyboardInterrupt:
        return fail("Stopped.")


if __name__ == "__main__":
    sys.exit(main())
