-- name: create
-- `code` is the definition of the projection that fills these tables; `facts` has for each type of
-- fact in them the definition by which they were taken in.
CREATE TABLE IF NOT EXISTS projection_generations (
    question text COLLATE "C" NOT NULL,
    generation bigint NOT NULL,
    code text NOT NULL,
    facts jsonb NOT NULL DEFAULT '{}',
    tables text[] NOT NULL,
    is_ready boolean NOT NULL,
    PRIMARY KEY (question, generation)
);
-- Which generation each version of the program uses.
CREATE TABLE IF NOT EXISTS projection_builds (
    build text COLLATE "C" NOT NULL,
    question text COLLATE "C" NOT NULL,
    generation bigint NOT NULL,
    unused_since timestamptz,
    PRIMARY KEY (build, question)
);
-- The version before definitions asks this at each of its starts, before it records anything, and
-- makes a table of that name where there is none. It must not run beside this one, of which it
-- knows nothing. What is said to be immutable is called when the question is planned, in any case.
CREATE OR REPLACE FUNCTION refuse_version_before() RETURNS text IMMUTABLE LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '新版本已接管这些数据，旧版本不能再启动。'
        ' A newer version has taken these data over: start that one, not this.'
        USING ERRCODE = 'object_not_in_prerequisite_state';
END
$$;
CREATE OR REPLACE VIEW projection_definitions AS
SELECT refuse_version_before() AS question, NULL::text AS definition;

-- name: has_layout
SELECT to_regclass('projection_builds') IS NOT NULL AS it_has;

-- name: laid_out
SELECT builds.question
FROM projection_builds AS builds
JOIN projection_generations USING (question, generation)
WHERE builds.build = %(build)s
ORDER BY builds.question;

-- name: generations
SELECT generation, code, facts
FROM projection_generations
WHERE question = %(question)s
ORDER BY generation DESC;

-- name: next_generation
SELECT coalesce(max(generation), 0) + 1 AS generation
FROM projection_generations
WHERE question = %(question)s;

-- name: begin
INSERT INTO projection_generations (question, generation, code, tables, is_ready)
SELECT
    %(question)s, %(generation)s, %(code)s, %(tables)s, NOT EXISTS (SELECT FROM facts_tt_main);

-- name: start_at_zero
INSERT INTO projection_positions (application_name, notification_id)
VALUES (%(name)s, 0)
ON CONFLICT (application_name) DO UPDATE SET notification_id = 0;

-- name: use
INSERT INTO projection_builds (build, question, generation)
VALUES (%(build)s, %(question)s, %(generation)s)
ON CONFLICT (build, question) DO UPDATE SET
    generation = excluded.generation, unused_since = NULL;

-- name: others
SELECT DISTINCT build FROM projection_builds WHERE build <> %(build)s ORDER BY build;

-- name: is_unused
SELECT pg_try_advisory_xact_lock(hashtextextended(%(name)s, 0)) AS it_is;

-- name: note_used
UPDATE projection_builds SET unused_since = NULL WHERE build = ANY(%(builds)s);

-- name: note_unused
UPDATE projection_builds SET unused_since = coalesce(unused_since, now())
WHERE build = ANY(%(builds)s);

-- name: forget_builds
DELETE FROM projection_builds
WHERE build = ANY(%(builds)s)
  AND unused_since <= now() - make_interval(secs => %(seconds)s);

-- name: forget_failures
DELETE FROM projection_failures
WHERE NOT EXISTS (
    SELECT FROM projection_builds AS builds WHERE builds.build = projection_failures.build
);

-- name: forget_generations
DELETE FROM projection_generations
WHERE NOT EXISTS (
    SELECT FROM projection_builds AS builds
    WHERE builds.question = projection_generations.question
      AND builds.generation = projection_generations.generation
)
RETURNING question, generation, tables;

-- name: forget_position
DELETE FROM projection_positions WHERE application_name = %(name)s;

-- name: version_before
SELECT EXISTS (
    SELECT FROM pg_class WHERE oid = to_regclass('projection_definitions') AND relkind = 'r'
) AS it_was;

-- name: questions_before
SELECT question FROM projection_definitions ORDER BY question;

-- name: processes_before
-- The version before gave its connections no name. Of other roles' connections no more is told than
-- whose they are, which those of the server's own workers do not have.
SELECT count(*) AS processes
FROM pg_stat_activity
WHERE datname = current_database()
  AND pid <> pg_backend_pid()
  AND usename IS NOT NULL
  AND coalesce(application_name, '') = '';

-- name: forget_before
DROP TABLE projection_definitions;
DROP TABLE IF EXISTS projection_failures;
