"""Imports a survey, opens it, records a response, reads it, and deletes the survey again."""

import os

import requests

TOKEN = os.environ["QUALTRICS_API_KEY"]
HOST = os.environ["QUALTRICS_BASE_URL"]  # without the scheme: survey.example.org, or localhost:8080
# A server on this machine is asked over plain HTTP, any other over HTTPS.
SCHEME = "http" if HOST.split(":")[0] in ("localhost", "127.0.0.1") else "https"
BASE = f"{SCHEME}://{HOST}/API/v3"

SURVEY_FILE = """{
  "SurveyEntry": {"SurveyID": "SV_000000000000000", "SurveyName": "Visit", "SurveyLanguage": "EN"},
  "SurveyElements": [
    {"SurveyID": "SV_000000000000000", "Element": "BL", "PrimaryAttribute": "Survey Blocks", "Payload": [
      {"Type": "Default", "Description": "Visit", "ID": "BL_000000000000001",
       "BlockElements": [{"Type": "Question", "QuestionID": "QID1"}]}]},
    {"SurveyID": "SV_000000000000000", "Element": "FL", "PrimaryAttribute": "Survey Flow", "Payload":
      {"Type": "Root", "FlowID": "FL_1", "Flow": [{"Type": "Block", "ID": "BL_000000000000001", "FlowID": "FL_2"}]}},
    {"SurveyID": "SV_000000000000000", "Element": "SQ", "PrimaryAttribute": "QID1", "Payload":
      {"QuestionID": "QID1", "DataExportTag": "Q1", "QuestionType": "TE", "Selector": "SL",
       "QuestionText": "How was your visit?", "QuestionDescription": "How was your visit?"}}
  ]
}"""


def call(method, path, **options):
    """Sends a request and gives what it answers; an error ends the program with the server's own words."""
    address = path if path.startswith("http") else BASE + path
    answer = requests.request(method, address, headers={"X-API-TOKEN": TOKEN}, timeout=60, **options)
    body = answer.json()
    if not answer.ok:
        raise SystemExit(f"{method} {path}: {body['meta']['error']['errorMessage']}")
    return body.get("result")


def all_surveys():
    """Every survey, page by page."""
    page = "/surveys"
    while page:
        result = call("GET", page)
        yield from result["elements"]
        page = result["nextPage"]


file = ("survey.qsf", SURVEY_FILE, "application/vnd.qualtrics.survey.qsf")
survey = call("POST", "/surveys", data={"name": "Visit"}, files={"file": file})["id"]
print("Imported", survey)
try:
    found = [known for known in all_surveys() if known["id"] == survey]
    print("In the list as", found[0]["name"])

    call("PUT", f"/surveys/{survey}", json={"name": "Visit, autumn", "isActive": True})
    print("Renamed and opened")

    values = {"values": {"QID1_TEXT": "Very good."}}
    response = call("POST", f"/surveys/{survey}/responses", json=values)["responseId"]
    answer = call("GET", f"/surveys/{survey}/responses/{response}")["values"]["QID1_TEXT"]
    print("Recorded", response, "with", answer)

    overview = call("GET", f"/surveys/{survey}")
    print(overview["name"], "has", overview["responseCounts"]["auditable"], "response")
finally:
    call("DELETE", f"/surveys/{survey}")
    print("Deleted", survey)
