-- name: create
CREATE TABLE activities (
    activity_id text COLLATE "C" PRIMARY KEY,
    position bigint NOT NULL,
    title_text text NOT NULL,
    programme text NOT NULL,
    place_text text NOT NULL,
    team text,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    capacity bigint
);
CREATE TABLE activity_people (
    activity_id text COLLATE "C" NOT NULL,
    member_id text COLLATE "C" NOT NULL,
    signed_up boolean,
    signed_in_at timestamptz,
    signed_out_at timestamptz,
    PRIMARY KEY (activity_id, member_id)
);
CREATE INDEX activity_people_member_id ON activity_people (member_id);

-- name: add
INSERT INTO activities
    (activity_id, position, title_text, programme, place_text, team, starts_at, ends_at, capacity)
SELECT *
FROM unnest(
    %(c1)s::text[], %(c2)s::bigint[], %(c3)s::text[], %(c4)s::text[], %(c5)s::text[],
    %(c6)s::text[], %(c7)s::timestamptz[], %(c8)s::timestamptz[], %(c9)s::bigint[]
);

-- name: people
INSERT INTO activity_people (activity_id, member_id, signed_up, signed_in_at, signed_out_at)
SELECT *
FROM unnest(
    %(c1)s::text[], %(c2)s::text[], %(c3)s::boolean[], %(c4)s::timestamptz[],
    %(c5)s::timestamptz[]
)
ON CONFLICT (activity_id, member_id) DO UPDATE SET
    signed_up = coalesce(excluded.signed_up, activity_people.signed_up),
    signed_in_at = coalesce(activity_people.signed_in_at, excluded.signed_in_at),
    signed_out_at = coalesce(activity_people.signed_out_at, excluded.signed_out_at);

-- name: listed
SELECT
    activities.*, counted.signed_up, counted.signed_in,
    coalesce(mine.signed_up, false) AS i_signed_up,
    mine.signed_in_at AS i_signed_in_at,
    mine.signed_out_at AS i_signed_out_at
FROM activities
LEFT JOIN activity_people AS mine
    ON mine.activity_id = activities.activity_id AND mine.member_id = %(member_id)s
CROSS JOIN LATERAL (
    SELECT
        count(*) FILTER (WHERE people.signed_up) AS signed_up,
        count(*) FILTER (WHERE people.signed_in_at IS NOT NULL AND people.signed_out_at IS NULL)
            AS signed_in
    FROM activity_people AS people
    WHERE people.activity_id = activities.activity_id
) AS counted

-- name: listed_page
WHERE activities.position < %(before)s
  AND (%(activity_id)s::text IS NULL OR activities.activity_id = %(activity_id)s)
  AND (%(ending_after)s::timestamptz IS NULL OR activities.ends_at > %(ending_after)s)
ORDER BY activities.position DESC
LIMIT %(limit)s;

-- name: listed_coming
WHERE activities.ends_at > %(now)s
   OR (mine.signed_in_at IS NOT NULL AND mine.signed_out_at IS NULL)
ORDER BY activities.starts_at, activities.activity_id
LIMIT %(limit)s;

-- name: listed_attended
WHERE mine.signed_out_at IS NOT NULL
ORDER BY activities.starts_at DESC, activities.activity_id
LIMIT %(limit)s;

-- name: people_of
SELECT member_id, coalesce(signed_up, false) AS signed_up, signed_in_at, signed_out_at
FROM activity_people
WHERE activity_id = %(activity_id)s AND (signed_up OR signed_in_at IS NOT NULL)
ORDER BY member_id;

-- name: plans
SELECT activity_id, title_text, starts_at, ends_at
FROM activities
WHERE activity_id = ANY(%(activity_ids)s)
ORDER BY starts_at, activity_id;

-- name: still_in
SELECT people.activity_id, people.member_id, people.signed_in_at
FROM activity_people AS people
JOIN activities USING (activity_id)
WHERE people.signed_in_at IS NOT NULL AND people.signed_out_at IS NULL
ORDER BY activities.ends_at, people.activity_id, people.signed_in_at, people.member_id
LIMIT %(limit)s;

-- name: next_of
SELECT activities.activity_id, activities.title_text, activities.starts_at, activities.ends_at
FROM activity_people AS mine
JOIN activities USING (activity_id)
WHERE mine.member_id = %(member_id)s
  AND mine.signed_out_at IS NULL
  AND (mine.signed_in_at IS NOT NULL OR (mine.signed_up AND activities.ends_at > %(now)s))
ORDER BY mine.signed_in_at IS NULL, activities.starts_at, activities.activity_id
LIMIT 1;
