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
-- Nothing of the log is read where no version is at home that knows more types than this one.
SELECT
    question, generation, generations.is_ready,
    EXISTS (SELECT FROM fact_types WHERE type <> ALL(%(types_known)s::text[])) AND EXISTS (
        SELECT
        FROM facts_tt_main
        WHERE id > positions.notification_id AND type <> ALL(%(types_known)s::text[])
    ) AS is_left_behind
FROM projection_builds AS builds
JOIN projection_generations AS generations USING (question, generation)
JOIN projection_positions AS positions
    ON positions.application_name = question || ':' || generation
WHERE build = %(build)s
ORDER BY question;

-- name: unknown_types
WITH used AS (
    SELECT generations.facts, positions.notification_id AS position
    FROM projection_builds AS builds
    JOIN projection_generations AS generations USING (question, generation)
    JOIN projection_positions AS positions
        ON positions.application_name = question || ':' || generation
    WHERE build = %(build)s
)
SELECT type
FROM (
    SELECT jsonb_object_keys(facts) AS type FROM used
    UNION
    (
        SELECT type
        FROM facts_tt_main
        WHERE EXISTS (SELECT FROM fact_types WHERE type <> ALL(%(types_known)s::text[]))
          AND id > (SELECT min(position) FROM used)
          AND type <> ALL(%(types_known)s::text[])
        ORDER BY id
        LIMIT 1
    )
) AS met
WHERE type <> ALL(%(types_known)s::text[])
ORDER BY type;

-- name: failures
SELECT question, reason FROM projection_failures WHERE build = %(build)s ORDER BY question;

-- name: head
SELECT coalesce(max(id), 0) AS head FROM facts_tt_main;

-- name: share
SELECT pg_advisory_lock_shared(hashtextextended(%(name)s, 0));
