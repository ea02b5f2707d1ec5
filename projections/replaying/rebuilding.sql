-- name: generations
SELECT question, generation
FROM projection_builds
WHERE build = %(build)s
ORDER BY question;

-- name: not_ready
SELECT question
FROM projection_builds AS builds
JOIN projection_generations AS generations USING (question, generation)
WHERE build = %(build)s AND NOT is_ready
ORDER BY question;

-- name: head
SELECT coalesce(max(id), 0) AS head FROM facts_tt_main;

-- name: lock_position
SELECT notification_id AS position
FROM projection_positions
WHERE application_name = %(name)s
FOR UPDATE;

-- name: position
SELECT notification_id AS position
FROM projection_positions
WHERE application_name = %(name)s;

-- name: set_position
UPDATE projection_positions
SET notification_id = %(position)s
WHERE application_name = %(name)s;

-- name: fill
UPDATE projection_generations SET facts = %(facts)s, is_ready = true
WHERE question = %(question)s AND generation = %(generation)s;

-- name: clear_failure
DELETE FROM projection_failures WHERE build = %(build)s AND question = %(question)s;

-- name: tables_of_schema
SELECT tablename AS name FROM pg_tables WHERE schemaname = %(schema)s ORDER BY tablename;
