-- name: position
SELECT notification_id AS position
FROM projection_positions
WHERE application_name = %(question)s;

-- name: positions
SELECT application_name AS question, notification_id AS position
FROM projection_positions
WHERE application_name !~ '^__|:'
ORDER BY application_name;

-- name: failures
SELECT question, reason FROM projection_failures ORDER BY question;

-- name: head
SELECT coalesce(max(id), 0) AS head FROM facts_tt_main;
