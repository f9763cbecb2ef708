"""The `authlib` package, unchanged: it gets access tokens of OAuth 2 for a client's credentials, for a code and for a refresh
token, and calls with them."""

import html
import os
import re
import subprocess
import time

import requests
from authlib.common.security import generate_token
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from checks import CA, ORIGIN, SURVEYS, TLS_ORIGIN, TOKEN, check, equal, finish, remember

TOKEN_URL = f"{ORIGIN}/oauth2/token"
BACK = "https://app.example/back"


def client(*options):
    made = subprocess.run(
        [
            os.environ["CANVASS_BINARY"], "oauth", "client", "--data", os.environ["CANVASS_DATA"],
            "--user", "admin@example.org", "--name", "authlib", "--scopes", "read:surveys read:users",
            "--redirect-uri", BACK, *options,
        ],
        check=True,
        capture_output=True,
        text=True,
    )
    return made.stdout.split()


CLIENT, SECRET = client()
remember("a client's secret", SECRET)
(PUBLIC,) = client("--public")


def session(**options):
    return OAuth2Session(CLIENT, SECRET, **options)


def names(api, origin=ORIGIN):
    answer = api.get(f"{origin}/API/v3/surveys/{SURVEYS[0]}")
    equal(answer.status_code, 200)
    return answer.json()["result"]["name"]


for method in ["client_secret_basic", "client_secret_post"]:

    @check(f"authlib: gets a token by {method} and calls with it")
    def _():
        api = session(token_endpoint_auth_method=method, scope="read:surveys")
        token = api.fetch_token(TOKEN_URL, grant_type="client_credentials")
        remember("an access token", token["access_token"])
        equal((token["token_type"], token["expires_in"], token["scope"]), ("bearer", 3600, "read:surveys"))
        assert names(api)
        refused = api.get(f"{ORIGIN}/API/v3/users")
        equal(refused.status_code, 403)
        assert "read:users" in refused.json()["meta"]["error"]["errorMessage"], refused.text


@check("authlib: gets all scopes where it names none, also over TLS")
def _():
    api = session()
    # Else a bundle that the environment names takes the place of this one.
    api.trust_env = False
    api.verify = CA
    token = api.fetch_token(f"{TLS_ORIGIN}/oauth2/token", grant_type="client_credentials")
    remember("an access token", token["access_token"])
    equal(token["scope"], "read:users read:surveys")
    assert names(api, TLS_ORIGIN)


@check("authlib: is told what is wrong")
def _():
    for api, error in [
        (OAuth2Session(CLIENT, "x" * 64), "invalid_client"),
        (session(scope="write:surveys"), "invalid_scope"),
    ]:
        try:
            api.fetch_token(TOKEN_URL, grant_type="client_credentials")
        except OAuthError as why:
            equal(why.error, error)
        else:
            raise AssertionError(f"{error} is expected")


USER = {"username": f"authlib{time.time()}@example.org", "password": "correct horse & battery"}
remember("a password", USER["password"])
requests.post(
    f"{ORIGIN}/API/v3/users",
    headers={"X-API-TOKEN": TOKEN},
    json={**USER, "firstName": "Au", "lastName": "Thlib", "email": USER["username"], "userType": "UT_BRANDADMIN"},
    timeout=20,
).raise_for_status()


def allow(address):
    """Does what a browser does with the page: fills its form in and sends it. Gives where it is led."""
    page = requests.get(address, timeout=20)
    equal(page.status_code, 200)
    assert "read users" in page.text, page.text
    (action,) = re.findall(r'<form method="post" action="([^"]*)"', page.text)
    hidden = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', page.text)
    form = {name: html.unescape(value) for name, value in hidden}
    answer = requests.post(
        ORIGIN + action,
        data={**form, **USER, "decision": "allow"},
        headers={"Origin": ORIGIN},
        allow_redirects=False,
        timeout=20,
    )
    equal(answer.status_code, 303)
    return answer.headers["Location"]


for name, api in [
    ("without PKCE", session(redirect_uri=BACK, scope="read:users")),
    ("with PKCE", session(redirect_uri=BACK, scope="read:users", code_challenge_method="S256")),
    (
        "without a secret",
        OAuth2Session(
            PUBLIC, redirect_uri=BACK, scope="read:users", code_challenge_method="S256",
            token_endpoint_auth_method="none",
        ),
    ),
]:

    @check(f"authlib: somebody lets a client act, {name}; it renews its token and ends it")
    def _():
        verifier = generate_token(48) if "without PKCE" != name else None
        address, _ = api.create_authorization_url(f"{ORIGIN}/oauth2/auth", code_verifier=verifier)
        led = allow(address)
        remember("a code", re.findall(r"[?&]code=(\w+)", led)[0])
        # The state is compared by the library.
        token = api.fetch_token(TOKEN_URL, authorization_response=led, code_verifier=verifier)
        remember("an access token", token["access_token"])
        remember("a refresh token", token["refresh_token"])
        equal((token["token_type"], token["expires_in"], token["scope"]), ("bearer", 3600, "read:users"))
        me = api.get(f"{ORIGIN}/API/v3/whoami").json()["result"]
        equal(me["userName"], USER["username"])
        equal(api.get(f"{ORIGIN}/API/v3/users").status_code, 200)
        equal(api.get(f"{ORIGIN}/API/v3/surveys").status_code, 403)
        first = token["refresh_token"]
        renewed = api.refresh_token(TOKEN_URL, refresh_token=first)
        remember("an access token", renewed["access_token"])
        remember("a refresh token", renewed["refresh_token"])
        assert renewed["refresh_token"] != first and renewed["access_token"] != token["access_token"]
        equal(api.get(f"{ORIGIN}/API/v3/users").status_code, 200)
        ended = api.revoke_token(f"{ORIGIN}/oauth2/revoke", token=renewed["refresh_token"])
        equal(ended.status_code, 200)
        equal(api.get(f"{ORIGIN}/API/v3/users").status_code, 401)
        try:
            api.refresh_token(TOKEN_URL, refresh_token=renewed["refresh_token"])
        except OAuthError as why:
            equal(why.error, "invalid_grant")
        else:
            raise AssertionError("what has ended is not renewed")


@check("authlib: is told where all this is")
def _():
    told = requests.get(f"{ORIGIN}/.well-known/oauth-authorization-server", timeout=20).json()
    equal((told["issuer"], told["token_endpoint"]), (ORIGIN, TOKEN_URL))


finish()
