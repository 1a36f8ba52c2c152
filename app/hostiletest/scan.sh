#!/usr/bin/env bash
# Lets sqlmap and wapiti (Debian packages) loose on a demonstration of this relevo, on this
# machine alone, logged in as each role, and says what they found, how many requests they made, and
# which of those the server failed at.
#
#   make scan                     four minutes for each tool and role
#   SCAN_SECONDS=600 make scan    ten
#   SCAN_ONLY=noemi make scan     of one account alone, by the beginning of its name
#
# Both send what the forms hold, token included, and the header Origin, as a browser does: what is
# tested lies behind the guard against forged requests. Signing out is left alone, and so are the modules
# of wapiti that have a server elsewhere be called (ssrf, xxe): the readers' own tests try that.
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${SCAN_SECONDS:-240}
port=${SCAN_PORT:-18480}
folder=${SCAN_FOLDER:-$(mktemp -d)}
base=http://localhost:$port
command -v sqlmap wapiti >/dev/null || { echo "needs sqlmap and wapiti: apt-get install sqlmap wapiti" >&2; exit 2; }

go build -o "$folder/relevo" ./cmd/relevo
"$folder/relevo" demo --data "$folder/data" --addr "localhost:$port" >"$folder/server.log" 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null || true' EXIT
for _ in $(seq 150); do curl -sf "$base/readyz" >/dev/null && break; sleep 1; done
curl -sf "$base/readyz" >/dev/null || { echo "the demonstration does not start:" >&2; tail -3 "$folder/server.log" >&2; exit 2; }

requests() { grep -c 'msg=request' "$folder/server.log" || true; }
failed() { grep -c 'msg=request.* status=500' "$folder/server.log" || true; }

# passphrase USERNAME: the passphrase that the login page offers for a demonstration account.
passphrase() { curl -s "$base/login" | grep -o "name=\"username\" value=\"$1\"> *<input type=\"hidden\" name=\"passphrase\" value=\"[^\"]*\"" | sed 's/.*value="//; s/"$//'; }

# addresses COOKIE: one address of each shape that the pages of the menu lead to, its last part marked.
addresses() {
  for page in $(curl -s -H "Cookie: $1" "$base/account" | grep -o 'href="/[^"#]*"' | sed 's/href="//; s/"$//' | sort -u); do
    curl -s -H "Cookie: $1" "$base$page" | grep -o 'href="/[^"#]*"' | sed 's/href="//; s/"$//'
  done | grep -v -e '^/assets/' -e '^/gallery' -e '/logout' | grep -E '[0-9a-z]{26}' | sort -u |
    awk '{ shape = $0; gsub(/[0-9a-z]{26}/, "ID", shape); if (!seen[shape]++) print }' | sed "s|^|$base|; s|$|*|" || true
}

# Debian's wapiti writes patterns for -x that its Python no longer reads: flags behind them.
cat >"$folder/wapiti.py" <<'PY'
import re
compiled = re.compile
def compile(pattern, flags=0):
    if isinstance(pattern, str) and pattern.endswith("(?ms)"):
        pattern, flags = pattern[:-len("(?ms)")], flags | re.M | re.S
    return compiled(pattern, flags)
re.compile = compile
from wapitiCore.main.wapiti import wapiti_main
wapiti_main()
PY

found=0
for username in $(curl -s "$base/login" | grep -o 'type="hidden" name="username" value="[^"]*"' | sed 's/.*value="//; s/"$//' | grep "^${SCAN_ONLY:-}"); do
  jar=$folder/$username.jar
  token=$(curl -s -c "$jar" "$base/login" | grep -o 'name="_token" value="[^"]*"' | head -1 | sed 's/.*value="//; s/"$//')
  curl -s -o /dev/null -b "$jar" -c "$jar" -H "Origin: $base" --data-urlencode "_token=$token" --data-urlencode "username=$username" \
    --data-urlencode "passphrase=$(passphrase "$username")" "$base/login"
  cookie=$(awk '$6 ~ /login/ { print $6 "=" $7 }' "$jar")
  curl -s -o /dev/null -w '%{http_code}' -H "Cookie: $cookie" "$base/account" | grep -q 200 || { echo "$username cannot log in" >&2; exit 2; }

  printf '{".localhost.local": {"/": {"%s": {"value": "%s", "expires": null, "secure": false, "port": null, "version": 0}}}}' \
    "${cookie%%=*}" "${cookie#*=}" >"$folder/$username.json"

  # sqlmap first: an administrator's forms, filled in by wapiti, close accounts, their own among them.
  before=$(requests)
  addresses "$cookie" >"$folder/addresses-$username.txt"
  common=(--batch --cookie="$cookie" --headers="Origin: $base" --csrf-token=_token --level=2 --risk=2 --threads=1 --timeout=10 --answers="quit=n,follow=n" --ignore-code=404,403,422)
  timeout $((seconds / 2)) sqlmap -m "$folder/addresses-$username.txt" "${common[@]}" --output-dir="$folder/sqlmap-paths-$username" >"$folder/sqlmap-paths-$username.log" 2>&1 || true
  timeout $((seconds / 2)) sqlmap -u "$base/account" --crawl=2 --crawl-exclude="logout|gallery|/account/" --forms "${common[@]}" --output-dir="$folder/sqlmap-$username" >"$folder/sqlmap-$username.log" 2>&1 || true
  sqlmap_findings=$(grep -h -E 'is vulnerable|appears to be .*injectable|identified the following injection' "$folder"/sqlmap-*"$username".log || true)
  middle=$(requests)
  /usr/bin/python3 "$folder/wapiti.py" -u "$base/" -s "$base/account" -c "$folder/$username.json" -H "Origin: $base" -H "Accept-Encoding: identity" -x "$base/logout" -x "$base/account/*" -x "$base/gallery*" \
    -m sql,blindsql,xss,permanentxss,file,exec,redirect,crlf,methods,csrf,cookieflags,http_headers --flush-session --no-bugreport -S aggressive \
    --max-scan-time "$seconds" --max-attack-time $((seconds / 8 + 1)) --store-session "$folder/wapiti-$username" -f txt -o "$folder/wapiti-$username.txt" >"$folder/wapiti-$username.log" 2>&1 || true
  wapiti_findings=$(sed -n '/Summary of vulnerabilities/,/\*\*\*\*\*\*\*\*\*\*/p' "$folder/wapiti-$username.txt" 2>/dev/null | grep -E ': *[1-9][0-9]*$' |
    grep -v -e 'HTTP Secure Headers' -e 'Secure Flag cookie' || true) # HSTS and Secure are for https, which loopback is not: app tests them

  echo "$username: sqlmap $((middle - before)) requests, wapiti $(($(requests) - middle)) requests"
  for finding in "$wapiti_findings" "$sqlmap_findings"; do
    [ -z "$finding" ] || { echo "$finding"; found=1; }
  done
done
echo "failed (500): $(failed) of $(requests) requests"
grep 'status=500' "$folder/server.log" | grep -o 'route="[^"]*"' | sort | uniq -c || true
echo "what they said: $folder"
[ "$found" = 0 ] && [ "$(failed)" = 0 ]
