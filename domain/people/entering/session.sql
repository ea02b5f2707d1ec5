-- name: create
ALTER TABLE sessions ADD COLUMN IF NOT EXISTS used_at timestamptz NOT NULL DEFAULT now();
ALTER TABLE credentials ADD COLUMN IF NOT EXISTS is_exempt boolean NOT NULL DEFAULT false;

-- name: note
UPDATE sessions SET used_at = now() WHERE token_digest = %(token_digest)s;

-- name: exempt
UPDATE credentials SET is_exempt = true WHERE member_id = %(member_id)s;

-- name: have_choose
UPDATE credentials SET must_choose = true WHERE member_id = %(member_id)s;

-- name: renew
WITH ended AS (
    DELETE FROM sessions WHERE token_digest = %(old_digest)s AND expires_at > now()
    RETURNING member_id
)
INSERT INTO sessions (token_digest, member_id, expires_at, has_shown_code)
SELECT
    %(token_digest)s, member_id, now() + make_interval(secs => %(seconds)s), %(has_shown_code)s
FROM ended
RETURNING token_digest;
