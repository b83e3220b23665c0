#!/bin/sh
# Starts Redis with its password from a file. It keeps the queue and the rate limits in memory and nothing on a disk:
# what must not be lost waits in the data base, and is queued again.
set -eu

password=$(cat "${REDIS_PASSWORD_FILE:?}")
case $password in
  "" | *[!A-Za-z0-9_-]*)
    echo "$REDIS_PASSWORD_FILE must hold a password of letters, digits, - and _." >&2
    exit 1
    ;;
esac
umask 077
cat >/tmp/redis.conf <<CONFIGURATION
bind * -::*
port 6379
requirepass $password
save ""
appendonly no
dir /tmp
maxmemory 200mb
maxmemory-policy noeviction
crash-log-enabled no
loglevel warning
CONFIGURATION
exec redis-server /tmp/redis.conf
