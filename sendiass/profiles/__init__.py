"""What differs between services: a validated file each, chosen by SERVICE_PROFILE; it decides nothing.

Code asks a profile for a capability (`profile().host.council_is_controller`), never for a service's name.
"""

from sendiass.profiles.loading import ProfileProblem, available, load, profile, read
from sendiass.profiles.schema import Profile

__all__ = ["Profile", "ProfileProblem", "available", "load", "profile", "read"]
