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
