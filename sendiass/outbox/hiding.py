"""Where others may see what comes: what may be sent there, and that nothing in it tells whom it is from or about (DOMAIN 4.10).

It asks the deployment's settings and the profile; it sends nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from html import escape
from urllib.parse import urlsplit

from django.conf import settings

from sendiass.access import Decision, allow, refuse
from sendiass.outbox.carriers import notify, sends_texts
from sendiass.outbox.choices import Channel
from sendiass.outbox.kinds import MessageKind
from sendiass.profiles import profile

RULE = "safe-contact"
TELLING = re.compile(
    r"\b(send|sendiass?|iass|special (?:educational|needs)|disabilit|ehc|education, health and care|tribunal)",
    re.IGNORECASE,
)
"""Words that tell whoever looks at a shared device which service writes (*send us …* is avoided for it)."""
IN_OTHER_LANGUAGES: Mapping[str, tuple[str, ...]] = {
    "ur": (
        "خصوصی (?:تعلیم|ضرور)",
        "معذور",
        "ٹریبونل|ٹربیونل|ٹریبیونل",
        "ای ?ایچ ?سی",
        "صحت (?:اور|و) (?:نگہداشت|دیکھ بھال)",
        r"\bسینڈ(?:یاس)?\b",
    ),
    "gu": (
        "(?:વિશેષ|ખાસ) (?:શૈક્ષણિક|શિક્ષણ|જરૂર)",
        "વિકલાંગ|દિવ્યાંગ|અપંગ",
        "ટ્રિબ્ય[ુૂ]નલ|ટ્રાઇ?બ્ય[ુૂ]નલ|ન્યાયપંચ",
        "[ઈઇ] ?એચ ?સી",
        "(?:આરોગ્ય|સ્વાસ્થ્ય) અને (?:સંભાળ|દેખભાળ|કાળજી)",
        "સેન્ડ(?:િ|ી|ઇ)?(?:યાસ|આસ)?(?!વ)",
    ),
    "pl": (
        "specjaln",
        "potrzeb[a-z]* edukacyjn",
        "niepe[łl]nospraw",
        "trybuna[łl]",
        "zdrowi[ae] i opiek",
    ),
    "so": (
        r"baahi\w*(?: \w+){0,3} gaar",
        r"waxbarash\w* (?:ee )?gaar",
        "naaf[oa]",
        "maxkamad",
        r"caafimaad\w* iyo (?:daryeel|xanaan)",
    ),
    "pa": (
        "(?:ਵਿਸ਼ੇਸ਼|ਖਾਸ|ਖ਼ਾਸ) (?:ਵਿੱਦਿਅਕ|ਵਿਦਿਅਕ|ਸਿੱਖਿਆ|ਲੋੜ)",
        "ਅਪਾਹਜ|ਅਪੰਗ|ਅਸਮਰੱਥ",
        "ਟ੍ਰਿਬਿ[ਊਯ]|ਟ੍ਰਾਈਬਿ[ਊਯ]",
        "ਈ ?ਐੱ?ਚ ?ਸੀ",
        "ਸਿਹਤ (?:ਅਤੇ|ਤੇ) (?:ਦੇਖਭਾਲ|ਦੇਖ-ਭਾਲ|ਸੰਭਾਲ)",
        "ਸੈਂਡ",
    ),
}
"""By language of the public pages: *special educational needs*, *disability*, *tribunal*, what an EHC plan is called, and
*SEND* as it sounds. The service may correct its translations, and so anything may come to stand in one."""
_GLUED = re.compile(r"sendias|iass|special.?educational", re.IGNORECASE)
"""The same within an address, where no word begins."""


_ARABIC = str.maketrans("يىكة", "ییکہ")


def _as_read(text: str) -> str:
    """A text as a reader sees it: letters of one look alike written alike, no marks that nobody sees, one space for any gap."""
    plain = unicodedata.normalize("NFKC", text)
    seen = "".join(one for one in plain.translate(_ARABIC) if unicodedata.category(one) != "Cf")
    return " ".join(seen.split())


_FOREIGN = [
    re.compile(_as_read(one), re.IGNORECASE) for several in IN_OTHER_LANGUAGES.values() for one in several
]


class Telling(Exception):
    """A message that others may see would tell them whom it is from. The text does not repeat it."""


def tells(text: str) -> bool:
    """Whether a text names the service, or says what it is for."""
    ours = profile().identity
    # Of a letter's own style sheet, nothing is read.
    seen = _as_read(text)
    words = seen.casefold()
    named = (
        ours.name,
        ours.short_name,
        ours.email,
        ours.email.rpartition("@")[2],
        ours.phone,
        _host(ours.website),
    )
    return any(found.search(seen) for found in (TELLING, _GLUED, *_FOREIGN)) or any(
        one and re.search(rf"(?<!\w){re.escape(_as_read(one).casefold())}(?!\w)", words) for one in named
    )


def may_go(kind: MessageKind, *, channel: Channel, is_discreet: bool) -> Decision:
    """Whether a message of this kind goes by itself by that channel, where others may see it or not; says why not."""
    if channel is Channel.TEXT and not sends_texts():
        return refuse("This service cannot send text messages.", RULE)
    if channel is Channel.TEXT and not kind.text_template:
        return refuse("This cannot be said in a text message.", RULE)
    return _may_be_seen(kind, channel) if is_discreet else allow(RULE)


def check(said: Mapping[str, str], *, own: Iterable[str] = ()) -> None:
    """Raises Telling for a message, ready to be sent to where others may see it, that tells.

    `own` is how they are called and where they live, which tells nobody there anything: somebody may live in Send Road.
    """
    theirs = [line for one in own for line in (one, escape(one)) if line]
    for text in said.values():
        for line in theirs:
            text = re.sub(rf"(?<!\w){re.escape(line)}(?!\w)", " ", text)
        if tells(text):
            raise Telling


def _may_be_seen(kind: MessageKind, channel: Channel) -> Decision:
    if not kind.can_be_hidden:
        return refuse(
            "It says whom it is from, and others may see what is sent there. Tell them another way.", RULE
        )
    if tells(settings.SITE_URL):
        return refuse(
            "The address of our pages names the service, and others may see what is sent there.", RULE
        )
    if channel is Channel.EMAIL and not settings.DISCREET_FROM:
        return refuse("Others may see it, and this service has no sender that does not name it.", RULE)
    has = notify()
    if channel is Channel.TEXT and not (has and has.discreet_text_sender):
        return refuse(
            "Others may see it, and this service has no sender of texts that does not name it.", RULE
        )
    return allow(RULE)


def _host(website: str) -> str:
    return (urlsplit(website).hostname or website).removeprefix("www.")
