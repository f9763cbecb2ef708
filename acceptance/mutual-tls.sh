#!/usr/bin/env bash
# curl with client certificates, in an organization that demands them.
set -u
. "$(dirname "$0")/checks.sh"

canvass() { # COMMAND WORD…
  "$CANVASS_BINARY" "$1" "${@:2}" --data "$CANVASS_DATA" 2>/dev/null
}

token=$(canvass init --brand curl-tls --name "Curl" --admin-username ada@curl.example --first-name Ada --last-name L)
printf 'an API token\t"%s"\n' "$token" >>"$CANVASS_SECRETS"
list="/API/v3/organizations/curl-tls/clientcertificates"
# Asks over HTTPS; gives the answer and, on a line of its own, the status.
ask() { # PATH ARGUMENT…
  curl -sS --cacert "$CANVASS_CA" -w '\n%{http_code}' -H "X-API-TOKEN: $token" "${@:2}" "$CANVASS_TLS_ORIGIN$1" 2>&1
}
# Makes NAME.key and NAME.pem of it, and gives the certificate's id.
make() { # NAME OPENSSL-ARGUMENT…
  openssl req -new -nodes -subj "/CN=curl" -keyout "$1.key" -out "$1.csr" "${@:2}" 2>/dev/null
  local answer
  answer=$(ask "$list" "${shown[@]}" -H "Content-Type: application/json" \
    -d "{\"certificateRequest\": \"$(awk '{ printf "%s\\n", $0 }' "$1.csr")\"}")
  printf '%b' "$(grep -o '"certificate":"[^"]*"' <<<"$answer" | cut -d '"' -f 4)" >"$1.pem"
  grep -o 'CC_[0-9A-Za-z]*' <<<"$answer" | head -1
}

shown=()
first=$(make rsa -newkey rsa:2048)
second=$(make ec -newkey ec -pkeyopt ec_paramgen_curve:prime256v1)
third=$(make ed -newkey ed25519)
check "openssl: the certificate is for clients and no CA" "TLS Web Client Authentication" \
  "$(openssl x509 -in ec.pem -noout -text 2>&1 | tr '\n' ' ' | grep 'CA:FALSE')"
check "openssl: it is of the organization" "O = curl-tls" "$(openssl x509 -in ec.pem -noout -subject 2>&1)"
check "curl: nothing is demanded yet" 200 "$(ask /API/v3/whoami)"
check "the shell: certificates are demanded" curl-tls "$(canvass organization certificates required --brand curl-tls)"
sleep 2
for kind in rsa ec ed; do
  for tls in 1.2 1.3; do
    check "curl: a certificate with a key of $kind over TLS $tls" 200 \
      "$(ask /API/v3/whoami --cert "$kind.pem" --key "$kind.key" --tlsv$tls --tls-max $tls)"
  done
done
check "curl: HTTP/1.1 does as well" 200 "$(ask /API/v3/whoami --http1.1 --cert ec.pem --key ec.key)"
check "curl: without a certificate" "none was shown" "$(ask /API/v3/whoami)"
check "curl: without a certificate it is 401" 401 "$(ask /API/v3/whoami)"
check "curl: plain HTTP" "without TLS" "$(curl -sS -H "X-API-TOKEN: $token" "$CANVASS_ORIGIN/API/v3/whoami" 2>&1)"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj "/O=curl-tls/CN=$second" \
  -keyout own.key -out own.pem 2>/dev/null
check "curl: a certificate of one's own making" "none of its own" "$(ask /API/v3/whoami --cert own.pem --key own.key)"
check "curl: other organizations are let be with one of their own making" 200 \
  "$(token=$CANVASS_TOKEN; ask /API/v3/whoami --cert own.pem --key own.key)"
shown=(--cert ec.pem --key ec.key)
check "curl: one is deleted" 200 "$(ask "$list/$first" -X DELETE "${shown[@]}")"
check "curl: it is refused from then on" "was deleted" "$(ask /API/v3/whoami --cert rsa.pem --key rsa.key)"
check "curl: its own deletes it too" 200 "$(ask "$list/$third" -X DELETE --cert ed.pem --key ed.key)"
check "curl: the last one stays" 409 "$(ask "$list/$second" -X DELETE "${shown[@]}")"
check "the shell: certificates are demanded no more" curl-tls "$(canvass organization certificates optional --brand curl-tls)"
sleep 2
check "curl: without a certificate again" 200 "$(ask /API/v3/whoami)"
exit "$failed"
