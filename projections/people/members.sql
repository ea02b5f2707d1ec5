-- name: create
-- A row for each time in which somebody belonged somewhere: [from_day, until_day).
-- `teams` are all of their teams, the first joined first; they are found by them in member_teams.
CREATE TABLE members (
    member_id text COLLATE "C" NOT NULL,
    position bigint NOT NULL,
    volunteer_number text NOT NULL,
    kind text NOT NULL,
    teams text[] NOT NULL,
    grid text,
    has_left boolean NOT NULL DEFAULT false,
    merged_into text COLLATE "C",
    from_day date,
    until_day date
);
CREATE UNIQUE INDEX members_member_id ON members (member_id, from_day) NULLS NOT DISTINCT;
CREATE TABLE member_teams (
    member_id text COLLATE "C" NOT NULL,
    position bigint NOT NULL,
    team text NOT NULL,
    from_day date,
    until_day date
);
CREATE INDEX member_teams_team ON member_teams (team, position);
CREATE INDEX member_teams_member_id ON member_teams (member_id);
CREATE TABLE member_moves (
    member_id text COLLATE "C" NOT NULL,
    position bigint NOT NULL,
    said text NOT NULL,
    PRIMARY KEY (member_id, position)
);
CREATE INDEX members_volunteer_number ON members (volunteer_number);
CREATE INDEX members_position ON members (position);
CREATE INDEX members_kind ON members (kind, position) WHERE NOT has_left;
CREATE INDEX members_grid ON members (grid, position) WHERE NOT has_left;
CREATE TABLE member_roles (
    member_id text COLLATE "C" NOT NULL,
    role text NOT NULL,
    granted_by text NOT NULL,
    position bigint NOT NULL,
    -- The grids for whose people alone; without them, for the whole community.
    within text[],
    PRIMARY KEY (member_id, role)
);
CREATE TABLE role_proposals (
    member_id text COLLATE "C" NOT NULL,
    role text NOT NULL,
    proposed_by text NOT NULL,
    position bigint NOT NULL,
    within text,
    PRIMARY KEY (member_id, role)
);
CREATE TABLE teams (
    team text PRIMARY KEY,
    closed_from date
);

-- name: add
INSERT INTO members (member_id, position, volunteer_number, kind, teams, grid)
SELECT member_id, position, volunteer_number, kind, array_remove(ARRAY[team], NULL), grid
FROM unnest(
    %(c1)s::text[], %(c2)s::bigint[], %(c3)s::text[], %(c4)s::text[], %(c5)s::text[],
    %(c6)s::text[]
) AS new (member_id, position, volunteer_number, kind, team, grid);

-- name: join_teams
INSERT INTO member_teams (member_id, position, team, from_day, until_day)
SELECT *
FROM unnest(
    %(c1)s::text[], %(c2)s::bigint[], %(c3)s::text[], %(c4)s::date[], %(c5)s::date[]
);

-- name: note_moves
INSERT INTO member_moves (member_id, position, said)
SELECT member_id, position, said
FROM unnest(%(c1)s::text[], %(c2)s::bigint[], %(c3)s::text[]) AS new (member_id, position, said);

-- name: moves
SELECT said FROM member_moves WHERE member_id = %(member_id)s ORDER BY position;

-- name: enrolment
SELECT position, volunteer_number, kind, teams, grid, has_left
FROM members
WHERE member_id = %(member_id)s AND from_day IS NULL;

-- name: forget
WITH teams AS (DELETE FROM member_teams WHERE member_id = %(member_id)s)
DELETE FROM members WHERE member_id = %(member_id)s;

-- name: belong
-- Teams come as JSON: unnest would take a list of lists apart.
INSERT INTO members (
    member_id, position, volunteer_number, kind, teams, grid, has_left, from_day, until_day
)
SELECT
    member_id, position, volunteer_number, kind,
    array(
        SELECT team
        FROM jsonb_array_elements_text(teams::jsonb) WITH ORDINALITY AS them (team, place)
        ORDER BY place
    ),
    grid, has_left, from_day, until_day
