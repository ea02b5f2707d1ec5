-- name: keep
-- Who is one with another is that one; of who was erased nothing is kept.
WITH about AS (
    SELECT coalesce(
        (SELECT into_id FROM vault_merged WHERE vault_merged.member_id = %(member_id)s),
        %(member_id)s
    ) AS member_id
)
INSERT INTO vault_sealed (sealed_id, member_id, sealed)
SELECT %(sealed_id)s, about.member_id, %(sealed)s
FROM about
WHERE NOT EXISTS (SELECT FROM vault_erased WHERE vault_erased.member_id = about.member_id)
ON CONFLICT (sealed_id) DO NOTHING;

-- name: sealed
SELECT sealed FROM vault_sealed WHERE sealed_id = %(sealed_id)s;

-- name: last
SELECT sealed FROM vault_sealed ORDER BY kept_at DESC, sealed_id LIMIT 1;
