"""What every Python script here shares: where the server is, what is in it, and how a check is reported."""

import json
import os
import traceback

ORIGIN = os.environ["CANVASS_ORIGIN"]
TLS_ORIGIN = os.environ["CANVASS_TLS_ORIGIN"]
TOKEN = os.environ["CANVASS_TOKEN"]
CA = os.environ["CANVASS_CA"]
# 105 surveys in the order of their names; the first six have three responses each.
SURVEYS = os.environ["CANVASS_SURVEYS"].split(",")
RESPONSES = [ids.split() for ids in os.environ["CANVASS_RESPONSES"].split(",")]
TEXTS = ["fine", 'commas, "quotes" and\nlines', "ünïcödé 日本語"]

_failed = 0


def remember(name, secret):
    """Tells the harness of a secret that was made or sent: at the end it looks for it in everything that is kept."""
    with open(os.environ["CANVASS_SECRETS"], "a", encoding="utf-8") as file:
        file.write(f"{name}\t{json.dumps(secret)}\n")


def check(name):
    """Runs the decorated function as one check and prints how it went."""

    def run(function):
        global _failed
        try:
            function()
        except BaseException as why:  # A client may end the program: that is a failed check too.
            _failed += 1
            place = traceback.extract_tb(why.__traceback__)[-1]
            text = " ".join(f"{type(why).__name__}: {why}".split())
            print(f"not ok - {name}: {text} ({os.path.basename(place.filename)}:{place.lineno})")
        else:
            print(f"ok - {name}")
        return function

    return run


def equal(found, expected):
    """Fails and shows both sides when they differ."""
    assert found == expected, f"found {found!r}, expected {expected!r}"


def finish():
    """The script's last line."""
    raise SystemExit(1 if _failed else 0)
