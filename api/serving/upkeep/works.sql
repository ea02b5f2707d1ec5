-- name: create
-- Long work that is under way, and how far it has come. No fact, and gone when it ends.
CREATE TABLE IF NOT EXISTS works (
    work text PRIMARY KEY,
    worker text NOT NULL,
    started_at timestamptz NOT NULL DEFAULT now(),
    told_at timestamptz NOT NULL DEFAULT now(),
    done bigint NOT NULL DEFAULT 0,
    all_of_it bigint NOT NULL DEFAULT 0,
    is_stopping boolean NOT NULL DEFAULT false
);

-- name: begin
INSERT INTO works (work, worker) VALUES (%(work)s, %(worker)s)
ON CONFLICT (work) DO UPDATE SET
    worker = excluded.worker, started_at = now(), told_at = now(),
    done = 0, all_of_it = 0, is_stopping = false
WHERE works.told_at < now() - make_interval(secs => %(silent_seconds)s)
RETURNING work;

-- name: begin_one
-- Work that waits for no other; rows of processes that were killed long ago go.
WITH gone AS (DELETE FROM works WHERE told_at < now() - interval '1 day')
INSERT INTO works (work, worker, done, all_of_it)
VALUES (%(work)s, %(worker)s, %(done)s, %(all_of_it)s)
ON CONFLICT (work) DO NOTHING;

-- name: tell
UPDATE works SET told_at = now(), done = %(done)s, all_of_it = %(all_of_it)s
WHERE work = %(work)s AND worker = %(worker)s
RETURNING is_stopping;

-- name: stop
UPDATE works SET is_stopping = true WHERE work = %(work)s;

-- name: end
DELETE FROM works WHERE work = %(work)s AND worker = %(worker)s;

-- name: under_way
SELECT started_at, done, all_of_it, is_stopping
FROM works
WHERE work = %(work)s AND told_at > now() - make_interval(secs => %(silent_seconds)s);

-- name: under_way_of_kinds
SELECT split_part(work, ' ', 1) AS kind, work, started_at, done, all_of_it, is_stopping
FROM works
WHERE split_part(work, ' ', 1) = ANY(%(kinds)s)
  AND told_at > now() - make_interval(secs => %(silent_seconds)s)
ORDER BY started_at, work;
