-- name: create
CREATE TABLE leavings (
    member_id text COLLATE "C" PRIMARY KEY,
    because text NOT NULL,
    paper_text text,
    proposed_by text COLLATE "C" NOT NULL,
    position bigint NOT NULL
);
CREATE INDEX leavings_position ON leavings (position);

-- name: propose
INSERT INTO leavings (member_id, because, paper_text, proposed_by, position)
VALUES (%(member_id)s, %(because)s, %(paper_text)s, %(proposed_by)s, %(position)s)
ON CONFLICT (member_id) DO UPDATE SET
because = excluded.because, paper_text = excluded.paper_text,
proposed_by = excluded.proposed_by, position = excluded.position;

-- name: decide
DELETE FROM leavings WHERE member_id = %(member_id)s;

-- name: merge
WITH lost AS (
    DELETE FROM leavings WHERE member_id = %(gone)s
    RETURNING because, paper_text, proposed_by, position
)

INSERT INTO leavings (member_id, because, paper_text, proposed_by, position)
SELECT %(stays)s, because, paper_text, proposed_by, position
FROM lost
ON CONFLICT (member_id) DO UPDATE SET
because = excluded.because, paper_text = excluded.paper_text,
proposed_by = excluded.proposed_by, position = excluded.position
WHERE leavings.position < excluded.position;

-- name: page
SELECT member_id, because, paper_text, proposed_by, position
FROM leavings
WHERE position > %(after)s
ORDER BY position
LIMIT %(limit)s;
