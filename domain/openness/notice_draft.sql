-- name: create
CREATE TABLE IF NOT EXISTS notice_drafts (
    draft_id text COLLATE "C" PRIMARY KEY,
    drafted_by text COLLATE "C" NOT NULL,
    drafted_at timestamptz NOT NULL DEFAULT now(),
    content text NOT NULL
);

-- name: keep
INSERT INTO notice_drafts (draft_id, drafted_by, content)
VALUES (%(draft_id)s, %(drafted_by)s, %(content)s)
ON CONFLICT (draft_id) DO NOTHING;

-- name: all
SELECT draft_id, drafted_by, drafted_at, content
FROM notice_drafts
ORDER BY drafted_at DESC, draft_id
LIMIT %(limit)s;

-- name: one
SELECT draft_id, drafted_by, drafted_at, content
FROM notice_drafts
WHERE draft_id = %(draft_id)s;

-- name: throw_away
DELETE FROM notice_drafts WHERE draft_id = %(draft_id)s;
