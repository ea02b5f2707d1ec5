-- name: create
CREATE TABLE calls (
    calls_id text COLLATE "C" PRIMARY KEY,
    position bigint NOT NULL,
    member_id text COLLATE "C" NOT NULL,
    caller_id text COLLATE "C" NOT NULL,
    rhythm text NOT NULL,
    starts_on date NOT NULL,
    called_on date,
    tried_on date,
    last_how text,
    last_outcome text,
    ended_at timestamptz
);
CREATE INDEX calls_position ON calls (position);
CREATE INDEX calls_member_id ON calls (member_id);
CREATE INDEX calls_caller_id ON calls (caller_id);
CREATE INDEX calls_until ON calls (coalesce(ended_at, 'infinity'));
CREATE TABLE call_days (
    calls_id text COLLATE "C" NOT NULL,
    called_day date NOT NULL,
    how text NOT NULL,
    outcome text NOT NULL,
    PRIMARY KEY (calls_id, called_day)
);

-- name: agree
INSERT INTO calls (calls_id, position, member_id, caller_id, rhythm, starts_on)
VALUES (
    %(calls_id)s, %(position)s, %(member_id)s, %(caller_id)s, %(rhythm)s, %(starts_on)s
);

-- name: call
-- Of what is told of one day, the last holds.
INSERT INTO call_days (calls_id, called_day, how, outcome)
VALUES (%(calls_id)s, %(on)s, %(how)s, %(outcome)s)
ON CONFLICT (calls_id, called_day)
DO UPDATE SET how = excluded.how, outcome = excluded.outcome;

-- name: look
-- What happened last is what was said of the latest day; whom nobody reached was not called on.
UPDATE calls SET
    tried_on = days.tried_on,
    called_on = days.called_on,
    last_how = latest.how,
    last_outcome = latest.outcome
FROM (
    SELECT
        max(called_day) AS tried_on,
        max(called_day) FILTER (WHERE outcome <> 'not_reached') AS called_on
    FROM call_days
    WHERE calls_id = %(calls_id)s
) AS days
JOIN call_days AS latest ON latest.called_day = days.tried_on
WHERE calls.calls_id = %(calls_id)s AND latest.calls_id = %(calls_id)s;

-- name: end
UPDATE calls SET ended_at = %(at)s WHERE calls_id = %(calls_id)s;

-- name: merge
UPDATE calls SET
    member_id = CASE member_id WHEN %(gone)s THEN %(stays)s ELSE member_id END,
    caller_id = CASE caller_id WHEN %(gone)s THEN %(stays)s ELSE caller_id END
WHERE member_id = %(gone)s OR caller_id = %(gone)s;

-- name: page
-- A visit within a pairing that goes on is a call, too.
WITH looked AS (
    SELECT
        calls.*,
        visited.visited_on,
        greatest(calls.called_on, visited.visited_on) AS seen_on,
        CASE calls.rhythm
            WHEN 'weekly' THEN INTERVAL '7 days'
            WHEN 'monthly' THEN INTERVAL '1 month'
            ELSE INTERVAL '3 months'
        END AS every
    FROM calls
    LEFT JOIN LATERAL (
        SELECT max((last_visit_at AT TIME ZONE %(zone)s)::date) AS visited_on
        FROM pairings
        WHERE pairings.assisted_id = calls.member_id AND pairings.ended_at IS NULL
    ) AS visited ON true
),
board AS (
    SELECT
        calls_id, position, member_id, caller_id, rhythm, starts_on, seen_on AS called_on,
        tried_on, last_how, last_outcome, ended_at,
        (coalesce(seen_on, starts_on) + every)::date AS next_due,
        CASE
            WHEN ended_at IS NOT NULL OR visited_on > tried_on THEN NULL
            WHEN last_outcome = 'not_reached' THEN 'again'
            WHEN last_outcome = 'needs_help' AND last_how = 'visit' THEN 'help'
            WHEN last_outcome = 'needs_help' THEN 'visit'
        END AS follow_up
    FROM looked
)
SELECT
    calls_id, position, member_id, caller_id, rhythm, starts_on, called_on, tried_on, last_how,
    last_outcome, ended_at, next_due, ended_at IS NULL AND next_due < %(today)s AS is_missed,
    follow_up
