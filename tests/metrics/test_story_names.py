"""Which stop, product or vendor is meant: by number or name, or the nearest there is."""

from __future__ import annotations

import pytest

from metrics.stories.named import named

KNOWN = {"KT-104": "Minto Kettle", "KT-105": "Minto Toaster", "kt-200": "", "KT-200": ""}


@pytest.mark.parametrize(
    ("asked", "key", "near"),
    [
        ("KT-104", "KT-104", None),
        (" kt-104 ", "KT-104", None),
        ("minto kettle", "KT-104", None),
        ("kt-200", "kt-200", None),  # as it is before any other case
        ("Kt-200", None, "KT-200"),  # two that differ in case only: nobody can tell
        ("KT-1044", None, "KT-104"),
        ("Minto Toster", None, "KT-105"),  # the name is near: its key is given
        ("zzz", None, None),
    ],
)
def test_what_is_meant(asked: str, key: str | None, near: str | None) -> None:
    found = named(asked, KNOWN)
    assert found.key == key
    assert (found.near or "").casefold() == (near or "").casefold()


def test_two_of_one_name_are_not_guessed() -> None:
    assert named("kettle", {"A": "Kettle", "B": "Kettle"}).key is None
