-- name: create
CREATE TABLE IF NOT EXISTS vault_people (
    member_id text COLLATE "C" PRIMARY KEY,
    name text NOT NULL,
    sort_key text COLLATE "C" NOT NULL,
    initials text COLLATE "C" NOT NULL,
    phone text,
    phone_last4 text COLLATE "C",
    id_number_digest text COLLATE "C" UNIQUE,
    id_number_masked text,
    sex text,
    birth_date date,
    building text,
    named_publicly boolean NOT NULL DEFAULT false,
    further_phones text[] NOT NULL DEFAULT '{}'
);
ALTER TABLE vault_people ADD COLUMN IF NOT EXISTS further_phones text[] NOT NULL DEFAULT '{}';
ALTER TABLE vault_people ADD COLUMN IF NOT EXISTS name_position bigint NOT NULL DEFAULT 0;
ALTER TABLE vault_people ADD COLUMN IF NOT EXISTS phone_position bigint NOT NULL DEFAULT 0;
ALTER TABLE vault_people ADD COLUMN IF NOT EXISTS building_position bigint NOT NULL DEFAULT 0;
CREATE INDEX IF NOT EXISTS vault_people_phone_last4 ON vault_people (phone_last4);
CREATE INDEX IF NOT EXISTS vault_people_phone ON vault_people (phone);
CREATE INDEX IF NOT EXISTS vault_people_building ON vault_people (building);
CREATE TABLE IF NOT EXISTS vault_corrections (
    correction_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    member_id text COLLATE "C" NOT NULL,
    corrected_by text COLLATE "C" NOT NULL,
    corrected_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX IF NOT EXISTS vault_corrections_member_id ON vault_corrections (member_id);
CREATE TABLE IF NOT EXISTS vault_dwellings (
    member_id text COLLATE "C" NOT NULL,
    position bigint NOT NULL,
    building text NOT NULL,
    from_day date,
    PRIMARY KEY (member_id, position)
);
CREATE TABLE IF NOT EXISTS vault_erased (
    member_id text COLLATE "C" PRIMARY KEY
);
CREATE TABLE IF NOT EXISTS vault_merged (
    member_id text COLLATE "C" PRIMARY KEY,
    into_id text COLLATE "C" NOT NULL
);
CREATE INDEX IF NOT EXISTS vault_merged_into_id ON vault_merged (into_id);
CREATE TABLE IF NOT EXISTS vault_donors (
    donor_id text COLLATE "C" PRIMARY KEY,
    name text NOT NULL
);
CREATE TABLE IF NOT EXISTS vault_texts (
    text_id text COLLATE "C" PRIMARY KEY,
    text text NOT NULL
);
CREATE TABLE IF NOT EXISTS vault_sealed (
    sealed_id text COLLATE "C" PRIMARY KEY,
    member_id text COLLATE "C",
    sealed bytea NOT NULL,
    kept_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX IF NOT EXISTS vault_sealed_member_id ON vault_sealed (member_id);
CREATE INDEX IF NOT EXISTS vault_sealed_kept_at ON vault_sealed (kept_at);

-- name: keep_person
-- Who was erased is not kept again under the same id, whoever asks again.
INSERT INTO vault_people (
    member_id, name, sort_key, initials, phone, phone_last4, id_number_digest, id_number_masked,
    sex, birth_date, building, further_phones
)
SELECT
    %(member_id)s, %(name)s, %(sort_key)s, %(initials)s, %(phone)s, %(phone_last4)s,
    %(id_number_digest)s, %(id_number_masked)s, %(sex)s, %(birth_date)s::date, %(building)s,
    %(further_phones)s
WHERE NOT EXISTS (SELECT FROM vault_erased WHERE vault_erased.member_id = %(member_id)s)
ON CONFLICT DO NOTHING
RETURNING xmin::text AS version;

-- name: meet_person
-- The row gets a new version: whoever kept the old one does not let the person go any more.
UPDATE vault_people SET member_id = member_id
WHERE member_id = %(member_id)s OR id_number_digest = %(id_number_digest)s
RETURNING member_id;

-- name: let_person_go
DELETE FROM vault_people WHERE member_id = %(member_id)s AND xmin::text = %(version)s;

-- name: correct_person
-- A phone that is not given stays, and so does what a later fact of the log corrected: a repeat of
-- an earlier one may come late. What says the same as before is no correction.
WITH before AS (
    SELECT name, phone FROM vault_people WHERE member_id = %(member_id)s
),
corrected AS (
    UPDATE vault_people SET
        name = CASE WHEN name_position < %(position)s THEN %(name)s ELSE name END,
        sort_key = CASE WHEN name_position < %(position)s THEN %(sort_key)s ELSE sort_key END,
        initials = CASE WHEN name_position < %(position)s THEN %(initials)s ELSE initials END,
        phone = CASE
            WHEN phone_position < %(position)s THEN coalesce(%(phone)s::text, phone) ELSE phone
        END,
        phone_last4 = CASE
            WHEN phone_position < %(position)s THEN coalesce(%(phone_last4)s::text, phone_last4)
            ELSE phone_last4
        END,
        name_position = greatest(name_position, %(position)s),
        phone_position = CASE
            WHEN %(phone)s::text IS NULL THEN phone_position
            ELSE greatest(phone_position, %(position)s)
        END
    WHERE member_id = %(member_id)s
    RETURNING member_id, name, phone
)
INSERT INTO vault_corrections (member_id, corrected_by)
SELECT corrected.member_id, %(corrected_by)s
FROM corrected
CROSS JOIN before
WHERE corrected.name <> before.name OR corrected.phone IS DISTINCT FROM before.phone
RETURNING correction_id;

-- name: move_person
-- Where somebody lived before their first move is noted with it, as the first of their dwellings.
WITH before AS (
    SELECT member_id, building FROM vault_people WHERE member_id = %(member_id)s
), first AS (
    INSERT INTO vault_dwellings (member_id, position, building)
    SELECT member_id, 0, building
    FROM before
    WHERE building IS NOT NULL
      AND NOT EXISTS (
          SELECT FROM vault_dwellings WHERE vault_dwellings.member_id = %(member_id)s
      )
), noted AS (
    INSERT INTO vault_dwellings (member_id, position, building, from_day)
    SELECT member_id, %(position)s, %(building)s, %(from_day)s::date FROM before
    ON CONFLICT DO NOTHING
)
UPDATE vault_people SET building = %(building)s, building_position = %(position)s
WHERE member_id = %(member_id)s AND building_position < %(position)s
RETURNING member_id;

-- name: corrections
SELECT corrected_by, corrected_at
FROM vault_corrections
WHERE member_id = %(member_id)s
ORDER BY correction_id DESC
LIMIT %(limit)s;

-- name: is_erased
SELECT member_id FROM vault_erased WHERE member_id = %(member_id)s;

-- name: lock_people
LOCK TABLE vault_people, vault_sealed IN SHARE ROW EXCLUSIVE MODE;

-- name: erase_person
WITH erased AS (
    INSERT INTO vault_erased (member_id) VALUES (%(member_id)s) ON CONFLICT DO NOTHING
), merged AS (
    DELETE FROM vault_merged WHERE into_id = %(member_id)s
), corrections AS (
    DELETE FROM vault_corrections WHERE member_id = %(member_id)s
), dwellings AS (
    DELETE FROM vault_dwellings WHERE member_id = %(member_id)s
), sealed AS (
    DELETE FROM vault_sealed WHERE member_id = %(member_id)s
)
DELETE FROM vault_people WHERE member_id = %(member_id)s;

-- name: merge_people
-- What only the one record knows, the other one gets. Nobody is kept under the first id again.
WITH gone AS (
    DELETE FROM vault_people WHERE member_id = %(gone)s
    RETURNING
        phone, phone_last4, phone_position, id_number_digest, id_number_masked, sex, birth_date,
        building, further_phones
),
never_again AS (
    INSERT INTO vault_erased (member_id) VALUES (%(gone)s) ON CONFLICT DO NOTHING
),
-- Who asks again what was cut off, means the record that stays by now.
the_one AS (
    SELECT coalesce(
        (SELECT into_id FROM vault_merged WHERE vault_merged.member_id = %(stays)s), %(stays)s
    ) AS into_id
),
merged AS (
    INSERT INTO vault_merged (member_id, into_id) SELECT %(gone)s, into_id FROM the_one
    ON CONFLICT (member_id) DO NOTHING
),
merged_before AS (
    UPDATE vault_merged SET into_id = the_one.into_id
    FROM the_one
    WHERE vault_merged.into_id = %(gone)s
),
corrections AS (
    UPDATE vault_corrections SET member_id = the_one.into_id
    FROM the_one
    WHERE member_id = %(gone)s
),
sealed AS (
    UPDATE vault_sealed SET member_id = the_one.into_id
    FROM the_one
    WHERE member_id = %(gone)s
),
dwellings AS (
    UPDATE vault_dwellings SET member_id = the_one.into_id
    FROM the_one
    WHERE member_id = %(gone)s
      AND NOT EXISTS (
          SELECT FROM vault_people WHERE vault_people.member_id = the_one.into_id
            AND vault_people.building IS NOT NULL
      )
)
UPDATE vault_people AS stays SET
    phone_last4 = CASE WHEN stays.phone IS NULL THEN gone.phone_last4 ELSE stays.phone_last4 END,
    phone_position = CASE
        WHEN stays.phone IS NULL THEN gone.phone_position ELSE stays.phone_position
    END,
    phone = coalesce(stays.phone, gone.phone),
    id_number_masked = coalesce(stays.id_number_masked, gone.id_number_masked),
    id_number_digest = coalesce(stays.id_number_digest, gone.id_number_digest),
    sex = coalesce(stays.sex, gone.sex),
    birth_date = coalesce(stays.birth_date, gone.birth_date),
    building = coalesce(stays.building, gone.building),
    further_phones = ARRAY(
        SELECT DISTINCT known.phone
        FROM unnest(stays.further_phones || gone.further_phones || gone.phone) AS known (phone)
        WHERE known.phone <> coalesce(stays.phone, gone.phone)
        ORDER BY known.phone
    )
FROM gone, the_one
WHERE stays.member_id = the_one.into_id;

-- name: compare
SELECT
    gone.name = stays.name AND coalesce(gone.phone = stays.phone, false) AS alike,
    coalesce(gone.id_number_digest <> stays.id_number_digest, false) AS differ,
    EXISTS (
        SELECT FROM vault_corrections WHERE member_id IN (%(gone)s, %(stays)s)
    ) AS corrected
FROM vault_people AS gone
CROSS JOIN vault_people AS stays
WHERE gone.member_id = %(gone)s AND stays.member_id = %(stays)s;

-- name: people
-- Who is one with another is called what that one is.
SELECT
    asked.member_id, name, phone_last4, id_number_masked, sex, birth_date, building, named_publicly
FROM unnest(%(member_ids)s::text[]) AS asked (member_id)
LEFT JOIN vault_merged ON vault_merged.member_id = asked.member_id
JOIN vault_people ON vault_people.member_id = coalesce(vault_merged.into_id, asked.member_id)
ORDER BY sort_key, asked.member_id;

-- name: everybody
SELECT member_id, name, phone, id_number_digest, building, further_phones, birth_date
FROM vault_people
ORDER BY member_id;

-- name: search
SELECT member_id
FROM vault_people
WHERE strpos(name, %(query)s) > 0
   OR starts_with(initials, %(initials)s::text)
   OR phone_last4 = %(query)s
   OR phone = %(query)s
   OR EXISTS (
       SELECT FROM unnest(further_phones) AS further
       WHERE %(query)s IN (further, right(further, 4))
   )
ORDER BY sort_key, member_id
LIMIT %(limit)s;

-- name: search_alike
-- Characters of `written` are read as those of `meant`; those beyond it are left out.
SELECT member_id
FROM vault_people
WHERE strpos(
    lower(translate(normalize(name, NFKC), %(written)s::text, %(meant)s::text)), %(key)s::text
) > 0
ORDER BY sort_key, member_id
LIMIT %(limit)s;

-- name: with_phone
SELECT member_id FROM vault_people WHERE phone = %(phone)s ORDER BY member_id LIMIT 20;

-- name: with_name_and_phone
SELECT member_id
FROM vault_people
WHERE (phone = %(phone)s OR %(phone)s = ANY(further_phones)) AND name = %(name)s
ORDER BY member_id
LIMIT 20;

-- name: born_until
SELECT count(*) AS people
FROM vault_people
WHERE member_id = ANY(%(member_ids)s) AND birth_date <= %(day)s;

-- name: phones
SELECT member_id, phone
FROM vault_people
WHERE member_id = ANY(%(member_ids)s) AND phone IS NOT NULL
ORDER BY member_id;
