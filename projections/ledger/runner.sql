-- name: create
CREATE TABLE IF NOT EXISTS projection_failures (
    question text PRIMARY KEY,
    reason text NOT NULL,
    since timestamptz NOT NULL DEFAULT now()
);

-- name: lock_position
SELECT notification_id AS position
FROM projection_positions
WHERE application_name = %(name)s
FOR UPDATE;

-- name: start_at_zero
INSERT INTO projection_positions (application_name, notification_id)
VALUES (%(name)s, 0)
ON CONFLICT (application_name) DO NOTHING;

-- name: forget_position
DELETE FROM projection_positions WHERE application_name = %(name)s;

-- name: set_position
UPDATE projection_positions
SET notification_id = %(position)s
WHERE application_name = %(name)s;

-- name: note_failure
INSERT INTO projection_failures (question, reason)
VALUES (%(question)s, %(reason)s)
ON CONFLICT (question) DO UPDATE SET reason = excluded.reason
WHERE projection_failures.reason <> excluded.reason;

-- name: clear_failure
DELETE FROM projection_failures WHERE question = %(question)s;

-- name: tables_of_schema
SELECT tablename AS name FROM pg_tables WHERE schemaname = %(schema)s ORDER BY tablename;

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
