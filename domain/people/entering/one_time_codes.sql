-- name: create
CREATE TABLE IF NOT EXISTS one_time_codes (
    member_id text COLLATE "C" PRIMARY KEY,
    draft text COLLATE "C",
    last_step bigint NOT NULL,
    position bigint NOT NULL
);
ALTER TABLE sessions ADD COLUMN IF NOT EXISTS has_shown_code boolean NOT NULL DEFAULT false;

-- name: of
SELECT draft, last_step FROM one_time_codes WHERE member_id = %(member_id)s AND draft IS NOT NULL;

-- name: change
-- Whoever left has none, whatever was under way. A code of before says nothing any more.
WITH changed AS (
    INSERT INTO one_time_codes (member_id, draft, last_step, position)
    SELECT %(member_id)s, %(draft)s, %(last_step)s, %(position)s
    WHERE NOT EXISTS (SELECT FROM vault_erased WHERE vault_erased.member_id = %(member_id)s)
    ON CONFLICT (member_id) DO UPDATE SET
        draft = excluded.draft, last_step = excluded.last_step, position = excluded.position
    WHERE one_time_codes.position < excluded.position
    RETURNING member_id
)
UPDATE sessions SET has_shown_code = false
FROM changed
WHERE sessions.member_id = changed.member_id;

-- name: note_shown
UPDATE sessions SET has_shown_code = true WHERE token_digest = %(token_digest)s;

-- name: use
-- Of two who send the same code at once, one comes in.
UPDATE one_time_codes SET last_step = %(step)s
WHERE member_id = %(member_id)s AND draft = %(draft)s AND last_step < %(step)s
RETURNING member_id;

-- name: held_among
SELECT member_id FROM one_time_codes
WHERE member_id = ANY(%(member_ids)s::text[]) AND draft IS NOT NULL
ORDER BY member_id;
