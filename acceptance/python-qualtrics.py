"""The `qualtrics` package, unchanged, pointed at the server by its base URL."""

import io
import json
import tempfile
import zipfile
from pathlib import Path

from checks import ORIGIN, RESPONSES, SURVEYS, TEXTS, TOKEN, check, equal, finish
from qualtrics.api.client import QualtricsClient
from qualtrics.api.exceptions import QualtricsAPIError
from qualtrics.api.models import FilenameStrategy, ResponseExportRequest, SurveyUpdateRequest

SURVEY, OTHER = SURVEYS[0], SURVEYS[100]
client = QualtricsClient(TOKEN, base_url=f"{ORIGIN}/API/v3", retry_backoff=0.1)
folder = Path(tempfile.mkdtemp(dir="."))


def member(path):
    """Name and text of the one file in a zip."""
    with zipfile.ZipFile(path) as file:
        (name,) = file.namelist()
        return name, file.read(name).decode("utf-8")


@check("qualtrics: lists every survey over several pages")
def _():
    listed = {survey.id: survey for survey in client.iter_surveys()}
    assert set(SURVEYS) <= set(listed), f"{len(listed)} of at least {len(SURVEYS)}"
    first = listed[SURVEY]
    equal(first.name, "Acceptance 001")
    assert first.owner_id.startswith("UR_") and first.creation_date.endswith("Z") and first.is_active is not None


@check("qualtrics: a page of surveys by offset")
def _():
    page = client.list_surveys()
    equal(len(page.elements), 100)
    assert page.next_page.startswith(f"{ORIGIN}/API/v3/surveys?"), page.next_page
    rest = client.list_surveys(offset=100)
    assert rest.elements and rest.next_page is None
    assert not {survey.id for survey in page.elements} & {survey.id for survey in rest.elements}


@check("qualtrics: reads one survey")
def _():
    survey = client.get_survey(SURVEY)
    equal((survey["id"], survey["name"]), (SURVEY, "Acceptance 001"))
    equal(sorted(survey["questions"]), ["QID1", "QID2", "QID3"])


@check("qualtrics: reads one definition")
def _():
    definition = client.survey_definitions.get(SURVEY)
    equal((definition.survey_id, definition.survey_name), (SURVEY, "Acceptance 001"))
    equal(sorted(definition.payload["Questions"]), ["QID1", "QID2", "QID3"])


@check("qualtrics: renames and closes a survey")
def _():
    client.surveys.update(OTHER, SurveyUpdateRequest(name="Renamed", is_active=False))
    survey = client.get_survey(OTHER)
    equal((survey["name"], survey["isActive"]), ("Renamed", False))
    client.surveys.update(OTHER, {"name": "Acceptance 101", "isActive": True})
    equal(client.get_survey(OTHER)["name"], "Acceptance 101")


@check("qualtrics: exports CSV with labels")
def _():
    result = client.export_responses(SURVEY, folder, poll_interval=0.05, naming=FilenameStrategy.QUALTRICS)
    assert result.path.endswith("Acceptance+001.zip"), result.path
    name, text = member(result.path)
    equal(name, "Acceptance 001.csv")
    import csv

    rows = list(csv.reader(io.StringIO(text, newline="")))
    equal(len(rows), 3 + len(TEXTS))
    columns = {name: index for index, name in enumerate(rows[0])}
    equal(json.loads(rows[2][columns["else"]]), {"ImportId": "QID3_TEXT"})
    equal(sorted(row[columns["else"]] for row in rows[3:]), sorted(TEXTS))
    equal(sorted(row[columns["ResponseId"]] for row in rows[3:]), sorted(RESPONSES[0]))
    equal({row[columns["found"]] for row in rows[3:]}, {"Yes", "No"})
    equal({row[columns["colours_1"]] for row in rows[3:]}, {"Red"})
    equal({row[columns["colours_2"]] for row in rows[3:]}, {""})


@check("qualtrics: exports codes, part of the columns, without a zip")
def _():
    options = ResponseExportRequest(
        use_labels=False, compress=False, question_ids=["QID1"], embedded_data_ids=[], survey_metadata_ids=["_recordId"]
    )
    path = client.export_responses(SURVEY, folder / "part.csv", options=options, poll_interval=0.05).path
    rows = Path(path).read_text("utf-8").splitlines()
    equal(rows[0].split(","), ["ResponseId", "found"])
    equal(sorted(row.split(",")[1] for row in rows[3:]), ["1", "1", "2"])


@check("qualtrics: exports TSV")
def _():
    options = ResponseExportRequest(format="tsv", use_labels=False)
    _, text = member(client.export_responses(SURVEY, folder / "t.zip", options=options, poll_interval=0.05).path)
    assert "ResponseId\t" in text.splitlines()[0]


@check("qualtrics: exports JSON")
def _():
    options = ResponseExportRequest(format="json", use_labels=False)
    name, text = member(client.export_responses(SURVEY, folder / "j.zip", options=options, poll_interval=0.05).path)
    equal(name, "Acceptance 001.json")
    responses = json.loads(text)["responses"]
    equal(sorted(response["responseId"] for response in responses), sorted(RESPONSES[0]))
    equal(sorted(response["values"]["QID3_TEXT"] for response in responses), sorted(TEXTS))
    equal(responses[0]["values"]["QID2"], ["1", "3"])


@check("qualtrics: exports NDJSON")
def _():
    options = ResponseExportRequest(format="ndjson", use_labels=False)
    _, text = member(client.export_responses(SURVEY, folder / "n.zip", options=options, poll_interval=0.05).path)
    equal(len([json.loads(line) for line in text.splitlines()]), len(TEXTS))


