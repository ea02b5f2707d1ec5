-- name: create
CREATE TABLE audit_facts (
    position bigint NOT NULL,
    fact_id text COLLATE "C" NOT NULL,
    type text COLLATE "C" NOT NULL,
    recorded_at timestamptz NOT NULL,
    happened_at timestamptz NOT NULL,
    actor text COLLATE "C" NOT NULL,
    cause text COLLATE "C",
    mends text COLLATE "C"
);
CREATE TABLE audit_days (
    day date PRIMARY KEY,
    first_position bigint NOT NULL,
    last_position bigint NOT NULL
);
CREATE TABLE audit_happened (
    day date PRIMARY KEY,
    first_position bigint NOT NULL,
    last_position bigint NOT NULL
);

-- name: index
CREATE UNIQUE INDEX audit_facts_position ON audit_facts (position);
CREATE INDEX audit_facts_fact_id ON audit_facts (fact_id);
CREATE INDEX audit_facts_type ON audit_facts (type, position);
CREATE INDEX audit_facts_actor ON audit_facts (actor, position);
CREATE INDEX audit_facts_cause ON audit_facts (cause, position) WHERE cause IS NOT NULL;
CREATE INDEX audit_facts_mends ON audit_facts (mends) WHERE mends IS NOT NULL;
CREATE INDEX audit_facts_happened_at ON audit_facts (happened_at);
CREATE INDEX audit_facts_mending ON audit_facts (position) WHERE mends IS NOT NULL;

-- name: add_days
-- Days of UTC. Where a clock was set back, positions of two days overlap.
INSERT INTO audit_days (day, first_position, last_position)
SELECT *
FROM unnest(%(c1)s::date[], %(c2)s::bigint[], %(c3)s::bigint[])
ON CONFLICT (day) DO UPDATE SET last_position = excluded.last_position;

-- name: add_happened
-- Days of UTC on which something happened, and between which positions it is told: what was brought
-- from paper stands long after it.
INSERT INTO audit_happened (day, first_position, last_position)
SELECT *
FROM unnest(%(c1)s::date[], %(c2)s::bigint[], %(c3)s::bigint[])
ON CONFLICT (day) DO UPDATE SET last_position = excluded.last_position;

-- name: add
COPY audit_facts (position, fact_id, type, recorded_at, happened_at, actor, cause, mends)
FROM STDIN (FORMAT binary);

-- name: page
-- For each tag a walk down the log that leaps: from the next fact with the tag to the next of the
-- type, from there to the next of the actor, and round again until all three meet in one fact. So
-- it takes as many steps as the rarest of them has facts, however many the others have.
WITH RECURSIVE bounds AS (
    SELECT
        greatest(
            CASE WHEN %(since)s::timestamptz IS NOT NULL THEN (
                SELECT coalesce(min(first_position), %(before)s)
                FROM audit_days
                WHERE day >= (%(since)s::timestamptz AT TIME ZONE 'UTC')::date
            ) END,
            CASE WHEN %(happened_since)s::timestamptz IS NOT NULL THEN (
                SELECT coalesce(min(first_position), %(before)s)
                FROM audit_happened
                WHERE day >= (%(happened_since)s::timestamptz AT TIME ZONE 'UTC')::date
            ) END,
            0
        ) AS lowest,
        least(
            CASE WHEN %(until)s::timestamptz IS NOT NULL THEN (
                SELECT coalesce(max(last_position), 0)
                FROM audit_days
                WHERE day <= (%(until)s::timestamptz AT TIME ZONE 'UTC')::date
            ) END,
            CASE WHEN %(happened_until)s::timestamptz IS NOT NULL THEN (
                SELECT coalesce(max(last_position), 0)
                FROM audit_happened
                WHERE day <= (%(happened_until)s::timestamptz AT TIME ZONE 'UTC')::date
            ) END,
            %(before)s - 1
        ) AS highest
),
walk AS (
    SELECT things.tag, bounds.highest AS next, NULL::bigint AS found, 0 AS kept
    FROM bounds
    CROSS JOIN unnest(coalesce(%(about)s::text[], ARRAY[NULL]::text[])) AS things (tag)
    UNION ALL
    SELECT
        walk.tag,
        by_actor.position - (touched.position = by_actor.position)::integer,
        fitting.position,
        walk.kept + (fitting.position IS NOT NULL)::integer
    FROM walk
    CROSS JOIN bounds
    CROSS JOIN LATERAL (
        SELECT CASE
            WHEN walk.tag IS NULL
                THEN (SELECT max(position) FROM audit_facts WHERE position <= walk.next)
            ELSE (
                SELECT max(main_id)
                FROM facts_tt_tag
                WHERE tag = walk.tag AND main_id <= walk.next
            )
        END AS position
    ) AS touched
    CROSS JOIN LATERAL (
        SELECT CASE
            WHEN %(type)s::text IS NULL THEN touched.position
            ELSE (
                SELECT max(position)
                FROM audit_facts
                WHERE type = %(type)s AND position <= touched.position
            )
        END AS position
    ) AS by_type
    CROSS JOIN LATERAL (
        SELECT CASE
            WHEN %(actor)s::text IS NULL THEN by_type.position
            ELSE (
                SELECT max(position)
                FROM audit_facts
                WHERE actor = %(actor)s AND position <= by_type.position
            )
        END AS position
    ) AS by_actor
    LEFT JOIN audit_facts AS fitting
        ON fitting.position = touched.position
       AND fitting.position = by_actor.position
       AND (%(since)s::timestamptz IS NULL OR fitting.recorded_at >= %(since)s)
       AND (%(until)s::timestamptz IS NULL OR fitting.recorded_at < %(until)s)
       AND (%(happened_since)s::timestamptz IS NULL OR fitting.happened_at >= %(happened_since)s)
       AND (%(happened_until)s::timestamptz IS NULL OR fitting.happened_at < %(happened_until)s)
    WHERE walk.next >= bounds.lowest AND walk.kept < %(limit)s AND by_actor.position IS NOT NULL
),
found AS (
    SELECT DISTINCT found AS position FROM walk WHERE found IS NOT NULL
    ORDER BY position DESC
    LIMIT %(limit)s
)
SELECT found.position, facts.data
FROM found
JOIN facts_tt_main AS facts ON facts.id = found.position
ORDER BY found.position DESC;

