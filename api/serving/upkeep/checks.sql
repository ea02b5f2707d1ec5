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
CREATE TABLE IF NOT EXISTS last_kept (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    kept_at timestamptz NOT NULL DEFAULT now()
);

-- name: keep
INSERT INTO last_kept DEFAULT VALUES ON CONFLICT (only_row) DO UPDATE SET kept_at = now();

-- name: begin
INSERT INTO ledger_checks (request, started_by, started_at)
SELECT %(request)s, %(started_by)s, %(now)s
WHERE NOT EXISTS (
    SELECT 1
    FROM ledger_checks
    WHERE finished_at IS NULL
      AND started_at > %(now)s - make_interval(secs => %(patience_seconds)s)
)
ON CONFLICT (request) DO NOTHING
RETURNING check_id;

-- name: finish
UPDATE ledger_checks SET finished_at = %(now)s, position = %(position)s, wrong = %(wrong)s
WHERE check_id = %(check_id)s;

-- name: give_up
DELETE FROM ledger_checks WHERE check_id = %(check_id)s;

-- name: last
SELECT started_by, started_at, finished_at, position, wrong
FROM ledger_checks
WHERE finished_at IS NOT NULL
ORDER BY check_id DESC
LIMIT 1;

-- name: running
SELECT started_at
FROM ledger_checks
WHERE finished_at IS NULL
  AND started_at > %(now)s - make_interval(secs => %(patience_seconds)s)
ORDER BY check_id DESC
LIMIT 1;
