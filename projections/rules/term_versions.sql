-- name: create
CREATE TABLE term_versions (
    book text COLLATE "C" NOT NULL,
    version text NOT NULL,
    position bigint NOT NULL,
    in_force_from date NOT NULL,
    adopted_at timestamptz NOT NULL,
    adopted_by text NOT NULL,
    proposed_by text,
    terms text NOT NULL,
    PRIMARY KEY (book, version)
);
CREATE TABLE term_proposals (
    rules_id text COLLATE "C" PRIMARY KEY,
    book text NOT NULL,
    version text NOT NULL,
    position bigint NOT NULL,
    in_force_from date NOT NULL,
    proposed_at timestamptz NOT NULL,
    proposed_by text NOT NULL,
    terms text NOT NULL,
    overtaken boolean NOT NULL DEFAULT false
);

-- name: add
WITH approved AS (
    DELETE FROM term_proposals WHERE rules_id = %(proposal_id)s RETURNING proposed_by
),
overtaken AS (
    UPDATE term_proposals SET overtaken = true
    WHERE book = %(book)s AND rules_id IS DISTINCT FROM %(proposal_id)s
)
INSERT INTO term_versions (
    book, version, position, in_force_from, adopted_at, adopted_by, proposed_by, terms
)
VALUES (
    %(book)s, %(version)s, %(position)s, %(in_force_from)s, %(adopted_at)s, %(adopted_by)s,
    (SELECT proposed_by FROM approved), %(terms)s
);

-- name: propose
INSERT INTO term_proposals (
    rules_id, book, version, position, in_force_from, proposed_at, proposed_by, terms
)
VALUES (
    %(rules_id)s, %(book)s, %(version)s, %(position)s, %(in_force_from)s, %(proposed_at)s,
    %(proposed_by)s, %(terms)s
);

-- name: decline
DELETE FROM term_proposals WHERE rules_id = %(rules_id)s;

-- name: proposals
SELECT rules_id, book, version, position, in_force_from, proposed_at, proposed_by, terms, overtaken
FROM term_proposals
ORDER BY position;

-- name: in_force
SELECT terms
FROM term_versions
WHERE book = %(book)s AND in_force_from <= %(day)s
ORDER BY in_force_from DESC, position DESC
LIMIT 1;

-- name: all
SELECT book, version, position, in_force_from, adopted_at, adopted_by, proposed_by, terms
FROM term_versions
ORDER BY book, in_force_from, position;
