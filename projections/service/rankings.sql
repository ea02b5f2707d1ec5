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
    grid text
);

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
WITH moved AS (
    DELETE FROM ranking_months
    WHERE member_id = %(gone)s
    RETURNING month, service_minutes, points, services
)
INSERT INTO ranking_months (member_id, month, service_minutes, points, services)
SELECT %(stays)s, month, service_minutes, points, services FROM moved
ON CONFLICT (member_id, month) DO UPDATE SET
    service_minutes = ranking_months.service_minutes + excluded.service_minutes,
    points = ranking_months.points + excluded.points,
    services = ranking_months.services + excluded.services;

-- name: rank
WITH scores AS (
    SELECT
        CASE %(of)s
            WHEN 'team' THEN members.team
            WHEN 'grid' THEN members.grid
            ELSE months.member_id
        END AS key,
        sum(months.service_minutes)::bigint AS service_minutes,
        sum(months.points)::bigint AS points,
        sum(months.services)::bigint AS services,
        count(DISTINCT months.member_id) FILTER (WHERE months.services > 0) AS members
    FROM ranking_months AS months
    LEFT JOIN ranking_members AS members USING (member_id)
    WHERE months.month >= %(first)s AND months.month < %(until)s
    GROUP BY 1
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
