-- name: create
-- Of members the roster says in which grid they live.
CREATE TABLE register_places (
    member_id text COLLATE "C" NOT NULL,
    position bigint NOT NULL,
    grid text NOT NULL,
    PRIMARY KEY (member_id, position)
);
CREATE TABLE register_terms (
    position bigint PRIMARY KEY,
    in_force_from date NOT NULL,
    floating_days bigint NOT NULL,
    permanent_days bigint NOT NULL
);
CREATE INDEX register_terms_in_force_from ON register_terms (in_force_from, position);

-- name: place
INSERT INTO register_places (member_id, position, grid)
SELECT * FROM unnest(%(c1)s::text[], %(c2)s::bigint[], %(c3)s::text[]);

-- name: adopt
INSERT INTO register_terms (position, in_force_from, floating_days, permanent_days)
SELECT * FROM unnest(%(c1)s::bigint[], %(c2)s::date[], %(c3)s::bigint[], %(c4)s::bigint[]);

-- name: merge
UPDATE register_places SET member_id = %(stays)s WHERE member_id = %(gone)s;

-- name: terms
SELECT floating_days, permanent_days
FROM register_terms
WHERE in_force_from <= %(day)s
ORDER BY in_force_from DESC, position DESC
LIMIT 1;

-- name: residents
SELECT
    held.member_id, held.kind, held.from_day, held.checked_on,
    CASE WHEN members.member_id IS NULL THEN places.grid ELSE members.grid END AS grid,
    members.kind AS member_kind
FROM (
    SELECT DISTINCT ON (member_id) member_id, position, kind, from_day, checked_on
    FROM standings
    WHERE family = 'resident' AND from_day <= %(today)s AND until_day >= %(today)s
    ORDER BY member_id, from_day DESC, position DESC
) AS held
LEFT JOIN members
    ON members.member_id = held.member_id
    AND NOT members.has_left
    AND (members.from_day IS NULL OR members.from_day <= %(today)s)
    AND (members.until_day IS NULL OR members.until_day > %(today)s)
LEFT JOIN register_places AS places
    ON places.member_id = held.member_id AND places.position = held.position
WHERE %(grid)s::text IS NULL
   OR CASE WHEN members.member_id IS NULL THEN places.grid ELSE members.grid END = %(grid)s
ORDER BY held.checked_on NULLS FIRST, held.member_id;
