"""Makes a user, reads and changes the account and what it may do, gives it a token, closes it and deletes it."""

import os
import uuid

import requests

TOKEN = os.environ["QUALTRICS_API_KEY"]
HOST = os.environ["QUALTRICS_BASE_URL"]  # without the scheme: survey.example.org, or localhost:8080
# A server on this machine is asked over plain HTTP, any other over HTTPS.
SCHEME = "http" if HOST.split(":")[0] in ("localhost", "127.0.0.1") else "https"
BASE = f"{SCHEME}://{HOST}/API/v3"


def send(method, path, token=TOKEN, **options):
    """Sends a request with a token."""
    address = path if path.startswith("http") else BASE + path
    return requests.request(method, address, headers={"X-API-TOKEN": token}, timeout=60, **options)


def call(method, path, **options):
    """Sends a request and gives what it answers; an error ends the program with the server's own words."""
    answer = send(method, path, **options)
    body = answer.json()
    if not answer.ok:
        raise SystemExit(f"{method} {path}: {body['meta']['error']['errorMessage']}")
    return body.get("result")


def all_users():
    """Every user, page by page."""
    page = "/users"
    while page:
        result = call("GET", page)
        yield from result["elements"]
        page = result["nextPage"]


# A name that nobody has yet: user names are taken once only.
username = f"ada.{uuid.uuid4().hex[:12]}@example.org"
account = {
    "username": username,
    "firstName": "Ada",
    "lastName": "Winter",
    "userType": "UT_FULLUSER",
    "email": username,
    "password": uuid.uuid4().hex,
    "language": "EN",
}
user = call("POST", "/users", json=account)["id"]
print("Made", user)
try:
    state = call("GET", f"/users/{user}")["accountStatus"]
    position = [known["id"] for known in all_users()].index(user)
    print("The account is", state, "and stands in the list at place", position + 1)

    call("PUT", f"/users/{user}", json={"lastName": "Summer"})
    print("Now called", call("GET", f"/users/{user}")["lastName"])

    off = {"controlPanel": {"surveyPermissions": {"deleteSurveys": {"state": "off"}}}}
    call("PUT", f"/users/{user}", json={"permissions": off})
    may = call("GET", f"/users/{user}")["permissions"]["controlPanel"]["surveyPermissions"]
    print("Deleting surveys is", may["deleteSurveys"]["calculatedState"])

    token = call("POST", f"/users/{user}/apitoken")["apiToken"]
    print("With the token one is", call("GET", "/whoami", token=token)["userName"])

    call("PUT", f"/users/{user}", json={"status": "disabled"})
    print("Closed; the token is answered with", send("GET", "/whoami", token=token).status_code)
finally:
    call("DELETE", f"/users/{user}")
    print("Deleted", user)