FROM unnest(
    %(c1)s::text[], %(c2)s::bigint[], %(c3)s::text[], %(c4)s::text[], %(c5)s::text[],
    %(c6)s::text[], %(c7)s::boolean[], %(c8)s::date[], %(c9)s::date[]
) AS new (
    member_id, position, volunteer_number, kind, teams, grid, has_left, from_day, until_day
);

-- name: add_teams
INSERT INTO teams (team) SELECT team FROM unnest(%(c1)s::text[]) AS new (team);

-- name: close_teams
UPDATE teams SET closed_from = new.closed_from
FROM unnest(%(c1)s::text[], %(c2)s::date[]) AS new (team, closed_from)
WHERE teams.team = new.team;

-- name: closed
SELECT team, closed_from FROM teams WHERE closed_from IS NOT NULL;

-- name: in_closed
-- Who is in a closed team for longer than it is there.
SELECT DISTINCT member_teams.member_id
FROM teams
JOIN member_teams USING (team)
WHERE teams.closed_from IS NOT NULL
  AND (member_teams.until_day IS NULL OR member_teams.until_day > teams.closed_from);

-- name: propose
INSERT INTO role_proposals (member_id, role, proposed_by, position, within)
VALUES (%(member_id)s, %(role)s, %(proposed_by)s, %(position)s, %(within)s);

-- name: decline
DELETE FROM role_proposals WHERE member_id = %(member_id)s AND role = %(role)s;

-- name: grant
WITH answered AS (
    DELETE FROM role_proposals WHERE member_id = %(member_id)s AND role = %(role)s
)
INSERT INTO member_roles (member_id, role, granted_by, position, within)
VALUES (
    %(member_id)s, %(role)s, %(granted_by)s, %(position)s,
    CASE WHEN %(within)s::text IS NOT NULL THEN ARRAY[%(within)s::text] END
)
ON CONFLICT (member_id, role) DO UPDATE SET
    granted_by = excluded.granted_by,
    position = excluded.position,
    within = member_roles.within || excluded.within
WHERE member_roles.within IS NOT NULL;

-- name: withdraw
DELETE FROM member_roles WHERE member_id = %(member_id)s AND role = %(role)s;

-- name: leave
WITH left_roles AS (DELETE FROM member_roles WHERE member_id = %(member_id)s),
left_proposals AS (DELETE FROM role_proposals WHERE member_id = %(member_id)s)
UPDATE members SET has_left = true WHERE member_id = %(member_id)s;

-- name: merge
-- Whoever is one with another is found there alone; what that one was not enrolled with is theirs.
-- Roles come with a sign-in, and that of the record that goes is void.
WITH roles AS (DELETE FROM member_roles WHERE member_id = %(gone)s),
proposals AS (DELETE FROM role_proposals WHERE member_id = %(gone)s),
teams AS (DELETE FROM member_teams WHERE member_id = %(gone)s),
moves AS (UPDATE member_moves SET member_id = %(stays)s WHERE member_id = %(gone)s),
filled AS (
    UPDATE members AS stays SET
        teams = CASE WHEN stays.teams = '{}' THEN gone.teams ELSE stays.teams END,
        grid = coalesce(stays.grid, gone.grid)
    FROM members AS gone
    WHERE stays.member_id = %(stays)s
      AND stays.from_day IS NULL
      AND gone.member_id = %(gone)s
      AND gone.from_day IS NULL
)
UPDATE members SET has_left = true, merged_into = %(stays)s
WHERE member_id = %(gone)s OR merged_into = %(gone)s;

-- name: roles_of
SELECT role FROM member_roles WHERE member_id = %(member_id)s ORDER BY role;

-- name: roles
SELECT member_id, role, granted_by, position, within FROM member_roles ORDER BY position;

-- name: proposals
SELECT member_id, role, proposed_by, position, within FROM role_proposals ORDER BY position;

-- name: teams
SELECT team FROM teams WHERE closed_from IS NULL OR closed_from > %(today)s ORDER BY team;

-- name: by_id
SELECT
    member_id, position, volunteer_number, kind, teams[1] AS team, grid, has_left, merged_into,
    teams
