#!/bin/sh
# Lets the replica of compose.yaml in, and has each commit acknowledged only once the replica has it
# on its disk too; without a replica, writing then waits. PostgreSQL's image runs this once, when it
# makes the database, and what it writes counts from the next start.
set -eu
echo "host replication relevo 172.28.0.0/24 scram-sha-256" >> "$PGDATA/pg_hba.conf"
echo "synchronous_standby_names = 'follower'" >> "$PGDATA/postgresql.conf"
