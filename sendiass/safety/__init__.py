"""Whether this deployment is safe to use. Each check asks the real thing, changes nothing, and says what to do.

A check sees what its own process sees: run it where a web process runs (docs/deployment.md).
"""

from sendiass.safety.asking import Check, Verdict, ask
from sendiass.safety.findings import Degree, Finding
from sendiass.safety.register import CHECKS

__all__ = ["CHECKS", "Check", "Degree", "Finding", "Verdict", "ask"]
