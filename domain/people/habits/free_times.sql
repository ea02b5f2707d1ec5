-- name: create
CREATE TABLE IF NOT EXISTS vault_free_times (
    member_id text COLLATE "C" PRIMARY KEY,
    halves smallint[] NOT NULL
);

-- name: keep
-- Of who is being erased at this moment nothing is kept: their row is waited for.
INSERT INTO vault_free_times (member_id, halves)
SELECT member_id, %(halves)s::smallint[]
FROM vault_people
WHERE member_id = %(member_id)s
FOR KEY SHARE
ON CONFLICT (member_id) DO UPDATE SET halves = excluded.halves;

-- name: of
SELECT member_id, halves FROM vault_free_times
WHERE member_id = ANY(%(member_ids)s) AND halves <> '{}'
ORDER BY member_id;

-- name: forget
DELETE FROM vault_free_times WHERE member_id = %(member_id)s;

-- name: merge
-- What only the one record says, the other one gets; or who that was merged into by now.
WITH gone AS (
    DELETE FROM vault_free_times WHERE member_id = %(gone)s RETURNING halves
)
INSERT INTO vault_free_times (member_id, halves)
SELECT
    coalesce(
        (SELECT into_id FROM vault_merged WHERE vault_merged.member_id = %(stays)s), %(stays)s
    ),
    halves
FROM gone
ON CONFLICT (member_id) DO UPDATE SET halves = excluded.halves
WHERE vault_free_times.halves = '{}';
