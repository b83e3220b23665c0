"""What leaves in figures: made coarse, held against all that ever left, and withheld or refused where that is not enough.

`audit(history, release)` is the one gate (B02, SECURITY 7). It keeps nothing and asks no data base: whoever publishes
stores `Published.told` with the release, and hands all of them in the next time.
"""

from governance.disclosure_control.gate import audit
from governance.disclosure_control.outcome import Published, Refused, ShownCell, ShownTable, Told, Withheld

__all__ = ["Published", "Refused", "ShownCell", "ShownTable", "Told", "Withheld", "audit"]
