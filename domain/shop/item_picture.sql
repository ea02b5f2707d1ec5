-- name: create
CREATE TABLE IF NOT EXISTS item_photographs (
    digest text COLLATE "C" NOT NULL,
    item_id text COLLATE "C" NOT NULL,
    photograph bytea NOT NULL,
    PRIMARY KEY (digest, item_id)
);
ALTER TABLE item_photographs
    ADD COLUMN IF NOT EXISTS kept_at timestamptz NOT NULL DEFAULT '-infinity';

-- name: keep
INSERT INTO item_photographs (digest, item_id, photograph, kept_at)
VALUES (%(digest)s, %(item_id)s, %(photograph)s, %(kept_at)s)
ON CONFLICT (digest, item_id) DO UPDATE SET kept_at = excluded.kept_at;

-- name: take_away
DELETE FROM item_photographs WHERE digest = %(digest)s AND item_id = %(item_id)s;

-- name: kept_before
SELECT item_id, digest FROM item_photographs WHERE kept_at < %(moment)s ORDER BY item_id, digest;

-- name: clear
DELETE FROM item_photographs AS kept
USING unnest(%(item_ids)s::text[], %(digests)s::text[]) AS left_over (item_id, digest)
WHERE kept.item_id = left_over.item_id AND kept.digest = left_over.digest
  AND kept.kept_at < %(moment)s;

-- name: one
SELECT photograph FROM item_photographs WHERE digest = %(digest)s LIMIT 1;
