# keeper BIN PORT [durable], password on the first line of input: a PostgreSQL server that lives as long as that input
# is open.
set -eu
umask 077
bin=$1 port=$2 kind=${3:-fleeting}
read -r password
# Where TMPDIR says, unless the account may not write there.
folder=$(mktemp -d "${TMPDIR:-/tmp}/relais-pg-XXXXXX" 2>/dev/null || mktemp -d /tmp/relais-pg-XXXXXX)
finish() {
    "$bin/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1 || true
    rm -rf "$folder"
}
trap finish EXIT
trap 'exit 1' HUP INT TERM
printf '%s\n' "$password" >"$folder/password"
"$bin/initdb" -D "$folder/data" -U relais --pwfile="$folder/password" --auth=md5 --locale=C --encoding=UTF8 \
    --no-sync >"$folder/log" 2>&1 || { cat "$folder/log" >&2; exit 1; }
cat >>"$folder/data/postgresql.conf" <<CONF
listen_addresses = '127.0.0.1'
port = $port
unix_socket_directories = ''
CONF
# Where nothing must survive a crash, nothing waits for the disk; a durable one keeps its own settings.
[ "$kind" = durable ] || cat >>"$folder/data/postgresql.conf" <<CONF
max_connections = 300
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
autovacuum = off
max_wal_size = 256MB
CONF
"$bin/pg_ctl" -D "$folder/data" -l "$folder/log" -w -t 60 start >/dev/null 2>&1 || { cat "$folder/log" >&2; exit 1; }
echo ready
cat >/dev/null
