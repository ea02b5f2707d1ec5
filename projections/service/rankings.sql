-- name: create
CREATE TABLE ranking_months (
    member_id text COLLATE "C" NOT NULL,
    month date NOT NULL,
    service_minutes bigint NOT NULL,
    points bigint NOT NULL,
    services bigint NOT NULL,
    PRIMARY KEY (member_id, month)
);
CREATE INDEX ranking_months_month ON ranking_months (month);
CREATE TABLE ranking_members (
    member_id text COLLATE "C" PRIMARY KEY,
    team text,
    grid text,
    has_moved boolean NOT NULL DEFAULT false
);
-- Of who has moved counts where they belonged on each day.
CREATE TABLE ranking_days (
    member_id text COLLATE "C" NOT NULL,
    day date NOT NULL,
    service_minutes bigint NOT NULL,
    points bigint NOT NULL,
    services bigint NOT NULL,
    PRIMARY KEY (member_id, day)
);
CREATE TABLE ranking_moves (
    member_id text COLLATE "C" NOT NULL,
    position bigint NOT NULL,
    said text NOT NULL,
    PRIMARY KEY (member_id, position)
);
CREATE TABLE ranking_closed (
    team text PRIMARY KEY,
    from_day date NOT NULL
);
CREATE TABLE ranking_belongings (
    thing text NOT NULL,
    key text NOT NULL,
    member_id text COLLATE "C" NOT NULL,
    from_day date,
    until_day date
);
CREATE INDEX ranking_belongings_member_id ON ranking_belongings (member_id);

-- name: add_members
INSERT INTO ranking_members (member_id, team, grid)
SELECT member_id, team, grid
FROM unnest(%(c1)s::text[], %(c2)s::text[], %(c3)s::text[]) AS new (member_id, team, grid)
ON CONFLICT (member_id) DO UPDATE SET team = excluded.team, grid = excluded.grid;

-- name: add_months
INSERT INTO ranking_months (member_id, month, service_minutes, points, services)
SELECT member_id, month, service_minutes, points, services
FROM unnest(
    %(c1)s::text[], %(c2)s::date[], %(c3)s::bigint[], %(c4)s::bigint[], %(c5)s::bigint[]
) AS new (member_id, month, service_minutes, points, services)
ON CONFLICT (member_id, month) DO UPDATE SET
    service_minutes = ranking_months.service_minutes + excluded.service_minutes,
    points = ranking_months.points + excluded.points,
    services = ranking_months.services + excluded.services;

-- name: merge
-- What the one that stays was not enrolled with, the other one's enrolment says.
WITH months AS (
    DELETE FROM ranking_months
    WHERE member_id = %(gone)s
    RETURNING month, service_minutes, points, services
), days AS (
    DELETE FROM ranking_days
    WHERE member_id = %(gone)s
    RETURNING day, service_minutes, points, services
), belongings AS (
    DELETE FROM ranking_belongings WHERE member_id = %(gone)s
), moves AS (
    UPDATE ranking_moves SET member_id = %(stays)s WHERE member_id = %(gone)s
), gone AS (
    DELETE FROM ranking_members WHERE member_id = %(gone)s RETURNING team, grid
), filled AS (
    UPDATE ranking_members AS stays SET
        team = coalesce(stays.team, gone.team),
        grid = coalesce(stays.grid, gone.grid)
    FROM gone
    WHERE stays.member_id = %(stays)s
), merged_days AS (
    INSERT INTO ranking_days (member_id, day, service_minutes, points, services)
    SELECT %(stays)s, day, service_minutes, points, services FROM days
    ON CONFLICT (member_id, day) DO UPDATE SET
        service_minutes = ranking_days.service_minutes + excluded.service_minutes,
        points = ranking_days.points + excluded.points,
        services = ranking_days.services + excluded.services
)
INSERT INTO ranking_months (member_id, month, service_minutes, points, services)
SELECT %(stays)s, month, service_minutes, points, services FROM months
ON CONFLICT (member_id, month) DO UPDATE SET
    service_minutes = ranking_months.service_minutes + excluded.service_minutes,
    points = ranking_months.points + excluded.points,
    services = ranking_months.services + excluded.services;

