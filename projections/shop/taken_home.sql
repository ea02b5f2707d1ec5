-- name: create
CREATE TABLE taken_home (
    member_id text COLLATE "C" NOT NULL,
    month text COLLATE "C" NOT NULL,
    item_id text COLLATE "C" NOT NULL,
    pieces bigint NOT NULL,
    PRIMARY KEY (month, member_id, item_id)
);
CREATE TABLE taken_in_dispute (
    redemption_id text COLLATE "C" NOT NULL,
    member_id text COLLATE "C" NOT NULL,
    month text COLLATE "C" NOT NULL,
    item_id text COLLATE "C" NOT NULL,
    pieces bigint NOT NULL,
    PRIMARY KEY (redemption_id, item_id)
);

-- name: add
INSERT INTO taken_home (member_id, month, item_id, pieces)
SELECT *
FROM unnest(%(c1)s::text[], %(c2)s::text[], %(c3)s::text[], %(c4)s::bigint[])
ON CONFLICT (month, member_id, item_id)
    DO UPDATE SET pieces = taken_home.pieces + excluded.pieces;

-- name: wait
INSERT INTO taken_in_dispute (redemption_id, member_id, month, item_id, pieces)
SELECT *
FROM unnest(%(c1)s::text[], %(c2)s::text[], %(c3)s::text[], %(c4)s::text[], %(c5)s::bigint[]);

-- name: correct
-- What had moved nothing leaves when it is settled, as far as the shelf has it.
UPDATE taken_in_dispute AS waiting SET pieces = moved.pieces
FROM unnest(%(c1)s::text[], %(c2)s::text[], %(c3)s::bigint[])
    AS moved (redemption_id, item_id, pieces)
WHERE waiting.redemption_id = moved.redemption_id AND waiting.item_id = moved.item_id;

-- name: settle
INSERT INTO taken_home (member_id, month, item_id, pieces)
SELECT member_id, month, item_id, sum(pieces)::bigint
FROM taken_in_dispute
WHERE redemption_id = ANY(%(c1)s::text[])
GROUP BY member_id, month, item_id
ON CONFLICT (month, member_id, item_id)
    DO UPDATE SET pieces = taken_home.pieces + excluded.pieces;

-- name: merge
WITH disputed AS (
    UPDATE taken_in_dispute SET member_id = %(stays)s WHERE member_id = %(gone)s
),
moved AS (
    DELETE FROM taken_home WHERE member_id = %(gone)s RETURNING month, item_id, pieces
)
INSERT INTO taken_home (member_id, month, item_id, pieces)
SELECT %(stays)s, month, item_id, pieces FROM moved
ON CONFLICT (month, member_id, item_id)
    DO UPDATE SET pieces = taken_home.pieces + excluded.pieces;

-- name: of_member
SELECT item_id, pieces
FROM taken_home
WHERE member_id = %(member_id)s AND month = %(month)s AND pieces > 0
ORDER BY item_id;

-- name: of_month
SELECT member_id, item_id, pieces
FROM taken_home
WHERE month = %(month)s AND pieces > 0
ORDER BY member_id, item_id;
