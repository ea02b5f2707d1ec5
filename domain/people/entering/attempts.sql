-- name: create
-- The column of names is called as in the first version, which knew usernames only.
CREATE TABLE IF NOT EXISTS sign_in_failures (
    username_digest text COLLATE "C" PRIMARY KEY,
    failures bigint NOT NULL,
    since timestamptz NOT NULL DEFAULT now()
);
ALTER TABLE sign_in_failures ADD COLUMN IF NOT EXISTS person_digest text COLLATE "C";
CREATE INDEX IF NOT EXISTS sign_in_failures_person ON sign_in_failures (person_digest);
CREATE TABLE IF NOT EXISTS known_doors (
    person text COLLATE "C" NOT NULL,
    door_digest text COLLATE "C" NOT NULL,
    used_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (person, door_digest)
);
CREATE INDEX IF NOT EXISTS known_doors_door ON known_doors (door_digest);

-- name: counted
SELECT
    username_digest,
    failures,
    ceil(extract(epoch FROM since - now()) + %(window_seconds)s)::bigint AS wait_seconds
FROM sign_in_failures
WHERE
    username_digest = ANY(%(names)s)
    AND since > now() - make_interval(secs => %(window_seconds)s)
ORDER BY username_digest;

-- name: count
INSERT INTO sign_in_failures (username_digest, person_digest, failures)
SELECT counted.name, counted.person, 1
FROM unnest(%(names)s::text[], %(people)s::text[]) AS counted (name, person)
ORDER BY counted.name
ON CONFLICT (username_digest) DO UPDATE SET
    failures = CASE
        WHEN sign_in_failures.since > now() - make_interval(secs => %(window_seconds)s)
        THEN sign_in_failures.failures + 1
        ELSE 1
    END,
    since = CASE
        WHEN sign_in_failures.since > now() - make_interval(secs => %(window_seconds)s)
        THEN sign_in_failures.since
        ELSE now()
    END
RETURNING
    username_digest,
    failures,
    ceil(extract(epoch FROM since - now()) + %(window_seconds)s)::bigint AS wait_seconds;

-- name: succeed
WITH forgiven AS (DELETE FROM sign_in_failures WHERE username_digest = %(own)s)
UPDATE sign_in_failures SET failures = greatest(failures - 1, 0)
WHERE username_digest = ANY(%(wider)s::text[]);

-- name: take_back
UPDATE sign_in_failures SET failures = greatest(failures - 1, 0)
WHERE username_digest = ANY(%(names)s::text[]);

-- name: forget
DELETE FROM sign_in_failures WHERE username_digest = %(name)s;

-- name: forgive
DELETE FROM sign_in_failures WHERE person_digest = %(person_digest)s;

-- name: known
SELECT door_digest FROM known_doors
WHERE person = %(person)s AND door_digest = ANY(%(doors)s::text[])
ORDER BY door_digest;

-- name: known_device
SELECT person FROM known_doors WHERE door_digest = %(name)s ORDER BY person LIMIT 1;

-- name: remember
WITH old AS (
    DELETE FROM known_doors WHERE used_at <= now() - make_interval(days => %(days)s)
)
INSERT INTO known_doors (person, door_digest)
SELECT %(person)s, doors.door_digest
FROM unnest(%(doors)s::text[]) AS doors (door_digest)
WHERE NOT EXISTS (SELECT FROM vault_erased WHERE vault_erased.member_id = %(person)s)
ORDER BY doors.door_digest
ON CONFLICT (person, door_digest) DO UPDATE SET used_at = now();

-- name: forget_doors
DELETE FROM known_doors WHERE person = %(person)s;
