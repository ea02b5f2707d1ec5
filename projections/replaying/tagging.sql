-- name: tags
SELECT id AS position, tags
FROM facts_tt_main
WHERE id >= %(first)s AND id <= %(last)s
ORDER BY id;

-- name: same
-- The tags of facts and the rows in which they are looked up: as many, with the same digests.
SELECT
    (
        SELECT (count(*), sum(hashtextextended(tag, id)))
        FROM facts_tt_main
        CROSS JOIN LATERAL unnest(tags) AS tag
    ) IS NOT DISTINCT FROM (
        SELECT (count(*), sum(hashtextextended(tag, main_id))) FROM facts_tt_tag
    ) AS same;

-- name: difference
(
    SELECT position, tag, 'has no row for its tag' AS what
    FROM (
        SELECT id AS position, unnest(tags) AS tag FROM facts_tt_main
        EXCEPT ALL
        SELECT main_id, tag FROM facts_tt_tag
    ) AS missing
    UNION ALL
    SELECT position, tag, 'has a row for a tag that is not its own:' AS what
    FROM (
        SELECT main_id AS position, tag FROM facts_tt_tag
        EXCEPT ALL
        SELECT id, unnest(tags) FROM facts_tt_main
    ) AS foreign_rows
)
ORDER BY position, tag
LIMIT %(limit)s;
