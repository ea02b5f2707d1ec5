-- name: create
ALTER TABLE sessions ADD COLUMN IF NOT EXISTS used_at timestamptz NOT NULL DEFAULT now();
ALTER TABLE credentials ADD COLUMN IF NOT EXISTS is_exempt boolean NOT NULL DEFAULT false;

-- name: note
UPDATE sessions SET used_at = now() WHERE token_digest = %(token_digest)s;

-- name: exempt
UPDATE credentials SET is_exempt = true WHERE member_id = %(member_id)s;