FROM board
WHERE position > %(after)s
  AND (%(calls_id)s::text IS NULL OR calls_id = %(calls_id)s)
  AND (%(caller_id)s::text IS NULL OR caller_id = %(caller_id)s)
  AND (%(member_id)s::text IS NULL OR member_id = %(member_id)s)
  AND (%(among)s::text[] IS NULL OR member_id = ANY(%(among)s))
  AND (%(active)s::boolean IS NULL OR (ended_at IS NULL) = %(active)s)
  AND (%(waits)s::boolean IS NULL OR (follow_up IN ('visit', 'help')) IS TRUE = %(waits)s)
  AND (%(due_by)s::date IS NULL OR (ended_at IS NULL AND next_due <= %(due_by)s))
  AND (
      %(missed)s::boolean IS NULL
      OR (ended_at IS NULL AND next_due < %(today)s) = %(missed)s
  )
ORDER BY position
LIMIT %(limit)s;

-- name: days
SELECT called_day, how, outcome
FROM call_days
WHERE calls_id = %(calls_id)s
ORDER BY called_day DESC
LIMIT %(limit)s;

-- name: turns
WITH turns AS (
    SELECT
        calls.*,
        (calls.starts_on + turn * rhythms.every)::date AS first_day,
        (calls.starts_on + (turn + 1) * rhythms.every)::date - 1 AS last_day
    FROM calls
    JOIN (
        VALUES ('weekly', INTERVAL '7 days', 7, 7),
               ('monthly', INTERVAL '1 month', 28, 31),
               ('quarterly', INTERVAL '3 months', 89, 92)
    ) AS rhythms (rhythm, every, days_least, days_most) ON rhythms.rhythm = calls.rhythm
    CROSS JOIN LATERAL generate_series(
        greatest((%(first)s::date - calls.starts_on) / days_most - 1, 0),
        (least(%(last)s::date, %(today)s::date) - calls.starts_on) / days_least
    ) AS turn
    WHERE coalesce(calls.ended_at, 'infinity') >= %(first)s::timestamp AT TIME ZONE %(zone)s
      AND (%(among)s::text[] IS NULL OR calls.member_id = ANY(%(among)s))
),
told AS (
    SELECT
        turns.calls_id, turns.member_id, turns.caller_id, turns.rhythm, turns.first_day,
        turns.last_day,
        EXISTS (
            SELECT FROM call_days
            WHERE call_days.calls_id = turns.calls_id
              AND call_days.outcome <> 'not_reached'
              AND call_days.called_day BETWEEN turns.first_day AND turns.last_day
        )
        OR EXISTS (
            SELECT FROM pairings
            JOIN pairing_visits ON pairing_visits.pairing_id = pairings.pairing_id
            WHERE pairings.assisted_id = turns.member_id
              AND (pairing_visits.starts_at AT TIME ZONE %(zone)s)::date
                  BETWEEN turns.first_day AND turns.last_day
        ) AS was_kept
    FROM turns
    WHERE turns.last_day BETWEEN %(first)s AND %(last)s
      AND turns.last_day < %(today)s
      AND (
          turns.ended_at IS NULL
          OR turns.last_day < (turns.ended_at AT TIME ZONE %(zone)s)::date
      )
)
SELECT calls_id, member_id, caller_id, rhythm, first_day, last_day, was_kept
FROM told
WHERE %(was_kept)s::boolean IS NULL OR was_kept = %(was_kept)s
ORDER BY last_day DESC, calls_id
LIMIT %(limit)s;
