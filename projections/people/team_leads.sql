-- name: create
CREATE TABLE team_kinds (
    team text PRIMARY KEY,
    kind text NOT NULL,
    -- One a line.
    skills text NOT NULL,
    closed_from date
);
-- Somebody leads a team in [from_day, until_day).
CREATE TABLE team_terms (
    team text NOT NULL,
    member_id text COLLATE "C" NOT NULL,
    from_day date NOT NULL,
    until_day date NOT NULL
);
CREATE INDEX team_terms_team ON team_terms (team, from_day);
CREATE INDEX team_terms_member_id ON team_terms (member_id);

-- name: found
INSERT INTO team_kinds (team, kind, skills) VALUES (%(team)s, %(kind)s, %(skills)s);

-- name: close
UPDATE team_kinds SET closed_from = %(from_day)s WHERE team = %(team)s;

-- name: terms
SELECT team, member_id, from_day, until_day
FROM team_terms
WHERE team = %(team)s
ORDER BY from_day, member_id, until_day;

-- name: forget
DELETE FROM team_terms WHERE team = %(team)s;

-- name: lead
INSERT INTO team_terms (team, member_id, from_day, until_day)
SELECT * FROM unnest(%(c1)s::text[], %(c2)s::text[], %(c3)s::date[], %(c4)s::date[]);

-- name: leave
DELETE FROM team_terms WHERE member_id = %(member_id)s;

-- name: merge
UPDATE team_terms SET member_id = %(stays)s WHERE member_id = %(gone)s;

-- name: teams
SELECT team, kind, skills, closed_from
FROM team_kinds
WHERE %(today)s::date IS NULL OR closed_from IS NULL OR closed_from > %(today)s::date
ORDER BY team;

-- name: of_team
SELECT team, member_id, from_day, until_day
FROM team_terms
WHERE team = %(team)s AND until_day > %(today)s
ORDER BY from_day, member_id;

-- name: on_day
SELECT DISTINCT ON (team, member_id) team, member_id, from_day, until_day
FROM team_terms
WHERE from_day <= %(today)s AND until_day > %(today)s
ORDER BY team, member_id, from_day;

-- name: of_member
SELECT DISTINCT ON (team) team, member_id, from_day, until_day
FROM team_terms
WHERE member_id = %(member_id)s AND from_day <= %(today)s AND until_day > %(today)s
ORDER BY team, from_day;

-- name: in_teams
SELECT teams.team, count(*) AS members
FROM member_teams AS teams
JOIN members USING (member_id)
WHERE NOT members.has_left
  AND (teams.from_day IS NULL OR teams.from_day <= %(today)s)
  AND (teams.until_day IS NULL OR teams.until_day > %(today)s)
  AND (members.from_day IS NULL OR members.from_day <= %(today)s)
  AND (members.until_day IS NULL OR members.until_day > %(today)s)
GROUP BY teams.team;

-- name: who_is_in
SELECT teams.team, teams.member_id
FROM member_teams AS teams
JOIN members USING (member_id)
WHERE NOT members.has_left
  AND members.from_day IS NULL
  AND (teams.from_day IS NULL OR teams.from_day <= %(today)s)
  AND (teams.until_day IS NULL OR teams.until_day > %(today)s);
