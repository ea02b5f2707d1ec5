-- name: create
CREATE TABLE odd_ties (
    position bigint PRIMARY KEY,
    giver_id text COLLATE "C" NOT NULL,
    taker_id text COLLATE "C" NOT NULL,
    minutes bigint NOT NULL,
    given_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL
);
CREATE INDEX odd_ties_giver_id ON odd_ties (giver_id, given_at);
CREATE INDEX odd_ties_taker_id ON odd_ties (taker_id);
CREATE TABLE odd_ties_kin (
    position bigint PRIMARY KEY,
    recorded_by text COLLATE "C" NOT NULL,
    recorded_at timestamptz NOT NULL,
    member_id text COLLATE "C" NOT NULL,
    relative_id text COLLATE "C" NOT NULL,
    evidence text NOT NULL
);
CREATE INDEX odd_ties_kin_member_id ON odd_ties_kin (member_id);
CREATE INDEX odd_ties_kin_relative_id ON odd_ties_kin (relative_id);
CREATE TABLE odd_ties_endings (
    position bigint PRIMARY KEY,
    ended_by text COLLATE "C" NOT NULL,
    ended_at timestamptz NOT NULL,
    what text NOT NULL,
    member_id text COLLATE "C" NOT NULL,
    other_id text COLLATE "C" NOT NULL,
    reason_text text
);
CREATE INDEX odd_ties_endings_member_id ON odd_ties_endings (member_id);
CREATE INDEX odd_ties_endings_other_id ON odd_ties_endings (other_id);

-- name: index
CREATE INDEX odd_ties_given_at ON odd_ties (given_at);
CREATE INDEX odd_ties_kin_recorded_at ON odd_ties_kin (recorded_at);
CREATE INDEX odd_ties_endings_ended_at ON odd_ties_endings (ended_at);

-- name: give
INSERT INTO odd_ties (position, giver_id, taker_id, minutes, given_at, recorded_at)
SELECT *
FROM unnest(
    %(c1)s::bigint[], %(c2)s::text[], %(c3)s::text[], %(c4)s::bigint[], %(c5)s::timestamptz[],
    %(c6)s::timestamptz[]
)
ON CONFLICT (position) DO NOTHING;

-- name: tie
INSERT INTO odd_ties_kin (position, recorded_by, recorded_at, member_id, relative_id, evidence)
SELECT *
FROM unnest(
    %(c1)s::bigint[], %(c2)s::text[], %(c3)s::timestamptz[], %(c4)s::text[], %(c5)s::text[],
    %(c6)s::text[]
)
ON CONFLICT (position) DO NOTHING;

-- name: end
INSERT INTO odd_ties_endings (
    position, ended_by, ended_at, what, member_id, other_id, reason_text
)
SELECT *
FROM unnest(
    %(c1)s::bigint[], %(c2)s::text[], %(c3)s::timestamptz[], %(c4)s::text[], %(c5)s::text[],
    %(c6)s::text[], %(c7)s::text[]
)
ON CONFLICT (position) DO NOTHING;

-- name: merge
WITH gifts AS (
    UPDATE odd_ties SET
        giver_id = CASE giver_id WHEN %(gone)s THEN %(stays)s ELSE giver_id END,
        taker_id = CASE taker_id WHEN %(gone)s THEN %(stays)s ELSE taker_id END
    WHERE giver_id = %(gone)s OR taker_id = %(gone)s
),

ties AS (
    UPDATE odd_ties_kin SET
        member_id = CASE member_id WHEN %(gone)s THEN %(stays)s ELSE member_id END,
        relative_id = CASE relative_id WHEN %(gone)s THEN %(stays)s ELSE relative_id END
    WHERE member_id = %(gone)s OR relative_id = %(gone)s
)

UPDATE odd_ties_endings SET
    member_id = CASE member_id WHEN %(gone)s THEN %(stays)s ELSE member_id END,
    other_id = CASE other_id WHEN %(gone)s THEN %(stays)s ELSE other_id END
WHERE member_id = %(gone)s OR other_id = %(gone)s;

