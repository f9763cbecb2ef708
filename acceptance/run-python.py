"""Python's requests, with the host written into the program: `canvass run` brings it here."""

import os

import requests
from checks import TOKEN, check, equal, finish

URL = "https://canvass1.qualtrics.com/API/v3/whoami"


@check("canvass run: Python requests reaches this server")
def _():
    answer = requests.get(URL, headers={"X-API-TOKEN": TOKEN}, timeout=20)
    equal(answer.json()["meta"]["httpStatus"], "200 - OK")


@check("canvass run: nextPage keeps the host the program wrote")
def _():
    answer = requests.get(URL.replace("whoami", "surveys"), headers={"X-API-TOKEN": TOKEN}, timeout=20).json()
    assert answer["result"]["nextPage"].startswith("https://canvass1.qualtrics.com/API/v3/surveys?"), answer


@check("canvass run: the proxy goes nowhere else")
def _():
    try:
        requests.get("https://example.com/", timeout=20)
    except requests.exceptions.ProxyError as error:
        assert "403" in str(error), error
    else:
        raise AssertionError("example.com was reached")


@check("canvass run: the proxy listens on the loopback address alone")
def _():
    proxy = os.environ.get("HTTPS_PROXY") or os.environ["https_proxy"]
    assert "127.0.0.1:" in proxy, proxy


finish()
