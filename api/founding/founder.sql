-- name: alone
-- One founding at a time: who comes second finds the community founded.
SELECT pg_advisory_lock(hashtextextended('chengyin found ' || %(community)s, 0));
