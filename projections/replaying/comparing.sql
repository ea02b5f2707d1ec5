-- name: begin
-- The first statement of a transaction takes the snapshot that all later ones see.
SELECT pg_current_snapshot();

-- name: digests
-- Rows are the same, in whatever order, where there are as many and their digests have one sum.
SELECT
    (SELECT (count(*), sum(hash_record_extended(live, 0))) FROM {here}.{table} AS live)
    IS NOT DISTINCT FROM
    (SELECT (count(*), sum(hash_record_extended(replayed, 0))) FROM {there}.{table} AS replayed)
    AS same;

-- name: difference
(
    SELECT 'is only in the live ' || {name} || ':' AS side, live::text AS content
    FROM (SELECT * FROM {here}.{table} EXCEPT ALL SELECT * FROM {there}.{table}) AS live
    UNION ALL
    SELECT 'is only in the replayed ' || {name} || ':' AS side, replayed::text AS content
    FROM (SELECT * FROM {there}.{table} EXCEPT ALL SELECT * FROM {here}.{table}) AS replayed
)
ORDER BY side, content
LIMIT {limit};
