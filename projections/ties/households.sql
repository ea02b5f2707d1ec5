-- name: create
CREATE TABLE household_members (
    household_id text COLLATE "C" NOT NULL,
    place bigint NOT NULL,
    member_id text COLLATE "C" NOT NULL,
    is_head boolean NOT NULL,
    PRIMARY KEY (household_id, member_id)
);
CREATE INDEX household_members_member_id ON household_members (member_id);

-- name: empty
DELETE FROM household_members WHERE household_id = %(household_id)s;

-- name: live
INSERT INTO household_members (household_id, place, member_id, is_head)
SELECT * FROM unnest(%(c1)s::text[], %(c2)s::bigint[], %(c3)s::text[], %(c4)s::boolean[]);

-- name: leave
DELETE FROM household_members WHERE member_id = %(member_id)s;

-- name: merge
-- Where both are of one household, the one that stays is there once.
WITH twice AS (
    DELETE FROM household_members AS gone
    WHERE gone.member_id = %(gone)s
      AND EXISTS (
          SELECT
          FROM household_members AS stays
          WHERE stays.household_id = gone.household_id AND stays.member_id = %(stays)s
      )
    RETURNING household_id, is_head
),
heads AS (
    UPDATE household_members SET is_head = true
    FROM twice
    WHERE household_members.household_id = twice.household_id
      AND household_members.member_id = %(stays)s
      AND twice.is_head
)
UPDATE household_members SET member_id = %(stays)s
WHERE member_id = %(gone)s
  AND household_id NOT IN (SELECT household_id FROM twice);

-- name: of_members
SELECT mates.household_id, mates.member_id, mates.is_head
FROM (
    SELECT DISTINCT household_id FROM household_members WHERE member_id = ANY(%(member_ids)s)
) AS homes
JOIN household_members AS mates USING (household_id)
ORDER BY mates.household_id, mates.place;

-- name: one
SELECT household_id, member_id, is_head
FROM household_members
WHERE household_id = %(household_id)s
ORDER BY place;

-- name: page
SELECT mates.household_id, mates.member_id, mates.is_head
FROM (
    SELECT household_id
    FROM household_members
    GROUP BY household_id
    HAVING %(among)s::text[] IS NULL OR bool_and(member_id = ANY(%(among)s))
    ORDER BY household_id
    LIMIT %(limit)s OFFSET %(after)s
) AS homes
JOIN household_members AS mates USING (household_id)
ORDER BY mates.household_id, mates.place;
