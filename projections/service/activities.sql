-- name: create
CREATE TABLE activities (
    activity_id text COLLATE "C" PRIMARY KEY,
    position bigint NOT NULL,
    plan_id text COLLATE "C" NOT NULL,
    title_text text NOT NULL,
    programme text NOT NULL,
    place_text text NOT NULL,
    team text,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    capacity bigint,
    was_starts_at timestamptz,
    was_ends_at timestamptz,
    was_place_text text,
    called_off_at timestamptz,
    reason_text text,
    node_id text COLLATE "C"
);
CREATE INDEX activities_position ON activities (position);
CREATE INDEX activities_ends_at ON activities (ends_at);
CREATE TABLE activity_people (
    activity_id text COLLATE "C" NOT NULL,
    member_id text COLLATE "C" NOT NULL,
    signed_up boolean,
    signed_in_at timestamptz,
    signed_out_at timestamptz,
    starts_at timestamptz,
    ends_at timestamptz,
    PRIMARY KEY (activity_id, member_id)
);
CREATE INDEX activity_people_present ON activity_people (member_id)
    WHERE signed_in_at IS NOT NULL AND signed_out_at IS NULL;
CREATE INDEX activity_people_expected ON activity_people (member_id, ends_at)
    WHERE signed_up AND signed_out_at IS NULL;
CREATE INDEX activity_people_attended ON activity_people (member_id, starts_at)
    WHERE signed_out_at IS NOT NULL;

-- name: add
INSERT INTO activities (
    activity_id, position, plan_id, title_text, programme, place_text, team, starts_at, ends_at,
    capacity, node_id
)
SELECT *
FROM unnest(
    %(c1)s::text[], %(c2)s::bigint[], %(c3)s::text[], %(c4)s::text[], %(c5)s::text[],
    %(c6)s::text[], %(c7)s::text[], %(c8)s::timestamptz[], %(c9)s::timestamptz[],
    %(c10)s::bigint[], %(c11)s::text[]
);

-- name: people
INSERT INTO activity_people (
    activity_id, member_id, signed_up, signed_in_at, signed_out_at, starts_at, ends_at
)
SELECT
    new.activity_id, new.member_id, new.signed_up, new.signed_in_at, new.signed_out_at,
    activities.starts_at, activities.ends_at
FROM unnest(
    %(c1)s::text[], %(c2)s::text[], %(c3)s::boolean[], %(c4)s::timestamptz[],
    %(c5)s::timestamptz[]
) AS new (activity_id, member_id, signed_up, signed_in_at, signed_out_at)
LEFT JOIN activities USING (activity_id)
ON CONFLICT (activity_id, member_id) DO UPDATE SET
    signed_up = coalesce(excluded.signed_up, activity_people.signed_up),
    signed_in_at = coalesce(excluded.signed_in_at, activity_people.signed_in_at),
    signed_out_at = coalesce(excluded.signed_out_at, activity_people.signed_out_at);

-- name: back_in
UPDATE activity_people SET signed_out_at = NULL
FROM unnest(%(c1)s::text[], %(c2)s::text[]) AS new (activity_id, member_id)
WHERE activity_people.activity_id = new.activity_id
  AND activity_people.member_id = new.member_id
  AND activity_people.signed_out_at IS NOT NULL;

-- name: merge
-- Who was there under both names was so under the one that stays.
WITH moved AS (
    DELETE FROM activity_people
    WHERE member_id = %(gone)s
    RETURNING activity_id, signed_up, signed_in_at, signed_out_at, starts_at, ends_at
)
INSERT INTO activity_people AS kept (
    activity_id, member_id, signed_up, signed_in_at, signed_out_at, starts_at, ends_at
)
SELECT activity_id, %(stays)s, signed_up, signed_in_at, signed_out_at, starts_at, ends_at
FROM moved
ON CONFLICT (activity_id, member_id) DO UPDATE SET
    signed_up = coalesce(kept.signed_up OR excluded.signed_up, kept.signed_up, excluded.signed_up),
    (signed_in_at, signed_out_at) = (
        SELECT new.signed_in_at, new.signed_out_at
        FROM (
            VALUES
            (kept.signed_in_at, kept.signed_out_at, false),
            (excluded.signed_in_at, excluded.signed_out_at, true)
        ) AS new (signed_in_at, signed_out_at, is_the_others)
        ORDER BY
            (new.signed_in_at IS NULL),
            (new.signed_out_at IS NOT NULL),
            new.is_the_others
        LIMIT 1
    );

-- name: change
UPDATE activities SET
    was_starts_at = coalesce(activities.was_starts_at, activities.starts_at),
    was_ends_at = coalesce(activities.was_ends_at, activities.ends_at),
    was_place_text = coalesce(activities.was_place_text, activities.place_text),
    starts_at = new.starts_at,
    ends_at = new.ends_at,
    place_text = new.place_text,
    capacity = new.capacity,
    plan_id = new.plan_id
