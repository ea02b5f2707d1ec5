-- name: create
CREATE TABLE nodes (
    node_id text COLLATE "C" PRIMARY KEY,
    position bigint NOT NULL,
    level text NOT NULL,
    label text NOT NULL,
    parent text COLLATE "C"
);

-- name: add
INSERT INTO nodes (node_id, position, level, label, parent)
SELECT *
FROM unnest(%(c1)s::text[], %(c2)s::bigint[], %(c3)s::text[], %(c4)s::text[], %(c5)s::text[]);

-- name: all
SELECT node_id, position, level, label, parent FROM nodes ORDER BY position;

-- name: grid_labels
SELECT label FROM nodes WHERE level = 'grid' ORDER BY position;
