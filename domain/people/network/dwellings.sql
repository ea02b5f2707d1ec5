-- name: of
-- Who never moved has always lived where they live.
WITH dwellings AS (
    SELECT
        member_id, building, from_day,
        lead(from_day) OVER (
            PARTITION BY member_id ORDER BY from_day NULLS FIRST, position
        ) AS until_day
    FROM vault_dwellings
    UNION ALL
    SELECT member_id, building, NULL, NULL
    FROM vault_people
    WHERE building IS NOT NULL
      AND NOT EXISTS (
          SELECT FROM vault_dwellings WHERE vault_dwellings.member_id = vault_people.member_id
      )
)
SELECT member_id, building, from_day, until_day
FROM dwellings
WHERE member_id IN (
    SELECT member_id FROM dwellings AS there WHERE there.building = ANY(%(buildings)s)
)
ORDER BY member_id, from_day NULLS FIRST;

-- name: living_in
SELECT member_id
FROM vault_people
WHERE building = %(building)s::text OR (%(building)s::text IS NULL AND building IS NULL);

-- name: inhabited
SELECT building, count(*) AS people, count(*) FILTER (WHERE is_marked) AS marked
FROM unnest(%(member_ids)s::text[], %(marked)s::boolean[]) AS asked (member_id, is_marked)
LEFT JOIN vault_people USING (member_id)
GROUP BY building
ORDER BY building NULLS FIRST;
