-- name: create
-- Why the runner of a version stands still.
CREATE TABLE IF NOT EXISTS projection_failures (
    build text COLLATE "C" NOT NULL,
    question text COLLATE "C" NOT NULL,
    reason text NOT NULL,
    since timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (build, question)
);

-- name: generations
SELECT
    question, generation, generations.facts, generations.is_ready,
    failures.question IS NOT NULL AS has_stopped
FROM projection_builds AS builds
JOIN projection_generations AS generations USING (question, generation)
LEFT JOIN projection_failures AS failures USING (build, question)
WHERE build = %(build)s
ORDER BY question;

-- name: share
SELECT pg_advisory_lock_shared(hashtextextended(%(name)s, 0));

-- name: lock_positions
SELECT application_name AS name, notification_id AS position
FROM projection_positions
WHERE application_name = ANY(%(names)s)
ORDER BY application_name
FOR UPDATE;

-- name: move
UPDATE projection_positions
SET notification_id = %(position)s
WHERE application_name = ANY(%(names)s) AND notification_id < %(position)s;

-- name: note_failure
INSERT INTO projection_failures (build, question, reason)
VALUES (%(build)s, %(question)s, %(reason)s)
ON CONFLICT (build, question) DO UPDATE SET reason = excluded.reason
WHERE projection_failures.reason <> excluded.reason;

-- name: clear_failure
DELETE FROM projection_failures WHERE build = %(build)s AND question = %(question)s;