FROM unnest(
    %(c1)s::text[], %(c2)s::timestamptz[], %(c3)s::timestamptz[], %(c4)s::text[], %(c5)s::bigint[],
    %(c6)s::text[]
) AS new (activity_id, starts_at, ends_at, place_text, capacity, plan_id)
WHERE activities.activity_id = new.activity_id;

-- name: change_for_people
UPDATE activity_people SET starts_at = new.starts_at, ends_at = new.ends_at
FROM unnest(
    %(c1)s::text[], %(c2)s::timestamptz[], %(c3)s::timestamptz[]
) AS new (activity_id, starts_at, ends_at)
WHERE activity_people.activity_id = new.activity_id;

-- name: call_off
UPDATE activities SET called_off_at = new.at, reason_text = new.reason_text
FROM unnest(
    %(c1)s::text[], %(c2)s::timestamptz[], %(c3)s::text[]
) AS new (activity_id, at, reason_text)
WHERE activities.activity_id = new.activity_id;

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
WHERE activities.activity_id IN (
    SELECT activity_id
    FROM activities
    WHERE position < %(before)s
      AND (%(activity_id)s::text IS NULL OR activity_id = %(activity_id)s)
      AND (%(ending_after)s::timestamptz IS NULL OR ends_at > %(ending_after)s)
      AND (%(nodes)s::text[] IS NULL OR node_id = ANY (%(nodes)s::text[]))
    ORDER BY position DESC
    LIMIT %(limit)s
)
ORDER BY activities.position DESC;

-- name: listed_coming
WHERE activities.activity_id IN (
    SELECT activity_id FROM activities WHERE ends_at > %(now)s
    UNION
    SELECT activity_id
    FROM activity_people
    WHERE member_id = %(member_id)s AND signed_in_at IS NOT NULL AND signed_out_at IS NULL
)
ORDER BY activities.starts_at, activities.activity_id
LIMIT %(limit)s;

-- name: listed_changed
WHERE activities.activity_id IN (
    SELECT activity_id
    FROM activity_people
    WHERE member_id = %(member_id)s AND signed_up AND signed_out_at IS NULL AND ends_at > %(now)s
)
  AND (activities.called_off_at IS NOT NULL OR activities.was_starts_at IS NOT NULL)
ORDER BY activities.starts_at, activities.activity_id
LIMIT %(limit)s;

-- name: listed_attended
WHERE activities.activity_id IN (
    SELECT activity_id
    FROM activity_people
    WHERE member_id = %(member_id)s AND signed_out_at IS NOT NULL
    ORDER BY starts_at DESC, activity_id
    LIMIT %(limit)s
)
ORDER BY activities.starts_at DESC, activities.activity_id;

-- name: people_of
SELECT member_id, coalesce(signed_up, false) AS signed_up, signed_in_at, signed_out_at
FROM activity_people
WHERE activity_id = %(activity_id)s AND (signed_up OR signed_in_at IS NOT NULL)
ORDER BY member_id;

-- name: plans
SELECT activity_id, title_text, starts_at, ends_at, node_id
FROM activities
WHERE activity_id = ANY(%(activity_ids)s)
ORDER BY starts_at, activity_id;

-- name: still_in
SELECT people.activity_id, people.member_id, people.signed_in_at
FROM activity_people AS people
JOIN activities USING (activity_id)
WHERE people.signed_in_at IS NOT NULL
  AND people.signed_out_at IS NULL
  AND (%(among)s::text[] IS NULL OR people.member_id = ANY(%(among)s))
ORDER BY activities.ends_at, people.activity_id, people.signed_in_at, people.member_id
LIMIT %(limit)s;

-- name: next_of
SELECT activities.activity_id, activities.title_text, activities.starts_at, activities.ends_at
FROM (
    SELECT activity_id, signed_in_at
    FROM activity_people
    WHERE member_id = %(member_id)s AND signed_in_at IS NOT NULL AND signed_out_at IS NULL
    UNION
    SELECT activity_id, signed_in_at
    FROM activity_people
    WHERE member_id = %(member_id)s
      AND signed_up
      AND signed_out_at IS NULL
      AND ends_at > %(now)s
) AS mine
CROSS JOIN LATERAL (
    SELECT activity_id, title_text, starts_at, ends_at
    FROM activities
    WHERE activities.activity_id = mine.activity_id
      AND (activities.called_off_at IS NULL OR mine.signed_in_at IS NOT NULL)
    LIMIT 1
) AS activities
ORDER BY mine.signed_in_at IS NULL, activities.starts_at, activities.activity_id
LIMIT 1;