@check("qualtrics: goes on where an export ended")
def _():
    options = ResponseExportRequest(use_labels=False, allow_continuation=True)
    first = client.export_responses(OTHER, folder / "c1.zip", options=options, poll_interval=0.05)
    assert first.continuation_token
    created = client.request("POST", f"/surveys/{OTHER}/responses", json={"values": {"QID1": 2}})
    options = ResponseExportRequest(use_labels=False, continuation_token=first.continuation_token)
    _, text = member(client.export_responses(OTHER, folder / "c2.zip", options=options, poll_interval=0.05).path)
    rows = text.splitlines()
    equal(len(rows), 4)
    assert created["responseId"] in rows[3]


@check("qualtrics: one response")
def _():
    response = client.request("GET", f"/surveys/{SURVEY}/responses/{RESPONSES[0][1]}")
    equal(response["responseId"], RESPONSES[0][1])
    equal((response["values"]["QID1"], response["labels"]["QID1"]), (2, "No"))
    equal(response["values"]["QID3_TEXT"], TEXTS[1])


@check("qualtrics: reads a definition as QSF")
def _():
    definition = client.request("GET", f"/survey-definitions/{SURVEY}", params={"format": "qsf"})
    assert {"SurveyEntry", "SurveyElements"} <= set(definition)
    equal(definition["SurveyEntry"]["SurveyID"], SURVEY)


@check("qualtrics: creates a definition, reads its flow, changes its metadata")
def _():
    made = client.survey_definitions.create({"SurveyName": "Made by a client", "Language": "EN", "ProjectCategory": "CORE"})
    survey = made["SurveyID"]
    flow = client.survey_definitions.get_flow(survey)
    equal([element["ID"] for element in flow["Flow"]], [made["DefaultBlockID"]])
    client.survey_definitions.update_metadata(survey, {"SurveyName": "Renamed", "SurveyDescription": "By a client"})
    metadata = client.survey_definitions.get_metadata(survey)
    equal((metadata["SurveyName"], metadata["SurveyDescription"]), ("Renamed", "By a client"))
    equal(client.survey_definitions.get(survey).survey_name, "Renamed")
    client.survey_definitions.delete(survey)


@check("qualtrics: builds a question with a quota, which is listed")
def _():
    survey = client.survey_definitions.create({"SurveyName": "Counted", "Language": "EN", "ProjectCategory": "CORE"})["SurveyID"]
    of = f"/survey-definitions/{survey}"
    question = client.request("POST", f"{of}/questions", json={
        "QuestionText": "Which one?", "QuestionType": "MC", "Selector": "SAVR", "SubSelector": "TX",
        "DataExportTag": "Q1", "Choices": {"1": {"Display": "This"}, "2": {"Display": "That"}},
        "ChoiceOrder": ["1", "2"], "Configuration": {"QuestionDescriptionOption": "UseText"},
        "Validation": {"Settings": {"ForceResponse": "OFF", "Type": "None"}}, "Language": [],
    })["QuestionID"]
    picked = f"q://{question}/SelectableChoice/1"
    logic = {"0": {"0": {
        "LogicType": "Question", "QuestionID": question, "QuestionIsInLoop": "no", "ChoiceLocator": picked,
        "Operator": "Selected", "QuestionIDFromLocator": question, "LeftOperand": picked, "Type": "Expression",
    }, "Type": "If"}, "Type": "BooleanExpression"}
    client.request("POST", f"{of}/quotas", json={
        "Name": "This one", "Occurrences": 5, "Logic": logic, "LogicType": "Simple", "QuotaAction": "ForBranching",
        "QuotaRealm": "Survey",
    })
    (quota,) = client.iter_survey_quotas(survey)
    equal((quota.name, quota.count, quota.quota, quota.logic_type), ("This one", 0, 5, "Simple"))
    client.survey_definitions.delete(survey)


@check("qualtrics: deletes a definition")
def _():
    survey = SURVEYS[104]
    client.survey_definitions.delete(survey)
    assert survey not in {survey.id for survey in client.iter_surveys()}


@check("qualtrics: imports a CSV export")
def _():
    options = ResponseExportRequest(use_labels=False, compress=False)
    path = client.export_responses(SURVEY, folder / "again.csv", options=options, poll_interval=0.05).path
    target = SURVEYS[102]
    started = client.responses.import_file(target, path)
    progress = client.responses.wait_for_import(target, started.progress_id, poll_interval=0.05, timeout=60)
    equal(progress.percent_complete, 100)
    options = ResponseExportRequest(format="json", use_labels=False)
    _, text = member(client.export_responses(target, folder / "i.zip", options=options, poll_interval=0.05).path)
    responses = json.loads(text)["responses"]
    equal(sorted(response["values"]["QID3_TEXT"] for response in responses), sorted(TEXTS))
    equal({response["values"]["status"] for response in responses}, {4})


@check("qualtrics: an unknown survey is an error with status, request id and words")
def _():
    try:
        client.get_survey("SV_000000000000000")
    except QualtricsAPIError as error:
        equal(error.status_code, 404)
        assert error.request_id and "not found" in str(error).lower(), str(error)
    else:
        raise AssertionError("no error")


@check("qualtrics: a wrong token is an error")
def _():
    try:
        QualtricsClient("x" * 40, base_url=f"{ORIGIN}/API/v3").list_surveys()
    except QualtricsAPIError as error:
        equal((error.status_code, str(error)), (401, "Unrecognized X-API-TOKEN."))
    else:
        raise AssertionError("no error")


@check("qualtrics: an unknown format is an error that names the parameter")
def _():
    try:
        client.request("POST", f"/surveys/{SURVEY}/export-responses", json={"format": "parchment"})
    except QualtricsAPIError as error:
        equal(error.status_code, 400)
        assert "format" in str(error), str(error)
    else:
        raise AssertionError("no error")


finish()
