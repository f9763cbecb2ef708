#!/usr/bin/env bash
# curl, with the host written into the command: `canvass run` brings it here.
answer=$(curl -sS -m 20 -H "X-API-TOKEN: $CANVASS_TOKEN" https://canvass1.qualtrics.com/API/v3/whoami 2>&1)
if [[ "$answer" == *'200 - OK'* ]]; then
  echo "ok - canvass run: curl reaches this server"
else
  echo "not ok - canvass run: curl reaches this server: $answer"
  exit 1
fi
