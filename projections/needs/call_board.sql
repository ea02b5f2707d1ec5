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
    last_outcome text,
    ended_at timestamptz
);
CREATE INDEX calls_position ON calls (position);
CREATE INDEX calls_member_id ON calls (member_id);
CREATE INDEX calls_caller_id ON calls (caller_id);

-- name: agree
INSERT INTO calls (calls_id, position, member_id, caller_id, rhythm, starts_on)
VALUES (
    %(calls_id)s, %(position)s, %(member_id)s, %(caller_id)s, %(rhythm)s, %(starts_on)s
);

-- name: call
-- What happened last is what was said of the latest day; whom nobody reached was not called on.
UPDATE calls SET
    last_outcome = CASE
        WHEN %(on)s >= coalesce(tried_on, %(on)s) THEN %(outcome)s ELSE last_outcome
    END,
    tried_on = greatest(tried_on, %(on)s),
    called_on = CASE
        WHEN %(outcome)s = 'not_reached' THEN called_on ELSE greatest(called_on, %(on)s)
    END
WHERE calls_id = %(calls_id)s;

-- name: end
UPDATE calls SET ended_at = %(at)s WHERE calls_id = %(calls_id)s;

-- name: merge
UPDATE calls SET
    member_id = CASE member_id WHEN %(gone)s THEN %(stays)s ELSE member_id END,
    caller_id = CASE caller_id WHEN %(gone)s THEN %(stays)s ELSE caller_id END
WHERE member_id = %(gone)s OR caller_id = %(gone)s;

-- name: page
-- A visit within a pairing that goes on is a call, too.
WITH board AS (
    SELECT
        calls.calls_id, calls.position, calls.member_id, calls.caller_id, calls.rhythm,
        calls.starts_on, calls.tried_on, calls.last_outcome, calls.ended_at,
        greatest(calls.called_on, visited.visited_on) AS called_on,
        (
            coalesce(greatest(calls.called_on, visited.visited_on), calls.starts_on)
            + CASE calls.rhythm
                WHEN 'weekly' THEN INTERVAL '7 days'
                WHEN 'monthly' THEN INTERVAL '1 month'
                ELSE INTERVAL '3 months'
            END
        )::date AS next_due
    FROM calls
    LEFT JOIN LATERAL (
        SELECT max((last_visit_at AT TIME ZONE %(zone)s)::date) AS visited_on
        FROM pairings
        WHERE pairings.assisted_id = calls.member_id AND pairings.ended_at IS NULL
    ) AS visited ON true
)
SELECT
    calls_id, position, member_id, caller_id, rhythm, starts_on, called_on, tried_on,
    last_outcome, ended_at, next_due, ended_at IS NULL AND next_due < %(today)s AS is_missed
FROM board
WHERE position > %(after)s
  AND (%(calls_id)s::text IS NULL OR calls_id = %(calls_id)s)
  AND (%(caller_id)s::text IS NULL OR caller_id = %(caller_id)s)
  AND (%(among)s::text[] IS NULL OR member_id = ANY(%(among)s))
  AND (%(active)s::boolean IS NULL OR (ended_at IS NULL) = %(active)s)
  AND (
      %(missed)s::boolean IS NULL
      OR (ended_at IS NULL AND next_due < %(today)s) = %(missed)s
  )
ORDER BY position
LIMIT %(limit)s;
