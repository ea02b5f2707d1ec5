-- name: create
CREATE TABLE request_clocks (
    need_id text COLLATE "C" NOT NULL,
    position bigint NOT NULL,
    stage text NOT NULL,
    since timestamptz NOT NULL,
    until timestamptz,
    outcome text,
    PRIMARY KEY (need_id, position)
);
CREATE UNIQUE INDEX request_clocks_running ON request_clocks (need_id) WHERE until IS NULL;
CREATE INDEX request_clocks_stage ON request_clocks (stage, since);

-- name: stop
UPDATE request_clocks SET until = %(at)s, outcome = %(outcome)s
WHERE need_id = %(need_id)s AND until IS NULL AND (%(of)s::text IS NULL OR stage = %(of)s);

-- name: start
-- What is put up again, and nobody took on, waits on: the clock that runs is the one that counts.
INSERT INTO request_clocks (need_id, position, stage, since)
VALUES (%(need_id)s, %(position)s, %(stage)s, %(at)s)
ON CONFLICT DO NOTHING;

-- name: running
SELECT need_id, stage, since
FROM request_clocks
WHERE need_id = ANY (%(need_ids)s::text[]) AND until IS NULL
ORDER BY need_id;

-- name: months
-- A clock belongs to the month in which it was started, and is bound by what held on that day.
WITH clocks AS (
    SELECT
        since, until, outcome,
        (since AT TIME ZONE %(zone)s)::date AS first_day,
        coalesce((until AT TIME ZONE %(zone)s)::date, %(today)s::date) AS last_day
    FROM request_clocks
    WHERE stage = %(stage)s AND since >= %(since)s
),
bound AS (
    SELECT
        clocks.*,
        last_day - first_day <= coalesce(
            (
                SELECT held.days
                FROM unnest(%(from_days)s::date[], %(days)s::integer[]) AS held (from_day, days)
                WHERE held.from_day <= clocks.first_day
                ORDER BY held.from_day DESC
                LIMIT 1
            ),
            (%(days)s::integer[])[1]
        ) AS is_within
    FROM clocks
)
SELECT
    date_trunc('month', first_day)::date AS month,
    count(*)::integer AS started,
    count(*) FILTER (WHERE outcome = 'met')::integer AS met,
    count(*) FILTER (WHERE outcome = 'met' AND is_within)::integer AS in_time,
    count(*) FILTER (WHERE NOT is_within)::integer AS late,
    count(*) FILTER (WHERE until IS NULL)::integer AS running,
    round(
        (
            percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM until - since))
                FILTER (WHERE outcome = 'met') / 86400
        )::numeric,
        1
    ) AS median_days
FROM bound
GROUP BY month
ORDER BY month DESC;
