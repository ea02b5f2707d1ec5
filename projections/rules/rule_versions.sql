-- name: create
CREATE TABLE rule_versions (
    version text PRIMARY KEY,
    position bigint NOT NULL,
    in_force_from date NOT NULL,
    adopted_at timestamptz NOT NULL,
    adopted_by text NOT NULL,
    terms text NOT NULL
);
CREATE TABLE rule_proposals (
    rules_id text COLLATE "C" PRIMARY KEY,
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
    DELETE FROM rule_proposals WHERE rules_id = %(proposal_id)s
),
overtaken AS (
    UPDATE rule_proposals SET overtaken = true WHERE rules_id IS DISTINCT FROM %(proposal_id)s
)
INSERT INTO rule_versions (version, position, in_force_from, adopted_at, adopted_by, terms)
VALUES (
    %(version)s, %(position)s, %(in_force_from)s, %(adopted_at)s, %(adopted_by)s, %(terms)s
);

-- name: propose
INSERT INTO rule_proposals (
    rules_id, version, position, in_force_from, proposed_at, proposed_by, terms
)
VALUES (
    %(rules_id)s, %(version)s, %(position)s, %(in_force_from)s, %(proposed_at)s, %(proposed_by)s,
    %(terms)s
);

-- name: decline
DELETE FROM rule_proposals WHERE rules_id = %(rules_id)s;

-- name: proposals
SELECT rules_id, version, position, in_force_from, proposed_at, proposed_by, terms, overtaken
FROM rule_proposals
ORDER BY position;

-- name: all
SELECT version, position, in_force_from, adopted_at, adopted_by, terms
FROM rule_versions
ORDER BY in_force_from, position;
