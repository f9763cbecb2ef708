# What the shell's scripts have in common; they end with `exit "$failed"`.

failed=0

check() { # NAME EXPECTED FOUND
  if [[ "$3" == *"$2"* ]]; then
    echo "ok - $1"
  else
    failed=1
    echo "not ok - $1: ${3//$'\n'/ } does not hold $2"
  fi
}
