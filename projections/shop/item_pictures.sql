-- name: create
CREATE TABLE item_pictures (
    item_id text COLLATE "C" PRIMARY KEY,
    digest text COLLATE "C" NOT NULL
);

-- name: forget
DELETE FROM item_pictures WHERE item_id = ANY(%(item_ids)s);

-- name: add
INSERT INTO item_pictures (item_id, digest) SELECT * FROM unnest(%(c1)s::text[], %(c2)s::text[]);

-- name: of
SELECT item_id, digest FROM item_pictures WHERE item_id = ANY(%(item_ids)s) ORDER BY item_id;
