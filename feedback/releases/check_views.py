"""Checks a release of families' views: that none is missing and none was changed. It needs Python and nothing else.

python check_views.py release-2.zip --root ROOT --previous release-1.zip --receipt CODE
ROOT is the long number on the service's page of the question. CODE is what a parent kept.
"""

import argparse
import hashlib
import json
import sys
import zipfile
from collections.abc import Iterator
from typing import Any

FORMAT, LETTERS = "sendiass-views-1", "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SECRET_LENGTH, CHECK_LENGTH = 16, 12
ASKED = ("exercise", "slug", "question", "opens_on", "closes_on")  # whoever asks may change their name
Files = dict[str, bytes]


def fingerprint(kind: str, *parts: str) -> str:
    """SHA-256 over what kind of thing it is and its parts, each after its length in eight bytes."""
    said = hashlib.sha256()
    for part in (FORMAT + "/" + kind, *parts):
        said.update(len(part.encode()).to_bytes(8, "big") + part.encode())
    return said.hexdigest()


def opened(path: Any) -> Files:
    """The files of a release by name; no name may be there twice."""
    with zipfile.ZipFile(path) as archive:
        if len(archive.namelist()) != len(set(archive.namelist())):
            raise ValueError("a file is in it twice")
        return {name: archive.read(name) for name in archive.namelist()}


def root_of(files: Files) -> str:
    """The one number that stands for the whole release."""
    return hashlib.sha256(files["manifest.json"]).hexdigest()


def problems(files: Files, root: Any = None, previous: Any = None) -> Iterator[str]:
    """What is wrong with a release, one sentence each."""
    manifest = json.loads(files["manifest.json"])
    listed, views = manifest["views"], json.loads(files["views.json"])
    if root is not None and root_of(files) != root.strip().lower():
        yield "It is not the release that was published: its root is another."
    if set(files) != {"manifest.json", *manifest["files"]}:
        yield "A file is missing, or there is one too many."
    for name, expected in manifest["files"].items():
        if hashlib.sha256(files.get(name, b"")).hexdigest() != expected:
            yield name + " was changed."
    for all_views in (listed, views):
        if [one["number"] for one in all_views] != list(range(1, manifest["count"] + 1)):
            yield "A view is missing, or one too many: the numbers do not run from 1 to the count."
    if sorted(listed, key=lambda one: (one["since"], one["hash"])) != listed:
        yield "The views are not in the order that tells nothing."
    text = files["views.txt"].decode()
    for view, one in zip(views, listed, strict=False):
        yield from wrong_with(view, one, manifest["exercise"], text)
    yield from lost_since(previous, manifest) if previous else ()


def wrong_with(view: Any, one: Any, exercise: str, text: str) -> Iterator[str]:
    """What is wrong with one view. One that was withdrawn shows what only its author could know."""
    name = f"View {one['number']}"
    if "withdrawn" in view:
        if fingerprint("receipt", view["withdrawn"]) != one["receipt"] or "words" in view:
            yield name + " is said to be withdrawn, but not by its author."
        return
    if fingerprint("view", exercise, view["language"], view["words"], view["salt"]) != one["hash"]:
        yield name + " is not what was sent."
    if f"\n{name}, fingerprint {one['hash']}\n{view['words']}\n" not in text:
        yield name + " is not in views.txt word for word."


def lost_since(previous: Files, manifest: Any) -> Iterator[str]:
    """What an earlier release had that this one has not, or has otherwise."""
    before = json.loads(previous["manifest.json"])
    if before["number"] + 1 != manifest["number"] or root_of(previous) != manifest["previous"]:
        yield "It does not follow the earlier release."
    if any(before[part] != manifest[part] for part in ASKED):
        yield "What was asked, or from when until when, is not what the earlier release says."
    if manifest["views"][: before["count"]] != before["views"]:
        yield "A view of the earlier release is missing or was changed."


def kept(files: Files, code: str) -> tuple[str, bool]:
    """What became of the view whose receipt code this is, and whether all is well with it."""
    typed = "".join(one for one in code.upper().translate(str.maketrans("OIL", "011")) if one in LETTERS)
    receipt = fingerprint("receipt", fingerprint("withdraw", typed[:SECRET_LENGTH]))
    listed = json.loads(files["manifest.json"])["views"]
    for one, view in zip(listed, json.loads(files["views.json"]), strict=False):
        if one["receipt"] == receipt:
            check = int(one["hash"][: CHECK_LENGTH * 5 // 4], 16)  # five bits make a letter
            end = "".join(LETTERS[check >> 5 * place & 31] for place in reversed(range(CHECK_LENGTH)))
            if typed[SECRET_LENGTH:] != end:
                return f"View {one['number']} is not what was sent under this receipt.", False
            return f"Yours is view {one['number']}. It says:\n{view.get('words', '(withdrawn)')}", True
    return "The view of this receipt is not in this release.", False


def main() -> int:
    """Say what is wrong, and end with 1; or that nothing is, and end with 0."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("release", "--root", "--previous", "--receipt"):
        asked.add_argument(name)
    given = asked.parse_args()
    try:
        files, before = opened(given.release), opened(given.previous) if given.previous else None
        wrong, said = list(problems(files, given.root, before)), ["Root: " + root_of(files)]
        if given.root is None:
            said.append("Not compared with what was published: give --root for that.")
        if given.receipt:
            words, is_well = kept(files, given.receipt)
            (said if is_well else wrong).append(words)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, zipfile.BadZipFile) as error:
        wrong, said = [f"It cannot be read as a release: {error}"], []
    sys.stdout.write("\n".join([*wrong, *said, "WRONG" if wrong else "All is well."]) + "\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
