-- name: create
CREATE TABLE attestations (
    service_id text COLLATE "C" PRIMARY KEY,
    position bigint NOT NULL,
    member_id text COLLATE "C" NOT NULL,
    helped_id text COLLATE "C",
    activity_id text COLLATE "C",
    team text,
    programme text NOT NULL,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    minutes bigint NOT NULL,
    class text NOT NULL,
    status text NOT NULL DEFAULT 'pending',
    said text NOT NULL DEFAULT '',
    said_by text,
    attester_id text COLLATE "C",
    heard_by text COLLATE "C",
    satisfaction bigint,
    remark_text text
);
CREATE TABLE attestation_activities (
    activity_id text COLLATE "C" PRIMARY KEY,
    team text
);
CREATE TABLE attestation_ties (
    kin_id text COLLATE "C" PRIMARY KEY,
    member_id text COLLATE "C" NOT NULL,
    relative_id text COLLATE "C" NOT NULL
);
CREATE INDEX attestations_member_id ON attestations (member_id, starts_at);
CREATE INDEX attestations_helped_id ON attestations (helped_id, starts_at);
CREATE INDEX attestations_team ON attestations (team, starts_at) WHERE said <> 'attested';
CREATE INDEX attestations_attester_id ON attestations (attester_id);
CREATE INDEX attestation_ties_member_id ON attestation_ties (member_id);
CREATE INDEX attestation_ties_relative_id ON attestation_ties (relative_id);

-- name: index
CREATE INDEX attestations_starts_at ON attestations (starts_at);

-- name: add_activities
INSERT INTO attestation_activities (activity_id, team)
SELECT * FROM unnest(%(c1)s::text[], %(c2)s::text[]);

-- name: add
INSERT INTO attestations (
    service_id, position, member_id, helped_id, activity_id, team, programme, starts_at, ends_at,
    minutes, class
)
SELECT
    new.service_id, new.position, new.member_id, new.helped_id, new.activity_id, held.team,
    new.programme, new.starts_at, new.ends_at, new.minutes, new.class
FROM unnest(
    %(c1)s::text[], %(c2)s::bigint[], %(c3)s::text[], %(c4)s::text[], %(c5)s::text[],
    %(c6)s::text[], %(c7)s::timestamptz[], %(c8)s::timestamptz[], %(c9)s::bigint[], %(c10)s::text[]
) AS new (
    service_id, position, member_id, helped_id, activity_id, programme, starts_at, ends_at,
    minutes, class
)
LEFT JOIN attestation_activities AS held ON held.activity_id = new.activity_id;

-- name: say
UPDATE attestations SET
    said = new.said,
    said_by = new.said_by,
    attester_id = new.attester_id,
    heard_by = new.heard_by,
    satisfaction = new.satisfaction,
    remark_text = new.remark_text
FROM (
    SELECT DISTINCT ON (service_id) *
    FROM unnest(
        %(c1)s::text[], %(c2)s::bigint[], %(c3)s::text[], %(c4)s::text[], %(c5)s::text[],
        %(c6)s::text[], %(c7)s::bigint[], %(c8)s::text[]
    ) AS said (
        service_id, position, said, said_by, attester_id, heard_by, satisfaction, remark_text
    )
    ORDER BY service_id, position DESC
) AS new
WHERE attestations.service_id = new.service_id AND attestations.position < new.position;

-- name: decide
UPDATE attestations SET status = new.status, class = coalesce(new.class, attestations.class)
FROM (
    SELECT DISTINCT ON (service_id) *
    FROM unnest(%(c1)s::text[], %(c2)s::bigint[], %(c3)s::text[], %(c4)s::text[])
        AS decided (service_id, position, status, class)
    ORDER BY service_id, position DESC
) AS new
WHERE attestations.service_id = new.service_id AND attestations.position < new.position;

-- name: tie
INSERT INTO attestation_ties (kin_id, member_id, relative_id)
SELECT * FROM unnest(%(c1)s::text[], %(c2)s::text[], %(c3)s::text[]);

-- name: untie
DELETE FROM attestation_ties WHERE kin_id = ANY(%(kin_ids)s);

-- name: merge
UPDATE attestations SET
    member_id = CASE member_id WHEN %(gone)s THEN %(stays)s ELSE member_id END,
    helped_id = CASE helped_id WHEN %(gone)s THEN %(stays)s ELSE helped_id END,
    attester_id = CASE attester_id WHEN %(gone)s THEN %(stays)s ELSE attester_id END
WHERE member_id = %(gone)s OR helped_id = %(gone)s OR attester_id = %(gone)s;

-- name: merge_ties
UPDATE attestation_ties SET
    member_id = CASE member_id WHEN %(gone)s THEN %(stays)s ELSE member_id END,
    relative_id = CASE relative_id WHEN %(gone)s THEN %(stays)s ELSE relative_id END
