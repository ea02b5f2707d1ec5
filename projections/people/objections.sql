-- name: create
CREATE TABLE objections (
    objection_id text COLLATE "C" PRIMARY KEY,
    position bigint NOT NULL,
    member_id text COLLATE "C" NOT NULL,
    line_id text COLLATE "C" NOT NULL,
    wording_text text NOT NULL,
    raised_at timestamptz NOT NULL,
    outcome text,
    answer_text text,
    answered_by text COLLATE "C",
    answered_at timestamptz
);
CREATE INDEX objections_open ON objections (position) WHERE outcome IS NULL;
CREATE INDEX objections_position ON objections (position);
CREATE INDEX objections_member_id ON objections (member_id, position);

-- name: raise
INSERT INTO objections (
    objection_id, position, member_id, line_id, wording_text, raised_at
)
SELECT *
FROM unnest(
    %(c1)s::text[], %(c2)s::bigint[], %(c3)s::text[], %(c4)s::text[], %(c5)s::text[],
    %(c6)s::timestamptz[]
);

-- name: answer
UPDATE objections SET
    outcome = new.outcome,
    answer_text = new.answer_text,
    answered_by = new.answered_by,
    answered_at = new.answered_at
FROM unnest(
    %(c1)s::text[], %(c2)s::text[], %(c3)s::text[], %(c4)s::text[], %(c5)s::timestamptz[]
) AS new (objection_id, outcome, answer_text, answered_by, answered_at)
WHERE objections.objection_id = new.objection_id;

-- name: merge
UPDATE objections SET member_id = %(stays)s WHERE member_id = %(gone)s;

-- name: open
SELECT
    objection_id, position, member_id, line_id, wording_text, raised_at,
    outcome, answer_text, answered_by, answered_at
FROM objections
WHERE outcome IS NULL
  AND position > %(after)s
  AND (%(among)s::text[] IS NULL OR member_id = ANY(%(among)s))
ORDER BY position
LIMIT %(limit)s;

-- name: of_member
SELECT
    objection_id, position, member_id, line_id, wording_text, raised_at,
    outcome, answer_text, answered_by, answered_at
FROM objections
WHERE member_id = %(member_id)s AND position < %(before)s
ORDER BY position DESC
LIMIT %(limit)s;

-- name: one
SELECT
    objection_id, position, member_id, line_id, wording_text, raised_at,
    outcome, answer_text, answered_by, answered_at
FROM objections
WHERE objection_id = %(objection_id)s;