FROM members
WHERE member_id = ANY(%(member_ids)s)
  AND (from_day IS NULL OR from_day <= %(today)s)
  AND (until_day IS NULL OR until_day > %(today)s)
ORDER BY position;

-- name: belongings
SELECT
    members.from_day, members.until_day, members.grid,
    array(
        SELECT team
        FROM member_teams
        WHERE member_teams.member_id = members.member_id
          AND member_teams.from_day IS NOT DISTINCT FROM members.from_day
        ORDER BY team
    ) AS teams
FROM members
WHERE members.member_id = %(member_id)s
ORDER BY members.from_day DESC NULLS LAST;

-- name: belongings_of_all
SELECT member_id, from_day, until_day, grid
FROM members
WHERE member_id = ANY(%(member_ids)s)
ORDER BY member_id, from_day NULLS FIRST;

-- name: numbers
SELECT member_id, volunteer_number
FROM members
WHERE from_day IS NULL AND NOT has_left
ORDER BY member_id;

-- name: of_number
SELECT member_id
FROM members
WHERE volunteer_number = %(volunteer_number)s AND from_day IS NULL AND NOT has_left;

-- name: page
SELECT
    member_id, position, volunteer_number, kind, teams[1] AS team, grid, has_left, merged_into,
    teams
FROM members
WHERE position > %(after)s
  AND NOT has_left
  AND (from_day IS NULL OR from_day <= %(today)s)
  AND (until_day IS NULL OR until_day > %(today)s)
  AND (%(kind)s::text IS NULL OR kind = %(kind)s)
  AND (%(grids)s::text[] IS NULL OR grid = ANY(%(grids)s))
  AND (%(among)s::text[] IS NULL OR member_id = ANY(%(among)s))
ORDER BY position
LIMIT %(limit)s;

-- name: page_of_team
SELECT
    members.member_id, members.position, members.volunteer_number, members.kind,
    members.teams[1] AS team, members.grid, members.has_left, members.merged_into, members.teams
FROM member_teams AS teams
JOIN members USING (member_id)
WHERE teams.team = %(team)s
  AND teams.position > %(after)s
  AND (teams.from_day IS NULL OR teams.from_day <= %(today)s)
  AND (teams.until_day IS NULL OR teams.until_day > %(today)s)
  AND NOT members.has_left
  AND (members.from_day IS NULL OR members.from_day <= %(today)s)
  AND (members.until_day IS NULL OR members.until_day > %(today)s)
  AND (%(kind)s::text IS NULL OR members.kind = %(kind)s)
  AND (%(grids)s::text[] IS NULL OR members.grid = ANY(%(grids)s))
  AND (%(among)s::text[] IS NULL OR members.member_id = ANY(%(among)s))
ORDER BY teams.position
LIMIT %(limit)s;

-- name: ids_of_kind
SELECT member_id
FROM members
WHERE kind = %(kind)s AND from_day IS NULL AND NOT has_left
ORDER BY position;

-- name: grids
WITH RECURSIVE inhabited AS (
    SELECT min(grid) AS grid FROM members WHERE NOT has_left
    UNION ALL
    SELECT (SELECT min(grid) FROM members WHERE grid > inhabited.grid AND NOT has_left)
    FROM inhabited
    WHERE inhabited.grid IS NOT NULL
)
SELECT grid FROM inhabited WHERE grid IS NOT NULL ORDER BY grid;

-- name: ids_in
SELECT member_id
FROM members
WHERE NOT has_left
  AND grid = ANY(%(grids)s)
  AND (from_day IS NULL OR from_day <= %(today)s)
  AND (until_day IS NULL OR until_day > %(today)s);

-- name: kinds
SELECT member_id, kind FROM members WHERE from_day IS NULL AND NOT has_left;

-- name: lives_in
SELECT grid, count(*) AS members, count(*) FILTER (WHERE kind = 'volunteer') AS volunteers
FROM members
WHERE NOT has_left
  AND grid = ANY(%(grids)s)
  AND (from_day IS NULL OR from_day <= %(today)s)
  AND (until_day IS NULL OR until_day > %(today)s)
GROUP BY grid;