-- name: one
SELECT audit.position, facts.data
FROM audit_facts AS audit
JOIN facts_tt_main AS facts ON facts.id = audit.position
WHERE audit.position = %(position)s;

-- name: related
-- In several relations, a fact is told of in the first of them.
WITH around AS (
    SELECT position, 1 AS place, 'cause' AS relation
    FROM audit_facts
    WHERE fact_id = %(cause)s
    UNION ALL
    SELECT position, 2, 'mends' FROM audit_facts WHERE fact_id = %(mends)s
    UNION ALL
    SELECT position, 3, 'mended_by' FROM audit_facts WHERE mends = %(fact_id)s
    UNION ALL
    (
        SELECT position, 4, 'led_to'
        FROM audit_facts
        WHERE cause = %(fact_id)s
        ORDER BY cause, position
        LIMIT %(limit)s + 3
    )
)
SELECT DISTINCT ON (position) position, relation
FROM around
WHERE position <> %(position)s
ORDER BY position, place
LIMIT %(limit)s;

-- name: late_mends
SELECT
    late.position, late.type, late.actor, late.recorded_at,
    mended.position AS mended_position, mended.recorded_at AS mended_recorded_at
FROM audit_facts AS late
JOIN audit_facts AS mended ON mended.fact_id = late.mends
WHERE late.mends IS NOT NULL
  AND late.position >= (
      SELECT min(first_position)
      FROM audit_days
      WHERE day >= (%(since)s::timestamptz AT TIME ZONE 'UTC')::date
  )
  AND late.recorded_at >= %(since)s
  AND late.recorded_at - mended.recorded_at > make_interval(days => %(days)s)
ORDER BY late.position DESC
LIMIT %(limit)s;

-- name: counts_by_actor
SELECT actor, type, count(*) AS facts
FROM audit_facts
WHERE type = ANY(%(types)s)
  AND position >= (
      SELECT min(first_position)
      FROM audit_days
      WHERE day >= (%(since)s::timestamptz AT TIME ZONE 'UTC')::date
  )
  AND recorded_at >= %(since)s
GROUP BY actor, type
ORDER BY actor, type;

-- name: bursts
SELECT actor, (recorded_at AT TIME ZONE %(zone)s)::date AS day, count(*) AS facts
FROM audit_facts
WHERE type = %(type)s
  AND position >= (
      SELECT min(first_position)
      FROM audit_days
      WHERE day >= (%(since)s::timestamptz AT TIME ZONE 'UTC')::date
  )
  AND recorded_at >= %(since)s
GROUP BY 1, 2
HAVING count(*) >= %(least)s
ORDER BY count(*) DESC, 2 DESC, 1
LIMIT %(limit)s;

-- name: by_fact_id
SELECT audit.fact_id, audit.position, facts.data
FROM audit_facts AS audit
JOIN facts_tt_main AS facts ON facts.id = audit.position
WHERE audit.fact_id = ANY(%(fact_ids)s)
ORDER BY audit.position;

-- name: of_actor
SELECT audit.position, facts.data
FROM audit_facts AS audit
JOIN facts_tt_main AS facts ON facts.id = audit.position
WHERE audit.type = ANY(%(types)s)
  AND (%(actor)s::text IS NULL OR audit.actor = %(actor)s)
ORDER BY audit.position;

-- name: between
SELECT audit.position, facts.data
FROM audit_facts AS audit
JOIN facts_tt_main AS facts ON facts.id = audit.position
WHERE audit.position >= %(first)s AND audit.position <= %(last)s
ORDER BY audit.position;

-- name: happened
SELECT audit.position, facts.data
FROM audit_facts AS audit
JOIN facts_tt_main AS facts ON facts.id = audit.position
WHERE audit.happened_at >= %(since)s AND audit.happened_at < %(until)s
ORDER BY audit.position;

-- name: position_before
SELECT coalesce(
    (
        SELECT position - 1
        FROM audit_facts
        WHERE recorded_at >= %(moment)s
          AND position >= (
              SELECT min(first_position)
              FROM audit_days
              WHERE day >= (%(moment)s::timestamptz AT TIME ZONE 'UTC')::date
          )
        ORDER BY position
        LIMIT 1
    ),
    (SELECT max(position) FROM audit_facts),
    0
) AS position;
