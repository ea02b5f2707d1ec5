-- name: create
CREATE TABLE nodes (
    node_id text COLLATE "C" PRIMARY KEY,
    position bigint NOT NULL,
    level text NOT NULL,
    drawn text NOT NULL
);

-- name: add
INSERT INTO nodes (node_id, position, level, drawn)
SELECT *
FROM unnest(%(c1)s::text[], %(c2)s::bigint[], %(c3)s::text[], %(c4)s::text[])
ON CONFLICT (node_id) DO UPDATE SET drawn = excluded.drawn;

-- name: drawn
SELECT position, drawn FROM nodes WHERE node_id = %(node_id)s;

-- name: all
SELECT position, drawn FROM nodes ORDER BY position;
