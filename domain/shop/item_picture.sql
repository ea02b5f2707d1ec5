-- name: create
CREATE TABLE IF NOT EXISTS item_photographs (
    digest text COLLATE "C" NOT NULL,
    item_id text COLLATE "C" NOT NULL,
    photograph bytea NOT NULL,
    PRIMARY KEY (digest, item_id)
);

-- name: keep
INSERT INTO item_photographs (digest, item_id, photograph)
VALUES (%(digest)s, %(item_id)s, %(photograph)s)
ON CONFLICT (digest, item_id) DO NOTHING;

-- name: take_away
DELETE FROM item_photographs WHERE digest = %(digest)s AND item_id = %(item_id)s;

-- name: one
SELECT photograph FROM item_photographs WHERE digest = %(digest)s LIMIT 1;