-- name: add_days
INSERT INTO ranking_days (member_id, day, service_minutes, points, services)
SELECT member_id, day, service_minutes, points, services
FROM unnest(
    %(c1)s::text[], %(c2)s::date[], %(c3)s::bigint[], %(c4)s::bigint[], %(c5)s::bigint[]
) AS new (member_id, day, service_minutes, points, services)
ON CONFLICT (member_id, day) DO UPDATE SET
    service_minutes = ranking_days.service_minutes + excluded.service_minutes,
    points = ranking_days.points + excluded.points,
    services = ranking_days.services + excluded.services;

-- name: note_moves
INSERT INTO ranking_moves (member_id, position, said)
SELECT member_id, position, said
FROM unnest(%(c1)s::text[], %(c2)s::bigint[], %(c3)s::text[]) AS new (member_id, position, said);

-- name: moves
SELECT said FROM ranking_moves WHERE member_id = %(member_id)s ORDER BY position;

-- name: enrolment
SELECT team, grid FROM ranking_members WHERE member_id = %(member_id)s;

-- name: move
UPDATE ranking_members SET has_moved = true WHERE member_id = %(member_id)s;

-- name: close_teams
INSERT INTO ranking_closed (team, from_day)
SELECT team, from_day FROM unnest(%(c1)s::text[], %(c2)s::date[]) AS new (team, from_day)
ON CONFLICT (team) DO UPDATE SET from_day = excluded.from_day;

-- name: closed
SELECT team, from_day FROM ranking_closed;

-- name: in_closed
-- Who is in a closed team for longer than it is there.
SELECT members.member_id
FROM ranking_closed AS closed
JOIN ranking_members AS members ON members.team = closed.team AND NOT members.has_moved
UNION
SELECT belongings.member_id
FROM ranking_closed AS closed
JOIN ranking_belongings AS belongings ON belongings.key = closed.team
WHERE belongings.thing = 'team'
  AND (belongings.until_day IS NULL OR belongings.until_day > closed.from_day);

-- name: forget
DELETE FROM ranking_belongings WHERE member_id = %(member_id)s;

-- name: belong
INSERT INTO ranking_belongings (thing, key, member_id, from_day, until_day)
SELECT thing, key, member_id, from_day, until_day
FROM unnest(
    %(c1)s::text[], %(c2)s::text[], %(c3)s::text[], %(c4)s::date[], %(c5)s::date[]
) AS new (thing, key, member_id, from_day, until_day);

-- name: rank
WITH given AS (
    SELECT
        CASE %(of)s
            WHEN 'team' THEN members.team
            WHEN 'grid' THEN members.grid
            ELSE months.member_id
        END AS key,
        months.member_id, months.service_minutes, months.points, months.services
    FROM ranking_months AS months
    LEFT JOIN ranking_members AS members USING (member_id)
    WHERE months.month >= %(first)s
      AND months.month < %(until)s
      AND (%(of)s = 'member' OR members.has_moved IS NOT TRUE)
    UNION ALL
    SELECT belongings.key, days.member_id, days.service_minutes, days.points, days.services
    FROM ranking_belongings AS belongings
    JOIN ranking_days AS days
      ON days.member_id = belongings.member_id
     AND days.day >= greatest(belongings.from_day, %(first)s::date)
     AND days.day < least(belongings.until_day, %(until)s::date)
    WHERE belongings.thing = %(of)s
), scores AS (
    SELECT
        key,
        sum(service_minutes)::bigint AS service_minutes,
        sum(points)::bigint AS points,
        sum(services)::bigint AS services,
        count(DISTINCT member_id) FILTER (WHERE services > 0) AS members
    FROM given
    GROUP BY key
), scored AS (
    SELECT
        scores.*,
        CASE %(by)s
            WHEN 'points' THEN scores.points
            WHEN 'services' THEN scores.services
            ELSE scores.service_minutes
        END AS score
    FROM scores
    WHERE scores.key IS NOT NULL
), ranked AS (
    SELECT
        rank() OVER (ORDER BY score DESC) AS rank,
        row_number() OVER (ORDER BY score DESC, key) AS place,
        key, service_minutes, points, services, members
    FROM scored
    WHERE score > 0
)
SELECT rank, place, key, service_minutes, points, services, members
FROM ranked
WHERE place > %(after)s
ORDER BY place
LIMIT %(limit)s;

