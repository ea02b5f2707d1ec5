-- name: create
-- Of members the roster says in which grid they live.
CREATE TABLE register_places (
    member_id text COLLATE "C" NOT NULL,
    position bigint NOT NULL,
    grid text NOT NULL,
    PRIMARY KEY (member_id, position)
);
CREATE INDEX register_places_grid ON register_places (grid, member_id);
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
-- Of who was two records once, the later word counts.
SELECT member_id, kind, from_day, checked_on, grid, member_kind, is_stale
FROM (
    SELECT
        held.member_id, held.kind, held.from_day, held.checked_on,
        CASE WHEN members.member_id IS NULL THEN places.grid ELSE members.grid END AS grid,
        members.kind AS member_kind,
        held.checked_on IS NULL OR %(today)s - held.checked_on > CASE held.kind
            WHEN 'resident:floating' THEN %(floating_days)s
            ELSE %(permanent_days)s
        END AS is_stale
    FROM standings AS held
    LEFT JOIN members
        ON members.member_id = held.member_id
        AND NOT members.has_left
        AND (members.from_day IS NULL OR members.from_day <= %(today)s)
        AND (members.until_day IS NULL OR members.until_day > %(today)s)
    LEFT JOIN register_places AS places
        ON places.member_id = held.member_id AND places.position = held.position
    WHERE held.family = 'resident'
      AND held.from_day <= %(today)s
      AND held.until_day >= %(today)s
      AND (%(among)s::text[] IS NULL OR held.member_id = ANY(%(among)s))
      AND NOT EXISTS (
          SELECT
          FROM standings AS later
          WHERE later.member_id = held.member_id
            AND later.family = 'resident'
            AND later.from_day <= %(today)s
            AND later.until_day >= %(today)s
            AND (later.from_day, later.position) > (held.from_day, held.position)
      )
) AS living
WHERE (%(grids)s::text[] IS NULL OR grid = ANY(%(grids)s))
  AND (%(stale)s::boolean IS NULL OR is_stale = %(stale)s)
ORDER BY checked_on NULLS FIRST, member_id
LIMIT %(limit)s OFFSET %(after)s;

-- name: everybody
SELECT
    coalesce(array_agg(member_id), '{}') AS member_ids,
    coalesce(array_agg(is_stale), '{}') AS stale,
    coalesce(array_agg(kind = 'resident:floating'), '{}') AS floating
FROM (
    SELECT
        held.member_id, held.kind, held.from_day, held.checked_on,
        CASE WHEN members.member_id IS NULL THEN places.grid ELSE members.grid END AS grid,
        members.kind AS member_kind,
        held.checked_on IS NULL OR %(today)s - held.checked_on > CASE held.kind
            WHEN 'resident:floating' THEN %(floating_days)s
            ELSE %(permanent_days)s
        END AS is_stale
    FROM standings AS held
    LEFT JOIN members
        ON members.member_id = held.member_id
        AND NOT members.has_left
        AND (members.from_day IS NULL OR members.from_day <= %(today)s)
        AND (members.until_day IS NULL OR members.until_day > %(today)s)
    LEFT JOIN register_places AS places
        ON places.member_id = held.member_id AND places.position = held.position
    WHERE held.family = 'resident'
      AND held.from_day <= %(today)s
      AND held.until_day >= %(today)s
      AND (%(among)s::text[] IS NULL OR held.member_id = ANY(%(among)s))
      AND NOT EXISTS (
          SELECT
          FROM standings AS later
          WHERE later.member_id = held.member_id
            AND later.family = 'resident'
            AND later.from_day <= %(today)s
            AND later.until_day >= %(today)s
            AND (later.from_day, later.position) > (held.from_day, held.position)
      )
) AS living
WHERE (%(grids)s::text[] IS NULL OR grid = ANY(%(grids)s))
  AND (%(stale)s::boolean IS NULL OR is_stale = %(stale)s);

-- name: stale_count
-- The first bound is the index's; the second one is that of the kind.
SELECT count(*) AS people
FROM standings AS held
WHERE held.family = 'resident'
  AND (
      held.checked_on IS NULL
      OR held.checked_on
         < %(today)s::date
           - least(%(floating_days)s::bigint, %(permanent_days)s::bigint, 99999)::int
  )
  AND held.from_day <= %(today)s
  AND held.until_day >= %(today)s
  AND (%(among)s::text[] IS NULL OR held.member_id = ANY(%(among)s))
  AND (
      held.checked_on IS NULL
      OR %(today)s - held.checked_on > CASE held.kind
          WHEN 'resident:floating' THEN %(floating_days)s
          ELSE %(permanent_days)s
      END
  )
  AND NOT EXISTS (
      SELECT
      FROM standings AS later
      WHERE later.member_id = held.member_id
        AND later.family = 'resident'
        AND later.from_day <= %(today)s
        AND later.until_day >= %(today)s
        AND (later.from_day, later.position) > (held.from_day, held.position)
  );

-- name: coverage
SELECT
    grid,
    count(*) FILTER (WHERE kind <> 'resident:floating') AS permanent,
    count(*) FILTER (WHERE kind = 'resident:floating') AS floating,
    count(*) FILTER (WHERE is_stale) AS stale,
    count(*) FILTER (WHERE member_kind = 'volunteer') AS volunteers,
    min(checked_on) AS oldest
FROM (
    SELECT
        held.member_id, held.kind, held.from_day, held.checked_on,
        CASE WHEN members.member_id IS NULL THEN places.grid ELSE members.grid END AS grid,
        members.kind AS member_kind,
        held.checked_on IS NULL OR %(today)s - held.checked_on > CASE held.kind
            WHEN 'resident:floating' THEN %(floating_days)s
            ELSE %(permanent_days)s
        END AS is_stale
    FROM standings AS held
    LEFT JOIN members
        ON members.member_id = held.member_id
        AND NOT members.has_left
        AND (members.from_day IS NULL OR members.from_day <= %(today)s)
        AND (members.until_day IS NULL OR members.until_day > %(today)s)
    LEFT JOIN register_places AS places
        ON places.member_id = held.member_id AND places.position = held.position
    WHERE held.family = 'resident'
      AND held.from_day <= %(today)s
      AND held.until_day >= %(today)s
      AND (%(among)s::text[] IS NULL OR held.member_id = ANY(%(among)s))
      AND NOT EXISTS (
          SELECT
          FROM standings AS later
          WHERE later.member_id = held.member_id
            AND later.family = 'resident'
            AND later.from_day <= %(today)s
            AND later.until_day >= %(today)s
            AND (later.from_day, later.position) > (held.from_day, held.position)
      )
) AS living
WHERE (%(grids)s::text[] IS NULL OR grid = ANY(%(grids)s))
  AND (%(stale)s::boolean IS NULL OR is_stale = %(stale)s)
GROUP BY grid
ORDER BY grid COLLATE "C" NULLS LAST;

-- name: only_registered
SELECT held.member_id
FROM standings AS held
JOIN register_places AS places USING (member_id, position)
WHERE held.family = 'resident'
  AND held.from_day <= %(today)s
  AND held.until_day >= %(today)s
  AND places.grid = ANY(%(grids)s)
  AND NOT EXISTS (
      SELECT FROM members WHERE members.member_id = held.member_id AND NOT members.has_left
  );
