#!/bin/sh
# Makes, once, on a fresh server: the owner, the application's role that owns nothing, and the one data base they share.
# Run by the image's entry point as the server's superuser; asks for DATABASE, OWNER_ROLE, APPLICATION_ROLE,
# OWNER_PASSWORD_FILE and APPLICATION_PASSWORD_FILE. No password is put on a command line.
set -eu

: "${DATABASE:?}" "${OWNER_ROLE:?}" "${APPLICATION_ROLE:?}" "${OWNER_PASSWORD_FILE:?}" "${APPLICATION_PASSWORD_FILE:?}"
for file in "$OWNER_PASSWORD_FILE" "$APPLICATION_PASSWORD_FILE"; do
  if ! [ -s "$file" ] || ! [ -r "$file" ]; then
    echo "$file is empty or can't be read: it holds a role's password." >&2
    exit 1
  fi
done

psql --no-psqlrc --no-password --quiet --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres <<'SQL'
\getenv database DATABASE
\getenv owner OWNER_ROLE
\getenv application APPLICATION_ROLE
\set owner_password `cat "$OWNER_PASSWORD_FILE"`
\set application_password `cat "$APPLICATION_PASSWORD_FILE"`

CREATE ROLE :"owner" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD :'owner_password';
CREATE ROLE :"application" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS
  PASSWORD :'application_password';
-- An error can repeat a value ("invalid input syntax for type date: …"): the application hears it, the log does not.
ALTER ROLE :"owner" SET log_min_messages = 'log';
ALTER ROLE :"application" SET log_min_messages = 'log';
CREATE DATABASE :"database" OWNER :"owner";
REVOKE ALL ON DATABASE :"database", postgres, template1 FROM PUBLIC;
GRANT CONNECT ON DATABASE :"database" TO :"application";
\connect :"database"
REVOKE ALL ON SCHEMA public FROM PUBLIC;
SQL