-- name: given
SELECT coalesce(sum(minutes), 0)::bigint AS minutes
FROM odd_ties
WHERE giver_id = %(giver_id)s AND given_at >= %(since)s AND given_at < %(until)s;

-- name: rings
WITH given AS (
    SELECT giver_id, taker_id, count(*) AS gifts, sum(minutes)::bigint AS minutes
    FROM odd_ties
    WHERE given_at >= %(since)s AND giver_id <> taker_id
    GROUP BY giver_id, taker_id
)

SELECT
    there.giver_id AS member_id,
    there.taker_id AS other_id,
    there.gifts + back.gifts AS gifts,
    there.minutes,
    back.minutes AS minutes_back
FROM given AS there
JOIN given AS back ON back.giver_id = there.taker_id AND back.taker_id = there.giver_id
WHERE there.giver_id < there.taker_id
ORDER BY there.minutes + back.minutes DESC, there.giver_id, there.taker_id
LIMIT %(limit)s;

-- name: gave_to_many
SELECT
    giver_id AS member_id,
    count(DISTINCT taker_id) AS people,
    sum(minutes)::bigint AS minutes
FROM odd_ties
WHERE given_at >= %(since)s
GROUP BY giver_id
HAVING count(DISTINCT taker_id) >= %(least)s
ORDER BY people DESC, minutes DESC, giver_id
LIMIT %(limit)s;

-- name: had_of_many
SELECT
    taker_id AS member_id,
    count(DISTINCT giver_id) AS people,
    sum(minutes)::bigint AS minutes
FROM odd_ties
WHERE given_at >= %(since)s
GROUP BY taker_id
HAVING count(DISTINCT giver_id) >= %(least)s
ORDER BY people DESC, minutes DESC, taker_id
LIMIT %(limit)s;

-- name: fresh
SELECT DISTINCT ON (gifts.position)
    gifts.position,
    gifts.giver_id,
    gifts.taker_id,
    gifts.minutes,
    gifts.given_at,
    ties.recorded_at AS tied_at,
    ties.recorded_by AS tied_by,
    ties.evidence
FROM odd_ties AS gifts
JOIN odd_ties_kin AS ties ON
    (ties.member_id = gifts.giver_id AND ties.relative_id = gifts.taker_id)
    OR (ties.member_id = gifts.taker_id AND ties.relative_id = gifts.giver_id)
WHERE gifts.given_at >= %(since)s
  AND ties.position < gifts.position
  AND gifts.recorded_at - ties.recorded_at <= %(within)s
ORDER BY gifts.position DESC, ties.position
LIMIT %(limit)s;

-- name: recorders
SELECT
    recorded_by,
    count(*) AS ties,
    count(*) FILTER (WHERE evidence = 'told') AS told
FROM odd_ties_kin
WHERE recorded_at >= %(since)s
GROUP BY recorded_by
HAVING count(*) >= %(least)s
ORDER BY ties DESC, recorded_by
LIMIT %(limit)s;

-- name: endings
SELECT position, what, member_id, other_id, ended_by, ended_at, reason_text
FROM odd_ties_endings
WHERE ended_at >= %(since)s AND ended_by NOT IN (member_id, other_id)
ORDER BY position DESC
LIMIT %(limit)s;

-- name: served_kin
-- Sales of points to a relative of whoever stood at the till.
WITH pairs AS (
    SELECT DISTINCT recorded_by, 'member/' || other AS account, other
    FROM (
        SELECT member_id AS recorded_by, relative_id AS other FROM kin
        UNION
        SELECT relative_id AS recorded_by, member_id AS other FROM kin
    ) AS both_ways
)

SELECT facts.position, facts.actor AS cashier_id, pairs.other AS member_id, facts.happened_at
FROM pairs
JOIN statement_acts AS acts ON acts.account = pairs.account
JOIN audit_facts AS facts ON facts.position = acts.position AND facts.actor = pairs.recorded_by
WHERE acts.happened_at >= %(since)s AND facts.type = 'points.redeemed'
ORDER BY facts.position DESC
LIMIT %(limit)s;
