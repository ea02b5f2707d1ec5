-- name: position
SELECT notification_id AS position
FROM projection_positions
WHERE application_name = %(name)s;

-- name: positions
SELECT builds.question, positions.notification_id AS position
FROM projection_builds AS builds
JOIN projection_positions AS positions
    ON positions.application_name = builds.question || ':' || builds.generation
WHERE builds.build = %(build)s
ORDER BY builds.question;

-- name: generations
SELECT question, generation, generations.is_ready
FROM projection_builds AS builds
JOIN projection_generations AS generations USING (question, generation)
WHERE build = %(build)s
ORDER BY question;

-- name: types
SELECT DISTINCT jsonb_object_keys(generations.facts) AS type
FROM projection_builds AS builds
JOIN projection_generations AS generations USING (question, generation)
WHERE build = %(build)s
ORDER BY type;

-- name: failures
SELECT question, reason FROM projection_failures WHERE build = %(build)s ORDER BY question;

-- name: head
SELECT coalesce(max(id), 0) AS head FROM facts_tt_main;

-- name: share
SELECT pg_advisory_lock_shared(hashtextextended(%(name)s, 0));
