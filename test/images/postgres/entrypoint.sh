#!/usr/bin/env bash
# First start: make the cluster as POSTGRES_* say and run /docker-entrypoint-initdb.d. Every start: run the server.
# Covers what the official image documents for a fresh start; see ../README.md for what it leaves out.
set -euo pipefail

if [ "${1-}" = '' ] || [ "${1#-}" != "$1" ]; then set -- postgres "$@"; fi
# Another program, or only a question to the server: nothing to set up.
case "$1 ${2-}" in
  'postgres -V' | 'postgres --version' | 'postgres -?' | 'postgres --help' | 'postgres --describe-config') exec "$@" ;;
  'postgres '*) ;;
  *) exec "$@" ;;
esac

# The server refuses to run as root. The folders may come from a volume, so their owner is set now, not in the image.
if [ "$(id -u)" = 0 ]; then
  mkdir -p "$PGDATA" && chown -R postgres "$PGDATA" && chmod 700 "$PGDATA"
  chown postgres /var/run/postgresql
  exec setpriv --reuid=postgres --regid=postgres --init-groups -- "$0" "$@"
fi

# secret NAME DEFAULT — the value of NAME, or of the file that NAME_FILE names.
secret() {
  local file_variable=$1_FILE
  if [ -n "${!file_variable-}" ]; then cat "${!file_variable}"; else printf %s "${!1:-$2}"; fi
}

create_cluster() {
  if [ -z "$password" ] && [ "$method" != trust ]; then
    echo 'Error: Database is uninitialized and superuser password is not specified: set POSTGRES_PASSWORD.' >&2
    exit 1
  fi
  # shellcheck disable=SC2086 # several options in one variable, as documented by the official image
  initdb --no-sync --pgdata="$PGDATA" --username="$user" ${password:+--pwfile=<(printf '%s\n' "$password")} ${POSTGRES_INITDB_ARGS-}
  printf '\nhost all all all %s\n' "$method" >>"$PGDATA/pg_hba.conf"
}

sql() { PGPASSWORD=$password psql -v ON_ERROR_STOP=1 --no-psqlrc --no-password --username="$user" "$@"; }

run_scripts() {
  local file
  for file in /docker-entrypoint-initdb.d/*; do
    case $file in
      *.sh)
        echo "running $file"
        # shellcheck disable=SC1090 # a file without the right to run is meant to be read in
        if [ -x "$file" ]; then "$file"; else . "$file"; fi
        ;;
      *.sql) echo "running $file"; sql --dbname="$database" -f "$file" ;;
      *.sql.gz) echo "running $file"; gunzip -c "$file" | sql --dbname="$database" ;;
      *'/*') ;; # an empty folder
      *) echo "ignoring $file" ;;
    esac
  done
}

if [ ! -s "$PGDATA/PG_VERSION" ]; then
  user=$(secret POSTGRES_USER postgres)
  password=$(secret POSTGRES_PASSWORD '')
  database=$(secret POSTGRES_DB "$user")
  method=${POSTGRES_HOST_AUTH_METHOD:-scram-sha-256}
  create_cluster
  # Scripts run on a server that only this container can reach, so that nobody sees a half-made database as ready.
  shift
  options=''
  for option in "$@"; do options+="${option@Q} "; done
  pg_ctl --pgdata="$PGDATA" --wait --silent -o "$options -c listen_addresses= -p 5432 -c fsync=off" start
  if [ "$database" != postgres ]; then
    echo 'CREATE DATABASE :"name"' | sql --dbname=postgres -v name="$database"
  fi
  # Scripts may call psql and friends themselves.
  export POSTGRES_USER=$user POSTGRES_PASSWORD=$password POSTGRES_DB=$database
  run_scripts
  pg_ctl --pgdata="$PGDATA" --wait --silent --mode=fast stop
  echo 'PostgreSQL init process complete; ready for start up.'
  set -- postgres "$@"
fi

exec "$@"
