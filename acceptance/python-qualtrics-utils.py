"""The `qualtrics-utils` package, unchanged: its host is fixed, so `canvass run` brings it here."""

import csv
import io
import json
import zipfile

import requests
from checks import RESPONSES, SURVEYS, TEXTS, TOKEN, check, equal, finish
from qualtrics_utils.survey import Surveys
from qualtrics_utils.surveys_response_import_export_api_client.models import ExportCreationRequestFormat

SURVEY = SURVEYS[2]
surveys = Surveys(api_token=TOKEN)


def member(exported):
    """The text of the one file in an exported zip."""
    with zipfile.ZipFile(io.BytesIO(exported.data)) as file:
        (name,) = file.namelist()
        return file.read(name).decode("utf-8")


@check("qualtrics-utils: exports CSV with labels and a continuation token")
def _():
    exported = surveys.get_responses(SURVEY)
    assert exported.file_id and exported.continuation_token
    rows = list(csv.DictReader(io.StringIO(member(exported), newline="")))[2:]
    equal(sorted(row["ResponseId"] for row in rows), sorted(RESPONSES[2]))
    equal(sorted(row["else"] for row in rows), sorted(TEXTS))
    # Not chosen: the code for seen and unanswered, or empty where the survey was answered by a program.
    assert {row["colours_2"] for row in rows} <= {"", "-1"}, rows


@check("qualtrics-utils: exports CSV with codes and label columns")
def _():
    header = member(surveys.get_responses(SURVEY, use_labels=False)).splitlines()
    equal(header[0].split(",").count("found"), 2)
    assert "isLabelsColumn" in "".join(header[:6])


@check("qualtrics-utils: exports from a survey's address, since a response")
def _():
    url = f"https://yul1.qualtrics.com/survey-builder/{SURVEY}/edit"
    rows = list(csv.DictReader(io.StringIO(member(surveys.get_responses(url, last_response_id=RESPONSES[2][0])))))
    assert len(rows) >= 2 + 3, rows


@check("qualtrics-utils: one response")
def _():
    response = surveys.get_response(SURVEY, RESPONSES[2][2])
    equal(response["meta"]["httpStatus"], "200 - OK")
    equal(response["result"]["values"]["QID3_TEXT"], TEXTS[2])
    equal(response["result"]["labels"]["QID2"], ["Red", "Blue"])
    assert surveys._response_id_to_date(SURVEY, RESPONSES[2][0]) is not None


@check("qualtrics-utils: exports JSON")
def _():
    # The client always sends options that JSON refuses (labels, codes for unanswered): it gets nothing.
    equal(surveys._response_export(SURVEY, format=ExportCreationRequestFormat.JSON), None)
    # Started without them, its own waiting and fetching work.
    answer = requests.post(
        f"https://yul1.qualtrics.com/API/v3/surveys/{SURVEY}/export-responses",
        json={"format": "json"},
        headers=surveys.headers,
    )
    status = surveys._response_export_status(SURVEY, answer.json()["result"]["progressId"])
    exported = surveys._response_export_file(SURVEY, status.result.file_id)
    with zipfile.ZipFile(io.BytesIO(exported)) as file:
        responses = json.loads(file.read(file.namelist()[0]))["responses"]
    equal(sorted(response["responseId"] for response in responses), sorted(RESPONSES[2]))


@check("qualtrics-utils: an unknown response is an HTTP error")
def _():
    try:
        surveys.get_response(SURVEY, "R_000000000000000")
    except requests.HTTPError as error:
        equal(error.response.status_code, 404)
        equal(error.response.json()["meta"]["httpStatus"], "404 - Not Found")
    else:
        raise AssertionError("no error")


finish()
