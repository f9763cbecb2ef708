"""Python's requests with a client certificate, in an organization that demands them."""

import os
import subprocess
import time

import requests
from checks import CA, ORIGIN, TLS_ORIGIN, check, equal, finish, remember


def canvass(*words):
    command = [os.environ["CANVASS_BINARY"], *words, "--data", os.environ["CANVASS_DATA"], "--brand", "python-tls"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


TOKEN = canvass(
    "init", "--name", "Python", "--admin-username", "ada@python.example", "--first-name", "Ada", "--last-name", "L"
)
remember("an API token", TOKEN)
HEADERS = {"X-API-TOKEN": TOKEN}
LIST = "/API/v3/organizations/current/clientcertificates"
# Else a bundle that the environment names may take the place of the server's own CA.
SESSION = requests.Session()
SESSION.trust_env = False


def ask(path, origin=TLS_ORIGIN, session=SESSION, **options):
    return session.get(origin + path, headers=HEADERS, verify=CA, timeout=30, **options)


def error(answer):
    return (answer.status_code, answer.json()["meta"]["error"]["errorCode"])


subprocess.run(
    ["openssl", "req", "-new", "-newkey", "rsa:3072", "-nodes", "-subj", "/CN=requests", "-keyout", "py.key", "-out", "py.csr"],
    check=True,
    capture_output=True,
)
with open("py.csr", encoding="ascii") as file:
    made = SESSION.post(
        TLS_ORIGIN + LIST, headers=HEADERS, json={"certificateRequest": file.read()}, verify=CA, timeout=30
    )
with open("py.pem", "w", encoding="ascii") as file:
    file.write(made.json()["result"]["certificate"])
CERTIFICATE = ("py.pem", "py.key")
equal(canvass("organization", "certificates", "required"), "python-tls")
time.sleep(2)


@check("requests: the certificate is shown and taken")
def _():
    equal(ask("/API/v3/whoami", cert=CERTIFICATE).json()["result"]["brandId"], "python-tls")


@check("requests: a session goes on with it")
def _():
    with requests.Session() as session:
        session.trust_env = False
        session.cert = CERTIFICATE
        for _ in range(5):
            equal(ask("/API/v3/surveys", session=session).status_code, 200)


@check("requests: without it and without TLS it is 401 with a code of its own")
def _():
    with requests.Session() as bare:
        bare.trust_env = False
        equal(error(ask("/API/v3/whoami", session=bare)), (401, "CRT_1"))
        equal(error(ask("/API/v3/whoami", origin=ORIGIN, session=bare)), (401, "CRT_1"))


@check("requests: it is listed with its end, in a year")
def _():
    (listed,) = ask(LIST, cert=CERTIFICATE).json()["result"]["elements"]
    equal(listed["id"], made.json()["result"]["id"])
    assert listed["expirationDate"] > listed["creationDate"], listed


canvass("organization", "certificates", "optional")
finish()
