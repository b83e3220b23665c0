"""Finds ports on the loopback address; it opens nothing that stays open."""

import errno
import socket

LOOPBACK = "127.0.0.1"


def is_free(port: int) -> bool:
    """Whether a server could listen there now."""
    return trouble(port) is None


def trouble(port: int) -> str | None:
    """Why a server could not listen there now, if it could not."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except PermissionError:
            return "only root may listen there"
        except OSError as error:
            return "something else is listening there" if error.errno == errno.EADDRINUSE else str(error)
    return None


def free_port(preferred: int | None = None) -> int:
    """A port to listen on: the preferred one if it is free, else any."""
    if preferred and is_free(preferred):
        return preferred
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def answers(port: int) -> bool:
    """Whether something accepts connections there."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.settimeout(1)
        return probe.connect_ex((LOOPBACK, port)) == 0
