-- name: create
CREATE TABLE kin (
    kin_id text COLLATE "C" PRIMARY KEY,
    member_id text COLLATE "C" NOT NULL,
    relative_id text COLLATE "C" NOT NULL,
    relation text NOT NULL,
    evidence text NOT NULL,
    recorded_at timestamptz NOT NULL
);
CREATE INDEX kin_member_id ON kin (member_id);
CREATE INDEX kin_relative_id ON kin (relative_id);
-- Whom a member named last; without an heir it is the pool.
CREATE TABLE kin_heirs (
    member_id text COLLATE "C" PRIMARY KEY,
    heir_id text COLLATE "C",
    position bigint NOT NULL
);
CREATE INDEX kin_heirs_heir_id ON kin_heirs (heir_id);

-- name: record
INSERT INTO kin (kin_id, member_id, relative_id, relation, evidence, recorded_at)
SELECT *
FROM unnest(
    %(c1)s::text[], %(c2)s::text[], %(c3)s::text[], %(c4)s::text[], %(c5)s::text[],
    %(c6)s::timestamptz[]
)
ON CONFLICT (kin_id) DO NOTHING;

-- name: end
DELETE FROM kin WHERE kin_id = ANY(%(kin_ids)s);

-- name: inherit
INSERT INTO kin_heirs (member_id, heir_id, position)
VALUES (%(member_id)s, %(heir_id)s, %(position)s)
ON CONFLICT (member_id) DO UPDATE SET
heir_id = excluded.heir_id, position = excluded.position;

-- name: leave
WITH forgotten AS (
    DELETE FROM kin_heirs WHERE member_id = %(member_id)s OR heir_id = %(member_id)s
)

DELETE FROM kin WHERE member_id = %(member_id)s OR relative_id = %(member_id)s;

-- name: merge
WITH said AS (
    SELECT
        member_id,
        heir_id,
        position
    FROM kin_heirs
    WHERE member_id IN (%(gone)s, %(stays)s)
    ORDER BY position DESC
    LIMIT 1
),

kept AS (
    INSERT INTO kin_heirs (member_id, heir_id, position)
    SELECT
        %(stays)s,
        heir_id,
        position
    FROM said
    ON CONFLICT (member_id) DO UPDATE SET
    heir_id = excluded.heir_id, position = excluded.position
),

lost AS (
    DELETE FROM kin_heirs WHERE member_id = %(gone)s
),

renamed AS (
    UPDATE kin_heirs SET heir_id = %(stays)s
    WHERE heir_id = %(gone)s AND member_id NOT IN (%(gone)s, %(stays)s)
)

UPDATE kin SET
    member_id = CASE member_id WHEN %(gone)s THEN %(stays)s ELSE member_id END,
    relative_id = CASE relative_id WHEN %(gone)s THEN %(stays)s ELSE relative_id END
WHERE member_id = %(gone)s OR relative_id = %(gone)s;

-- name: of_member
SELECT
    kin_id,
    relative_id AS other_id,
    relation,
    true AS said_of_other,
    evidence,
    recorded_at
FROM kin
WHERE member_id = %(member_id)s
UNION ALL
SELECT
    kin_id,
    member_id AS other_id,
    relation,
    false AS said_of_other,
    evidence,
    recorded_at
FROM kin
WHERE relative_id = %(member_id)s
ORDER BY recorded_at, kin_id;

-- name: heir
SELECT heir_id FROM kin_heirs WHERE member_id = %(member_id)s;
