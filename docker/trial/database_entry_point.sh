#!/bin/sh
# What the entry point of postgres:17 does, of all that compose.yaml relies on: the first start
# makes the database, its owner and what /docker-entrypoint-initdb.d says; each start serves it.
set -eu

: "${POSTGRES_PASSWORD:?}"
install --directory --owner postgres --group postgres --mode 3777 /run/postgresql
chown postgres:postgres "$PGDATA"
chmod 700 "$PGDATA"

as_postgres() { setpriv --reuid postgres --regid postgres --init-groups "$@"; }

sql() {
  as_postgres psql --set ON_ERROR_STOP=1 --no-password --no-psqlrc --username "$POSTGRES_USER" "$@"
}

if [ ! -s "$PGDATA/PG_VERSION" ]; then
  secret=$(mktemp)
  chown postgres "$secret"
  printf '%s\n' "$POSTGRES_PASSWORD" > "$secret"
  as_postgres initdb --username "$POSTGRES_USER" --pwfile "$secret" --auth-local trust \
    --auth-host scram-sha-256 > /dev/null
  rm "$secret"
  echo 'host all all all scram-sha-256' >> "$PGDATA/pg_hba.conf"
  as_postgres pg_ctl --wait --options "-c listen_addresses=''" start
  sql --dbname postgres --set db="$POSTGRES_DB" <<-'END'
	CREATE DATABASE :"db";
	END
  for file in /docker-entrypoint-initdb.d/*.sql; do
    sql --dbname "$POSTGRES_DB" --file "$file"
  done
  as_postgres pg_ctl --wait --mode fast stop
fi
exec setpriv --reuid postgres --regid postgres --init-groups "$@" -c listen_addresses='*'