WHERE member_id = %(gone)s OR relative_id = %(gone)s;

-- name: waiting
WITH helped AS (
    SELECT %(member_id)s AS member_id
    UNION
    SELECT relative_id FROM attestation_ties WHERE member_id = %(member_id)s
    UNION
    SELECT member_id FROM attestation_ties WHERE relative_id = %(member_id)s
)
SELECT
    attestations.service_id, attestations.position, attestations.member_id,
    attestations.helped_id, attestations.programme, attestations.starts_at,
    attestations.ends_at, attestations.minutes, attestations.said
FROM helped
JOIN attestations ON attestations.helped_id = helped.member_id
WHERE attestations.starts_at >= %(since)s
  AND attestations.said <> 'attested'
  AND attestations.status IN ('pending', 'confirmed')
  AND attestations.member_id <> %(member_id)s
ORDER BY attestations.starts_at DESC, attestations.service_id
LIMIT %(limit)s;

-- name: waiting_in_team
-- Of the activities of a team, from a day on which who leads it led it.
SELECT
    attestations.service_id, attestations.position, attestations.member_id,
    attestations.helped_id, attestations.programme, attestations.starts_at,
    attestations.ends_at, attestations.minutes, attestations.said
FROM attestations
WHERE attestations.team = %(team)s
  AND attestations.starts_at >= %(since)s
  AND attestations.said <> 'attested'
  AND attestations.status IN ('pending', 'confirmed')
  AND attestations.member_id <> %(lead_id)s
  AND NOT EXISTS (
      SELECT FROM attestation_ties AS ties
      WHERE attestations.member_id IN (ties.member_id, ties.relative_id)
        AND %(lead_id)s IN (ties.member_id, ties.relative_id)
  )
ORDER BY attestations.starts_at DESC, attestations.service_id
LIMIT %(limit)s;

-- name: unsaid_of
SELECT
    service_id, position, member_id, helped_id, programme, starts_at, ends_at, minutes, said
FROM attestations
WHERE member_id = %(member_id)s
  AND starts_at >= %(since)s
  AND helped_id IS NOT NULL
  AND said = ''
  AND status IN ('pending', 'confirmed')
ORDER BY starts_at DESC, service_id
LIMIT %(limit)s;

-- name: one
SELECT
    service_id, position, member_id, helped_id, programme, starts_at, ends_at, minutes, said
FROM attestations
WHERE service_id = %(service_id)s;

-- name: words
SELECT service_id, said, said_by, attester_id, heard_by, satisfaction, remark_text
FROM attestations
WHERE service_id = ANY(%(service_ids)s) AND said <> '';

-- name: own_smiles
SELECT count(satisfaction) AS answers, coalesce(sum(satisfaction), 0)::bigint AS total
FROM attestations
WHERE member_id = %(member_id)s AND starts_at >= %(since)s AND status = 'confirmed';

-- name: by_programme
SELECT
    programme AS name,
    count(*) AS services,
    count(*) FILTER (WHERE said = 'attested') AS attested,
    count(*) FILTER (WHERE said = 'disputed') AS disputed,
    count(satisfaction) AS answers,
    coalesce(sum(satisfaction), 0)::bigint AS total
FROM attestations
WHERE starts_at >= %(since)s AND status = 'confirmed'
GROUP BY programme
ORDER BY services DESC, programme
LIMIT %(limit)s;

-- name: by_team
SELECT
    team AS name,
    count(*) AS services,
    count(*) FILTER (WHERE said = 'attested') AS attested,
    count(*) FILTER (WHERE said = 'disputed') AS disputed,
    count(satisfaction) AS answers,
    coalesce(sum(satisfaction), 0)::bigint AS total
FROM attestations
WHERE starts_at >= %(since)s AND status = 'confirmed' AND team IS NOT NULL
GROUP BY team
ORDER BY services DESC, team
LIMIT %(limit)s;

-- name: always_five
SELECT member_id, attester_id, count(*) AS answers
FROM attestations
WHERE starts_at >= %(since)s AND said = 'attested' AND satisfaction IS NOT NULL
GROUP BY member_id, attester_id
HAVING count(*) >= %(least)s AND min(satisfaction) = 5
ORDER BY answers DESC, member_id, attester_id
LIMIT %(limit)s;

-- name: hearers
SELECT heard_by, member_id, count(*) AS answers
FROM attestations
WHERE starts_at >= %(since)s AND said = 'attested' AND said_by IN ('desk', 'slip', 'phone_call')
GROUP BY heard_by, member_id
HAVING count(*) >= %(least)s
ORDER BY answers DESC, heard_by, member_id
LIMIT %(limit)s;
