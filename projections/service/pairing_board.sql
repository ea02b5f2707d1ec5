-- name: create
CREATE TABLE pairings (
    pairing_id text COLLATE "C" PRIMARY KEY,
    position bigint NOT NULL,
    volunteer_id text COLLATE "C" NOT NULL,
    assisted_id text COLLATE "C" NOT NULL,
    visit_every_days bigint NOT NULL,
    starts_on date NOT NULL,
    ended_at timestamptz,
    visits bigint NOT NULL DEFAULT 0,
    last_visit_at timestamptz
);
CREATE INDEX pairings_position ON pairings (position);
CREATE INDEX pairings_active ON pairings (position) WHERE ended_at IS NULL;
CREATE INDEX pairings_volunteer_id ON pairings (volunteer_id, position);
CREATE INDEX pairings_assisted_id ON pairings (assisted_id, position);
CREATE TABLE pairing_visits (
    service_id text COLLATE "C" PRIMARY KEY,
    pairing_id text COLLATE "C" NOT NULL,
    starts_at timestamptz NOT NULL
);
CREATE INDEX pairing_visits_pairing_id ON pairing_visits (pairing_id, starts_at);

-- name: add
INSERT INTO pairings
    (pairing_id, position, volunteer_id, assisted_id, visit_every_days, starts_on)
SELECT *
FROM unnest(
    %(c1)s::text[], %(c2)s::bigint[], %(c3)s::text[], %(c4)s::text[],
    %(c5)s::bigint[], %(c6)s::date[]
);

-- name: visit
WITH visited AS (
    INSERT INTO pairing_visits (service_id, pairing_id, starts_at)
    SELECT * FROM unnest(%(c1)s::text[], %(c2)s::text[], %(c3)s::timestamptz[])
    RETURNING pairing_id, starts_at
)
UPDATE pairings SET
    visits = pairings.visits + new.visits,
    last_visit_at = greatest(pairings.last_visit_at, new.last_visit_at)
FROM (
    SELECT pairing_id, count(*) AS visits, max(starts_at) AS last_visit_at
    FROM visited
    GROUP BY pairing_id
) AS new
WHERE pairings.pairing_id = new.pairing_id;

-- name: unvisit
WITH wrong AS (
    DELETE FROM pairing_visits WHERE service_id = ANY(%(service_ids)s) RETURNING pairing_id
)
UPDATE pairings SET
    visits = pairings.visits - (
        SELECT count(*) FROM wrong WHERE wrong.pairing_id = pairings.pairing_id
    ),
    last_visit_at = (
        SELECT max(starts_at)
        FROM pairing_visits
        WHERE pairing_visits.pairing_id = pairings.pairing_id
          AND service_id <> ALL(%(service_ids)s)
    )
WHERE pairing_id IN (SELECT pairing_id FROM wrong);

-- name: merge
UPDATE pairings SET
    volunteer_id = CASE volunteer_id WHEN %(gone)s THEN %(stays)s ELSE volunteer_id END,
    assisted_id = CASE assisted_id WHEN %(gone)s THEN %(stays)s ELSE assisted_id END
WHERE volunteer_id = %(gone)s OR assisted_id = %(gone)s;

-- name: end
UPDATE pairings SET ended_at = new.ended_at
FROM unnest(%(c1)s::text[], %(c2)s::timestamptz[]) AS new (pairing_id, ended_at)
WHERE pairings.pairing_id = new.pairing_id;

-- name: page
WITH board AS (
    SELECT
        pairing_id, position, volunteer_id, assisted_id, visit_every_days, starts_on,
        last_visit_at, visits, ended_at,
        -- An old fact may promise visits millions of days apart: the board ends with year 9999.
        least(
            coalesce((last_visit_at AT TIME ZONE %(zone)s)::date, starts_on)
                + least(visit_every_days, 3652058)::integer,
            DATE '9999-12-31'
        ) AS next_visit_due
    FROM pairings
)
SELECT
    pairing_id, position, volunteer_id, assisted_id, visit_every_days, starts_on,
    last_visit_at, visits, ended_at, next_visit_due,
    ended_at IS NULL AND next_visit_due < %(today)s AS overdue
FROM board
WHERE position > %(after)s
  AND (%(volunteer_id)s::text IS NULL OR volunteer_id = %(volunteer_id)s)
  AND (
      %(with_member)s::text IS NULL
      OR volunteer_id = %(with_member)s
      OR assisted_id = %(with_member)s
  )
  AND (%(pairing_id)s::text IS NULL OR pairing_id = %(pairing_id)s)
  AND (
      %(among)s::text[] IS NULL
      OR (volunteer_id = ANY(%(among)s) AND assisted_id = ANY(%(among)s))
  )
  AND (%(active)s::boolean IS NULL OR (ended_at IS NULL) = %(active)s)
  AND (%(overdue)s::boolean IS NULL
       OR (ended_at IS NULL AND next_visit_due < %(today)s) = %(overdue)s)
ORDER BY position
LIMIT %(limit)s;
