-- name: create
CREATE TABLE audit_facts (
    position bigint PRIMARY KEY,
    fact_id text COLLATE "C" NOT NULL,
    type text COLLATE "C" NOT NULL,
    recorded_at timestamptz NOT NULL,
    actor text COLLATE "C" NOT NULL,
    cause text COLLATE "C",
    mends text COLLATE "C"
);
CREATE INDEX audit_facts_fact_id ON audit_facts (fact_id);
CREATE INDEX audit_facts_type ON audit_facts (type, position);
CREATE INDEX audit_facts_actor ON audit_facts (actor, position);
CREATE INDEX audit_facts_recorded_at ON audit_facts (recorded_at);
CREATE INDEX audit_facts_cause ON audit_facts (cause) WHERE cause IS NOT NULL;
CREATE INDEX audit_facts_mends ON audit_facts (mends) WHERE mends IS NOT NULL;

-- name: add
COPY audit_facts (position, fact_id, type, recorded_at, actor, cause, mends) FROM STDIN;

-- name: page
SELECT audit.position, facts.data
FROM audit_facts AS audit
JOIN facts_tt_main AS facts ON facts.id = audit.position
WHERE audit.position < %(before)s
  AND (%(type)s::text IS NULL OR audit.type = %(type)s)
  AND (%(actor)s::text IS NULL OR audit.actor = %(actor)s)
  AND (%(since)s::timestamptz IS NULL OR audit.recorded_at >= %(since)s)
  AND (%(until)s::timestamptz IS NULL OR audit.recorded_at < %(until)s)
  AND (
      %(about)s::text[] IS NULL
      OR audit.position IN (SELECT main_id FROM facts_tt_tag WHERE tag = ANY(%(about)s))
  )
ORDER BY audit.position DESC
LIMIT %(limit)s;

-- name: one
SELECT audit.position, facts.data
FROM audit_facts AS audit
JOIN facts_tt_main AS facts ON facts.id = audit.position
WHERE audit.position = %(position)s;

-- name: related
SELECT
    audit.position,
    CASE
        WHEN audit.fact_id = %(cause)s THEN 'cause'
        WHEN audit.fact_id = %(mends)s THEN 'mends'
        WHEN audit.mends = %(fact_id)s THEN 'mended_by'
        ELSE 'led_to'
    END AS relation
FROM audit_facts AS audit
WHERE audit.position <> %(position)s
  AND (
      audit.fact_id = %(cause)s
      OR audit.fact_id = %(mends)s
      OR audit.mends = %(fact_id)s
      OR audit.cause = %(fact_id)s
  )
ORDER BY audit.position
LIMIT %(limit)s;

-- name: late_mends
SELECT
    late.position, late.type, late.actor, late.recorded_at,
    mended.position AS mended_position, mended.recorded_at AS mended_recorded_at
FROM audit_facts AS late
JOIN audit_facts AS mended ON mended.fact_id = late.mends
WHERE late.mends IS NOT NULL
  AND late.recorded_at >= %(since)s
  AND late.recorded_at - mended.recorded_at > make_interval(days => %(days)s)
ORDER BY late.position DESC
LIMIT %(limit)s;

-- name: counts_by_actor
SELECT actor, type, count(*) AS facts
FROM audit_facts
WHERE type = ANY(%(types)s) AND recorded_at >= %(since)s
GROUP BY actor, type
ORDER BY actor, type;

-- name: bursts
SELECT actor, (recorded_at AT TIME ZONE %(zone)s)::date AS day, count(*) AS facts
FROM audit_facts
WHERE type = %(type)s AND recorded_at >= %(since)s
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
