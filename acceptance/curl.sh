#!/usr/bin/env bash
# curl, as a person types it: plain HTTP, and HTTPS with the server's own CA.
set -u
. "$(dirname "$0")/checks.sh"

token="X-API-TOKEN: $CANVASS_TOKEN"
check "curl: who am I" '"userId"' "$(curl -sS -H "$token" "$CANVASS_ORIGIN/API/v3/whoami" 2>&1)"
check "curl: the content type has no charset" "[application/json]" \
  "$(curl -sS -o /dev/null -w '[%{content_type}]' -H "$token" "$CANVASS_ORIGIN/API/v3/whoami" 2>&1)"
check "curl: no token" '400 ATP_2' \
  "$(curl -sS -w '\n%{http_code} ' "$CANVASS_ORIGIN/API/v3/whoami" 2>&1 | grep -o 'ATP_2\|^400' | sort | tr '\n' ' ')"
check "curl: an unknown route is unknown before the token is asked for" 404 \
  "$(curl -sS -o /dev/null -w '%{http_code}' "$CANVASS_ORIGIN/API/v3/nowhere" 2>&1)"
check "curl: HTTPS with the CA" '"userId"' \
  "$(curl -sS --cacert "$CANVASS_CA" -H "$token" "$CANVASS_TLS_ORIGIN/API/v3/whoami" 2>&1)"
check "curl: HTTPS without the CA is refused" "certificate" \
  "$(curl -sS -H "$token" "$CANVASS_TLS_ORIGIN/API/v3/whoami" 2>&1)"
check "curl: the server does not pass for another name" "curl: (" \
  "$(curl -sS --cacert "$CANVASS_CA" --connect-to "example.com:443:${CANVASS_TLS_ORIGIN#https://}" -H "$token" \
    https://example.com/API/v3/whoami 2>&1)"
check "curl: a compressed answer" '"userId"' \
  "$(curl -sS --compressed -H "$token" "$CANVASS_ORIGIN/API/v3/whoami" 2>&1)"
check "curl: a datacenter pasted in front of the path" '"userId"' \
  "$(curl -sS -H "$token" "$CANVASS_ORIGIN/canvass1.qualtrics.com/API/v3/whoami" 2>&1)"
check "curl: doubled slashes, a trailing slash, a capital V" '"userId"' \
  "$(curl -sS -H "$token" "$CANVASS_ORIGIN/API/V3//whoami/" 2>&1)"
check "curl: healthy" 200 "$(curl -sS -o /dev/null -w '%{http_code}' "$CANVASS_ORIGIN/health/ready" 2>&1)"
check "curl: metrics" "# TYPE" "$(curl -sS "$CANVASS_ORIGIN/metrics" 2>&1 | head -c 2000)"
check "openssl: the CA carries name constraints, critical" "Name Constraints: critical" \
  "$(openssl x509 -in "$CANVASS_CA" -noout -text 2>&1)"
check "the CA's key is its owner's alone" "600" \
  "$(stat -c %a "$(dirname "$CANVASS_CA")"/ca-key.pem 2>&1)"
exit "$failed"
