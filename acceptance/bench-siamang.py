"""Brings every survey file of a folder in with `siamang` (from PyPI, noncommercial licence: for this comparison only) and with a
running Canvass, and prints one table: how much of each kind of thing the files hold, and how much of it comes through.

Usage: bench-siamang.py FOLDER, with CANVASS_ORIGIN and CANVASS_TOKEN in the environment."""

import json
import os
import pathlib
import sys
import urllib.request
import uuid

from siamang.model.import_qsf import import_qsf

ORIGIN, TOKEN = os.environ["CANVASS_ORIGIN"], os.environ["CANVASS_TOKEN"]
KINDS = [
    "conditions", "embedded data", "loops", "flow randomizers", "shuffled blocks", "shuffled choices", "quotas", "languages",
]
QSF = "application/vnd.qualtrics.survey.qsf"
# What Canvass reports of each kind that it does not run as it was meant; the rest is run.
NOT_RUN = {
    "conditions": ["a condition ", "the operator "],
    "embedded data": [],
    "loops": ["a loop of the kind"],
    "flow randomizers": ["a randomizer "],
    "shuffled blocks": [],
    "shuffled choices": [],
    "quotas": ["a quota"],
    "languages": [],
}


def values(of):
    """The values of an object or of a list, which survey files write for one another."""
    return list(of.values()) if isinstance(of, dict) else of if isinstance(of, list) else []


def walk(value):
    """Every object within a value, itself included."""
    if isinstance(value, dict):
        yield value
    for inner in values(value):
        yield from walk(inner)


def counted(file):
    """How much of each kind a survey file holds."""
    found = dict.fromkeys(KINDS, 0)
    languages = set()
    for element in values(file["SurveyElements"]):
        code, payload = element.get("Element"), element.get("Payload")
        if code == "SQ" and payload:
            languages.update(payload.get("Language") or {})
            shuffled = [payload.get(name) for name in ("Randomization", "AnswerRandomization")]
            found["shuffled choices"] += sum(
                isinstance(how, dict) and how.get("Type") not in (None, "", "None") for how in shuffled
            )
        if code == "BL":
            for block in values(payload):
                options = block.get("Options") or {}
                found["loops"] += options.get("Looping") not in (None, "", "None")
                found["shuffled blocks"] += options.get("RandomizeQuestions") not in (None, "", "false", "None")
        if code in ("SQ", "BL", "FL", "QO"):
            for inner in walk(payload):
                found["conditions"] += inner.get("Type") == "Expression" or "SkipLogicID" in inner
                found["embedded data"] += len(values(inner.get("EmbeddedData"))) if inner.get("Type") == "EmbeddedData" else 0
                found["flow randomizers"] += inner.get("Type") in ("BlockRandomizer", "Randomizer")
        found["quotas"] += code == "QO"
    found["languages"] = len(languages)
    return found


def of_siamang(text):
    """What is in the document that siamang makes of a file."""
    document = import_qsf(text).document
    found = dict.fromkeys(KINDS, 0)
    found["languages"] = max(0, len(document.get("languages") or document.get("translations") or []) - 1)
    for inner in walk(document):
        compares = inner.get("type") == "expression" and inner.get("op") not in ("and", "or", "not")
        found["conditions"] += compares
        if inner.get("randomize") is True:
            found["shuffled blocks" if inner.get("type") == "Block" else "shuffled choices"] += 1
    return found


def asked(path, data=None, media_type=None):
    request = urllib.request.Request(ORIGIN + path, data=data, headers={"X-API-TOKEN": TOKEN})
    if media_type:
        request.add_header("Content-Type", media_type)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)["result"]


def of_canvass(text):
    """What is in the file that Canvass gives back, and how much of each kind it says it does not run."""
    boundary = uuid.uuid4().hex
    form = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="name"\r\n\r\nCompared\r\n--{boundary}\r\n'
        f'Content-Disposition: form-data; name="file"; filename="survey.qsf"\r\nContent-Type: {QSF}\r\n\r\n{text}\r\n--{boundary}--\r\n'
    )
    made = asked("/API/v3/surveys", form.encode(), f"multipart/form-data; boundary={boundary}")
    kept = counted(asked(f"/API/v3/survey-definitions/{made['id']}?format=qsf"))
    lines = made.get("report", {}).get("lines", [])
    idle = {
        kind: sum(line["times"] for line in lines if line["what"].startswith(tuple(begins))) if begins else 0
        for kind, begins in NOT_RUN.items()
    }
    return kept, idle


def main():
    files = sorted(path for path in pathlib.Path(sys.argv[1]).rglob("*.qsf") if "qsf-invalid" not in path.parts)
    held, siamang, kept, run = ({kind: 0 for kind in KINDS} for _ in range(4))
    refused = 0
    for path in files:
        text = path.read_text(encoding="utf-8")
        own = counted(json.loads(text))
        try:
            theirs = of_siamang(text)
        except Exception as why:  # It may fail in any way of its own.
            refused += 1
            print(f"siamang refuses {path.name}: {type(why).__name__}: {why}", file=sys.stderr)
            theirs = dict.fromkeys(KINDS, 0)
        ours, idle = of_canvass(text)
        for kind in KINDS:
            held[kind] += own[kind]
            # It makes a shuffle of some blocks that are not shuffled: more than there was is not kept.
            siamang[kind] += min(theirs[kind], own[kind])
            kept[kind] += ours[kind]
            run[kind] += max(0, ours[kind] - idle[kind])
    print(f"{len(files)} survey files; siamang refuses {refused} of them.\n")
    print("| kind | in the files | siamang keeps | Canvass keeps | Canvass runs |")
    print("|---|---:|---:|---:|---:|")
    for kind in KINDS:
        print(f"| {kind} | {held[kind]} | {siamang[kind]} | {kept[kind]} | {run[kind]} |")


main()
