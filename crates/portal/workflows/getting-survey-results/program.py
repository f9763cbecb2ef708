"""Lists all surveys, exports the responses of the first one, and reads the rows."""

import csv
import io
import os
import time
import zipfile

import requests

TOKEN = os.environ["QUALTRICS_API_KEY"]
HOST = os.environ["QUALTRICS_BASE_URL"]  # without the scheme: survey.example.org, or localhost:8080
# A server on this machine is asked over plain HTTP, any other over HTTPS.
SCHEME = "http" if HOST.split(":")[0] in ("localhost", "127.0.0.1") else "https"
BASE = f"{SCHEME}://{HOST}/API/v3"


def send(method, path, **options):
    """Sends a request; an error ends the program with the server's own words."""
    address = path if path.startswith("http") else BASE + path
    answer = requests.request(method, address, headers={"X-API-TOKEN": TOKEN}, timeout=60, **options)
    if not answer.ok:
        raise SystemExit(f"{method} {path}: {answer.json()['meta']['error']['errorMessage']}")
    return answer


def all_surveys():
    """Every survey, page by page."""
    page = "/surveys"
    while page:
        result = send("GET", page).json()["result"]
        yield from result["elements"]
        page = result["nextPage"]


def export(survey):
    """The file of an export: started, waited for, fetched and unpacked."""
    exports = f"/surveys/{survey}/export-responses"
    progress = send("POST", exports, json={"format": "csv"}).json()["result"]
    progress_id = progress["progressId"]
    while progress["status"] == "inProgress":
        time.sleep(1)
        progress = send("GET", f"{exports}/{progress_id}").json()["result"]
    if progress["status"] == "failed":
        raise SystemExit(f"the export {progress_id} failed")
    packed = send("GET", f"{exports}/{progress['fileId']}/file").content
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return archive.read(archive.namelist()[0]).decode("utf-8-sig")


surveys = list(all_surveys())
print(len(surveys), "surveys")
survey = surveys[0]
table = list(csv.reader(io.StringIO(export(survey["id"]))))
# Three rows come before the responses: names, questions, import ids.
names, questions, import_ids, *rows = table
print(survey["name"], "has", len(rows), "responses in", len(names), "columns")
for row in rows[:3]:
    response = dict(zip(names, row))
    print(response["ResponseId"], "recorded at", response["RecordedDate"])
