-- name: create
CREATE TABLE rule_versions (
    version text PRIMARY KEY,
    position bigint NOT NULL,
    in_force_from date NOT NULL,
    adopted_at timestamptz NOT NULL,
    adopted_by text NOT NULL,
    terms text NOT NULL
);

-- name: add
INSERT INTO rule_versions (version, position, in_force_from, adopted_at, adopted_by, terms)
VALUES (
    %(version)s, %(position)s, %(in_force_from)s, %(adopted_at)s, %(adopted_by)s, %(terms)s
);

-- name: all
SELECT version, position, in_force_from, adopted_at, adopted_by, terms
FROM rule_versions
ORDER BY in_force_from, position;
