-- name: create
CREATE TABLE members (
    member_id text COLLATE "C" PRIMARY KEY,
    position bigint NOT NULL,
    volunteer_number text NOT NULL,
    kind text NOT NULL,
    team text,
    grid text,
    has_left boolean NOT NULL DEFAULT false,
    merged_into text COLLATE "C"
);
CREATE INDEX members_volunteer_number ON members (volunteer_number);
CREATE INDEX members_position ON members (position);
CREATE INDEX members_kind ON members (kind, position) WHERE NOT has_left;
CREATE INDEX members_team ON members (team, position) WHERE NOT has_left;
CREATE INDEX members_grid ON members (grid, position) WHERE NOT has_left;
CREATE TABLE member_roles (
    member_id text COLLATE "C" NOT NULL,
    role text NOT NULL,
    granted_by text NOT NULL,
    position bigint NOT NULL,
    PRIMARY KEY (member_id, role)
);
CREATE TABLE role_proposals (
    member_id text COLLATE "C" NOT NULL,
    role text NOT NULL,
    proposed_by text NOT NULL,
    position bigint NOT NULL,
    PRIMARY KEY (member_id, role)
);
CREATE TABLE teams (
    team text PRIMARY KEY
);

-- name: add
INSERT INTO members (member_id, position, volunteer_number, kind, team, grid)
SELECT *
FROM unnest(
    %(c1)s::text[], %(c2)s::bigint[], %(c3)s::text[], %(c4)s::text[], %(c5)s::text[],
    %(c6)s::text[]
);

-- name: add_teams
INSERT INTO teams (team) SELECT team FROM unnest(%(c1)s::text[]) AS new (team);

-- name: propose
INSERT INTO role_proposals (member_id, role, proposed_by, position)
VALUES (%(member_id)s, %(role)s, %(proposed_by)s, %(position)s);

-- name: decline
DELETE FROM role_proposals WHERE member_id = %(member_id)s AND role = %(role)s;

-- name: grant
WITH answered AS (
    DELETE FROM role_proposals WHERE member_id = %(member_id)s AND role = %(role)s
)
INSERT INTO member_roles (member_id, role, granted_by, position)
VALUES (%(member_id)s, %(role)s, %(granted_by)s, %(position)s)
ON CONFLICT (member_id, role) DO NOTHING;

-- name: withdraw
DELETE FROM member_roles WHERE member_id = %(member_id)s AND role = %(role)s;

-- name: leave
WITH left_roles AS (DELETE FROM member_roles WHERE member_id = %(member_id)s),
left_proposals AS (DELETE FROM role_proposals WHERE member_id = %(member_id)s)
UPDATE members SET has_left = true WHERE member_id = %(member_id)s;

-- name: merge
-- Whoever is one with another is found there alone. Roles come with a sign-in, and that of the
-- record that goes is void.
WITH roles AS (DELETE FROM member_roles WHERE member_id = %(member_id)s),
proposals AS (DELETE FROM role_proposals WHERE member_id = %(member_id)s)
UPDATE members SET has_left = true, merged_into = %(into_id)s
WHERE member_id = %(member_id)s OR merged_into = %(member_id)s;

-- name: roles_of
SELECT role FROM member_roles WHERE member_id = %(member_id)s ORDER BY role;

-- name: roles
SELECT member_id, role, granted_by, position FROM member_roles ORDER BY position;

-- name: proposals
SELECT member_id, role, proposed_by, position FROM role_proposals ORDER BY position;

-- name: teams
SELECT team FROM teams ORDER BY team;

-- name: by_id
SELECT member_id, position, volunteer_number, kind, team, grid, has_left, merged_into
FROM members
WHERE member_id = ANY(%(member_ids)s)
ORDER BY position;

-- name: numbers
SELECT member_id, volunteer_number FROM members WHERE NOT has_left ORDER BY member_id;

-- name: of_number
SELECT member_id
FROM members
WHERE volunteer_number = %(volunteer_number)s AND NOT has_left;

-- name: page
SELECT member_id, position, volunteer_number, kind, team, grid, has_left, merged_into
FROM members
WHERE position > %(after)s
  AND NOT has_left
  AND (%(kind)s::text IS NULL OR kind = %(kind)s)
  AND (%(team)s::text IS NULL OR team = %(team)s)
  AND (%(grid)s::text IS NULL OR grid = %(grid)s)
  AND (%(among)s::text[] IS NULL OR member_id = ANY(%(among)s))
ORDER BY position
LIMIT %(limit)s;

-- name: ids_of_kind
SELECT member_id FROM members WHERE kind = %(kind)s AND NOT has_left ORDER BY position;

-- name: grids
WITH RECURSIVE inhabited AS (
    SELECT min(grid) AS grid FROM members WHERE NOT has_left
    UNION ALL
    SELECT (SELECT min(grid) FROM members WHERE grid > inhabited.grid AND NOT has_left)
    FROM inhabited
    WHERE inhabited.grid IS NOT NULL
)
SELECT grid FROM inhabited WHERE grid IS NOT NULL ORDER BY grid;

-- name: lives_in
SELECT grid, count(*) AS members, count(*) FILTER (WHERE kind = 'volunteer') AS volunteers
FROM members
WHERE NOT has_left AND grid = ANY(%(grids)s)
GROUP BY grid;
