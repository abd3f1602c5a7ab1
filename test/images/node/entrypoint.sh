#!/bin/sh
# `docker run node:20-alpine -e 1` and `… server.js` mean node; a command that exists is run as it is.
set -e
if [ "${1#-}" != "$1" ] || ! command -v "$1" >/dev/null || { [ -f "$1" ] && [ ! -x "$1" ]; }; then
  set -- node "$@"
fi
exec "$@"
