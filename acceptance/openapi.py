"""The served OpenAPI document against the official meta-schema of 3.1, which the validator carries with it."""

import json
import urllib.request

from checks import ORIGIN, check, equal, finish
from openapi_spec_validator import OpenAPIV31SpecValidator, validate

document = {}


@check("openapi: /openapi.json is valid OpenAPI 3.1")
def _():
    with urllib.request.urlopen(f"{ORIGIN}/openapi.json") as answer:
        equal(answer.headers["Content-Type"], "application/json")
        document.update(json.load(answer))
    assert document["openapi"].startswith("3.1."), document["openapi"]
    validate(document, cls=OpenAPIV31SpecValidator)


@check("openapi: every operation has an id of its own, a summary and an answer with a schema or a file")
def _():
    ids = set()
    for path, verbs in document["paths"].items():
        for verb, operation in verbs.items():
            if verb not in ("get", "post", "put", "patch", "delete"):
                continue
            assert operation["operationId"] not in ids, operation["operationId"]
            ids.add(operation["operationId"])
            assert operation["summary"], path
            successes = [answer for status, answer in operation["responses"].items() if status.startswith("2")]
            assert successes and all(answer["content"] for answer in successes), (path, verb)
    assert len(ids) >= 20, f"{len(ids)} operations"


@check("openapi: /openapi.yaml is the same document")
def _():
    import yaml

    with urllib.request.urlopen(f"{ORIGIN}/openapi.yaml") as answer:
        equal(yaml.safe_load(answer), document)


finish()
