-- name: create
-- A row for each time in which somebody holds something: [from_day, until_day], both days in it.
-- What somebody ended is cut short: it is not to be renewed.
CREATE TABLE standings (
    member_id text COLLATE "C" NOT NULL,
    position bigint NOT NULL,
    kind text COLLATE "C" NOT NULL,
    family text COLLATE "C" NOT NULL,
    from_day date NOT NULL,
    until_day date NOT NULL,
    evidence text NOT NULL,
    checked_on date,
    granted_by text COLLATE "C" NOT NULL,
    evidence_text text,
    is_cut_short boolean NOT NULL,
    PRIMARY KEY (member_id, position)
);
CREATE INDEX standings_family ON standings (family, until_day, position);
CREATE INDEX standings_looked_at ON standings (family, checked_on NULLS FIRST, member_id);
CREATE INDEX standings_until_day ON standings (until_day, position);
CREATE INDEX standings_of_member ON standings (member_id, kind, until_day);
CREATE INDEX standings_longest ON standings (member_id, until_day DESC, position DESC);
CREATE TABLE standing_facts (
    member_id text COLLATE "C" NOT NULL,
    position bigint NOT NULL,
    fact_id text COLLATE "C" NOT NULL,
    type text NOT NULL,
    said text NOT NULL,
    said_by text COLLATE "C" NOT NULL,
    PRIMARY KEY (member_id, position)
);
CREATE TABLE standing_kinds (
    kind text COLLATE "C" PRIMARY KEY
);

-- name: note
INSERT INTO standing_facts (member_id, position, fact_id, type, said, said_by)
SELECT *
FROM unnest(
    %(c1)s::text[], %(c2)s::bigint[], %(c3)s::text[], %(c4)s::text[], %(c5)s::text[],
    %(c6)s::text[]
);

-- name: said
SELECT position, fact_id, type, said, said_by
FROM standing_facts
WHERE member_id = %(member_id)s
ORDER BY position;

-- name: forget
DELETE FROM standings WHERE member_id = %(member_id)s;

-- name: hold
INSERT INTO standings (
    member_id, position, kind, family, from_day, until_day, evidence, checked_on, granted_by,
    evidence_text, is_cut_short
)
SELECT *
FROM unnest(
    %(c1)s::text[], %(c2)s::bigint[], %(c3)s::text[], %(c4)s::text[], %(c5)s::date[],
    %(c6)s::date[], %(c7)s::text[], %(c8)s::date[], %(c9)s::text[], %(c10)s::text[],
    %(c11)s::boolean[]
);

-- name: know
INSERT INTO standing_kinds (kind)
SELECT kind FROM unnest(%(c1)s::text[]) AS granted (kind)
ON CONFLICT (kind) DO NOTHING;

-- name: leave
WITH said AS (DELETE FROM standing_facts WHERE member_id = ANY(%(member_ids)s))
DELETE FROM standings WHERE member_id = ANY(%(member_ids)s);

-- name: merge
-- What the one that stays holds is folded anew from the facts of both.
WITH held AS (DELETE FROM standings WHERE member_id = %(gone)s)
UPDATE standing_facts SET member_id = %(stays)s WHERE member_id = %(gone)s;

-- name: of_member
SELECT
    member_id, position, kind, from_day, until_day, evidence, checked_on,
    granted_by, evidence_text
FROM standings
WHERE member_id = %(member_id)s
ORDER BY until_day DESC, position DESC
LIMIT %(limit)s OFFSET %(after)s;

-- name: of_members
SELECT
    member_id, position, kind, from_day, until_day, evidence, checked_on,
    granted_by, evidence_text
FROM standings
WHERE member_id = ANY(%(member_ids)s)
  AND (kind = ANY(%(kinds)s) OR family = ANY(%(kinds)s))
  AND from_day <= %(day)s
  AND until_day >= %(day)s
  AND evidence <> 'told'
ORDER BY position;

-- name: said_of
SELECT
    member_id, position, kind, from_day, until_day, evidence, checked_on,
    granted_by, evidence_text
FROM standings
WHERE member_id = ANY(%(member_ids)s)
  AND (kind = ANY(%(kinds)s) OR family = ANY(%(kinds)s))
ORDER BY position;

-- name: holders
SELECT
    member_id, position, kind, from_day, until_day, evidence, checked_on,
    granted_by, evidence_text
FROM standings
WHERE family = %(family)s
  AND (%(kind)s::text IS NULL OR kind = %(kind)s)
  AND until_day >= %(day)s
  AND from_day <= %(day)s
  AND (%(among)s::text[] IS NULL OR member_id = ANY(%(among)s))
ORDER BY position, member_id
LIMIT %(limit)s OFFSET %(after)s;

-- name: ending
SELECT
    member_id, position, kind, from_day, until_day, evidence, checked_on,
    granted_by, evidence_text
FROM standings
WHERE until_day BETWEEN %(first_day)s AND %(last_day)s
  AND evidence <> 'told'
  AND NOT is_cut_short
  AND (%(confidential)s OR family <> 'hardship')
  AND (%(among)s::text[] IS NULL OR member_id = ANY(%(among)s))
  AND until_day = (
      SELECT max(renewed.until_day)
      FROM standings AS renewed
      WHERE renewed.member_id = standings.member_id AND renewed.kind = standings.kind
  )
ORDER BY until_day, position, member_id
LIMIT %(limit)s OFFSET %(after)s;

-- name: ending_count
SELECT count(*) AS papers
FROM standings
WHERE until_day BETWEEN %(first_day)s AND %(last_day)s
  AND evidence <> 'told'
  AND NOT is_cut_short
  AND (%(confidential)s OR family <> 'hardship')
  AND (%(among)s::text[] IS NULL OR member_id = ANY(%(among)s))
  AND until_day = (
      SELECT max(renewed.until_day)
      FROM standings AS renewed
      WHERE renewed.member_id = standings.member_id AND renewed.kind = standings.kind
  );

-- name: kinds
SELECT kind FROM standing_kinds ORDER BY kind;