-- name: given_in_team
WITH given AS (
    SELECT months.member_id, months.service_minutes, months.points, months.services
    FROM ranking_months AS months
    JOIN ranking_members AS members USING (member_id)
    WHERE members.team = %(team)s
      AND NOT members.has_moved
      AND months.month >= %(first)s
      AND months.month < %(until)s
    UNION ALL
    SELECT days.member_id, days.service_minutes, days.points, days.services
    FROM ranking_belongings AS belongings
    JOIN ranking_days AS days
      ON days.member_id = belongings.member_id
     AND days.day >= greatest(belongings.from_day, %(first)s::date)
     AND days.day < least(belongings.until_day, %(until)s::date)
    WHERE belongings.thing = 'team' AND belongings.key = %(team)s
)
SELECT
    member_id,
    sum(service_minutes)::bigint AS service_minutes,
    sum(points)::bigint AS points,
    sum(services)::bigint AS services
FROM given
GROUP BY member_id
HAVING sum(services) > 0
ORDER BY service_minutes DESC, member_id;

-- name: given_in_grids
-- Each day counts in the grid in which its giver lived, by the map that is given along: names of
-- grids with what they mean on which days; and the homes of those who live in buildings that moved.
WITH lives AS (
    SELECT member_id, grid AS label, NULL::date AS from_day, NULL::date AS until_day
    FROM ranking_members
    WHERE grid IS NOT NULL AND NOT has_moved
    UNION ALL
    SELECT member_id, key, from_day, until_day FROM ranking_belongings WHERE thing = 'grid'
), homes AS (
    SELECT
        lives.member_id,
        coalesce(names.key, lives.label) AS key,
        greatest(lives.from_day, names.from_day) AS from_day,
        least(lives.until_day, names.until_day) AS until_day
    FROM lives
    LEFT JOIN unnest(
        %(labels)s::text[], %(keys)s::text[], %(from_days)s::date[], %(until_days)s::date[]
    ) AS names (label, key, from_day, until_day) ON names.label = lives.label
    WHERE lives.member_id <> ALL(%(elsewhere)s::text[])
    UNION ALL
    SELECT *
    FROM unnest(
        %(movers)s::text[], %(their_keys)s::text[], %(their_from_days)s::date[],
        %(their_until_days)s::date[]
    )
)
SELECT
    homes.key, days.member_id,
    sum(days.service_minutes)::bigint AS service_minutes,
    sum(days.points)::bigint AS points,
    sum(days.services)::bigint AS services
FROM homes
JOIN ranking_days AS days
  ON days.member_id = homes.member_id
 AND days.day >= greatest(homes.from_day, %(first)s::date)
 AND days.day < least(homes.until_day, %(until)s::date)
GROUP BY homes.key, days.member_id;

-- name: last_months
WITH RECURSIVE served AS (
    SELECT min(member_id) AS member_id FROM ranking_months
    UNION ALL
    SELECT (SELECT min(member_id) FROM ranking_months WHERE member_id > served.member_id)
    FROM served
    WHERE served.member_id IS NOT NULL
)
SELECT served.member_id, last.month
FROM served
CROSS JOIN LATERAL (
    SELECT month
    FROM ranking_months
    WHERE ranking_months.member_id = served.member_id AND services > 0
    ORDER BY month DESC
    LIMIT 1
) AS last
ORDER BY served.member_id;
