#!/bin/sh
# Creates Grafana's login with a random password, which stays in the volume.
set -eu
[ -s /login/password ] || head -c 24 /dev/urandom | base64 > /login/password
READER_PASSWORD=$(cat /login/password)
export READER_PASSWORD
exec psql --no-psqlrc --set=ON_ERROR_STOP=1 --quiet --file=/grafana/login.sql
