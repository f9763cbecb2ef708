"""The `QualtricsAPI` package, unchanged: its host is fixed, so `canvass run` brings it here."""

import os

import pandas
from checks import RESPONSES, SURVEYS, TEXTS, TOKEN, check, equal, finish
from QualtricsAPI.Setup import Credentials
from QualtricsAPI.Survey import Responses
from QualtricsAPI.Users import Surveys

SURVEY = SURVEYS[1]
Credentials().qualtrics_api_credentials(token=TOKEN, data_center="canvass1", directory_id="POOL_012345678901234")


@check("QualtricsAPI: lists every survey over several pages")
def _():
    surveys = Surveys().list_user_surveys()
    assert set(SURVEYS[:104]) <= set(surveys["id"]), f"{len(surveys)} surveys"
    row = surveys[surveys["id"] == SURVEY].iloc[0]
    equal(row["name"], "Acceptance 002")
    assert row["ownerId"].startswith("UR_") and row["creationDate"].endswith("Z") and row["isActive"] in (True, False)


@check("QualtricsAPI: creates a response")
def _():
    values = {"values": {"QID1": 1, "QID2": ["2"], "QID3_TEXT": "from a client"}}
    created = Responses().create_survey_response(survey=SURVEY, dynamic_payload=values)
    assert created["responseId"].startswith("R_") and len(created["responseId"]) == 17, created
    RESPONSES[1].append(created["responseId"])


@check("QualtricsAPI: exports CSV")
def _():
    table = Responses().get_survey_responses(survey=SURVEY, useLabels=True)
    assert isinstance(table, pandas.DataFrame)
    # The client takes the second and third header row for rows.
    equal(sorted(table["ResponseId"][2:]), sorted(RESPONSES[1]))
    equal(sorted(table["else"][2:]), sorted([*TEXTS, "from a client"]))


@check("QualtricsAPI: exports some rows of a time, codes, another zone")
def _():
    table = Responses().get_survey_responses(
        survey=SURVEY, limit=2, useLabels=False, timeZone="America/Denver", startDate="2020-01-01", questionIds=["QID1"]
    )
    equal(len(table), 2 + 2)
    assert "else" not in table.columns
    assert '"timeZone":"America/Denver"' in table["StartDate"][1], table["StartDate"][1]


@check("QualtricsAPI: reads the questions")
def _():
    questions = Responses().get_survey_questions(survey=SURVEY)
    equal(questions["Questions"]["found"], "Did you find what you came for?")


@check("QualtricsAPI: one response")
def _():
    status, response = Responses().get_survey_response(survey=SURVEY, response=RESPONSES[1][0], verbose=True)
    equal(status, "200 - OK")
    equal(response["responseId"], RESPONSES[1][0])
    equal(response["values"]["QID3_TEXT"], TEXTS[0])


@check("QualtricsAPI: understands a wrong token")
def _():
    os.environ["token"] = "x" * 40
    try:
        # The client prints the error and gives nothing back.
        equal(Responses().get_survey_response(survey=SURVEY, response=RESPONSES[1][0]), None)
    finally:
        os.environ["token"] = TOKEN


finish()
