"""The `authlib` package, unchanged: it gets access tokens of OAuth 2 for a client's credentials, and calls with them."""

import os
import subprocess

from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from checks import CA, ORIGIN, SURVEYS, TLS_ORIGIN, check, equal, finish, remember

TOKEN_URL = f"{ORIGIN}/oauth2/token"
made = subprocess.run(
    [
        os.environ["CANVASS_BINARY"], "oauth", "client", "--data", os.environ["CANVASS_DATA"],
        "--user", "admin@example.org", "--name", "authlib", "--scopes", "read:surveys read:users",
    ],
    check=True,
    capture_output=True,
    text=True,
)
CLIENT, SECRET = made.stdout.split()
remember("a client's secret", SECRET)


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


finish()
