-- name: create
CREATE TABLE sealed_readings (
    position bigint PRIMARY KEY,
    read_by text COLLATE "C" NOT NULL,
    read_at timestamptz NOT NULL,
    kind text NOT NULL,
    about text COLLATE "C" NOT NULL,
    member_id text COLLATE "C",
    why_text text
);
CREATE INDEX sealed_readings_member_id ON sealed_readings (member_id, position);
CREATE INDEX sealed_readings_read_by ON sealed_readings (read_by);

-- name: add
INSERT INTO sealed_readings (position, read_by, read_at, kind, about, member_id, why_text)
SELECT *
FROM unnest(
    %(c1)s::bigint[], %(c2)s::text[], %(c3)s::timestamptz[], %(c4)s::text[], %(c5)s::text[],
    %(c6)s::text[], %(c7)s::text[]
);

-- name: merge
UPDATE sealed_readings SET
    member_id = CASE member_id WHEN %(gone)s THEN %(stays)s ELSE member_id END,
    read_by = CASE read_by WHEN %(gone)s THEN %(stays)s ELSE read_by END
WHERE member_id = %(gone)s OR read_by = %(gone)s;

-- name: all
SELECT position, read_by, read_at, kind, about, member_id, why_text
FROM sealed_readings
WHERE position < %(before)s
ORDER BY position DESC
LIMIT %(limit)s;

-- name: of_member
SELECT position, read_by, read_at, kind, about, member_id, why_text
FROM sealed_readings
WHERE member_id = %(member_id)s AND position < %(before)s
ORDER BY position DESC
LIMIT %(limit)s;
