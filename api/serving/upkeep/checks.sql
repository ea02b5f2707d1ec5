-- name: create
CREATE TABLE IF NOT EXISTS ledger_checks (
    check_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    request text NOT NULL UNIQUE,
    started_by text NOT NULL,
    started_at timestamptz NOT NULL DEFAULT now(),
    finished_at timestamptz,
    position bigint,
    wrong text[]
);
ALTER TABLE ledger_checks ADD COLUMN IF NOT EXISTS told_at timestamptz NOT NULL DEFAULT now();
ALTER TABLE ledger_checks ADD COLUMN IF NOT EXISTS is_stopped boolean NOT NULL DEFAULT false;
ALTER TABLE ledger_checks ADD COLUMN IF NOT EXISTS done bigint NOT NULL DEFAULT 0;
ALTER TABLE ledger_checks ADD COLUMN IF NOT EXISTS all_of_it bigint NOT NULL DEFAULT 0;
CREATE TABLE IF NOT EXISTS last_kept (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    kept_at timestamptz NOT NULL DEFAULT now()
);

-- name: keep
INSERT INTO last_kept DEFAULT VALUES ON CONFLICT (only_row) DO UPDATE SET kept_at = now();

-- name: begin
INSERT INTO ledger_checks (request, started_by, started_at, told_at)
SELECT %(request)s, %(started_by)s, %(now)s, %(now)s
WHERE NOT EXISTS (
    SELECT 1
    FROM ledger_checks
    WHERE finished_at IS NULL
      AND NOT is_stopped
      AND told_at > %(now)s - make_interval(secs => %(patience_seconds)s)
)
ON CONFLICT (request) DO NOTHING
RETURNING check_id;

-- name: tell
-- Of a check that somebody has stopped there is nothing to tell.
UPDATE ledger_checks SET told_at = %(now)s, done = %(done)s, all_of_it = %(all_of_it)s
WHERE check_id = %(check_id)s AND NOT is_stopped;

-- name: stop
-- It stays there, so that the check of a night does not begin again.
UPDATE ledger_checks SET is_stopped = true WHERE finished_at IS NULL;

-- name: finish
UPDATE ledger_checks SET finished_at = %(now)s, position = %(position)s, wrong = %(wrong)s
WHERE check_id = %(check_id)s;

-- name: give_up
DELETE FROM ledger_checks WHERE check_id = %(check_id)s AND NOT is_stopped;

-- name: last
SELECT started_by, started_at, finished_at, position, wrong
FROM ledger_checks
WHERE finished_at IS NOT NULL
ORDER BY check_id DESC
LIMIT 1;

-- name: running
SELECT started_at, done, all_of_it
FROM ledger_checks
WHERE finished_at IS NULL
  AND NOT is_stopped
  AND told_at > %(now)s - make_interval(secs => %(patience_seconds)s)
ORDER BY check_id DESC
LIMIT 1;
