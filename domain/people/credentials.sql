-- name: create
CREATE TABLE IF NOT EXISTS credentials (
    member_id text COLLATE "C" PRIMARY KEY,
    username text COLLATE "C" NOT NULL UNIQUE,
    password_hash text NOT NULL
);
ALTER TABLE credentials ADD COLUMN IF NOT EXISTS must_choose boolean NOT NULL DEFAULT false;
ALTER TABLE credentials ADD COLUMN IF NOT EXISTS given_by text COLLATE "C";
ALTER TABLE credentials ADD COLUMN IF NOT EXISTS given_at timestamptz;
CREATE TABLE IF NOT EXISTS sign_in_requests (
    token_digest text COLLATE "C" PRIMARY KEY,
    code text COLLATE "C" NOT NULL UNIQUE,
    member_id text COLLATE "C",
    asked_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE IF NOT EXISTS sessions (
    token_digest text COLLATE "C" PRIMARY KEY,
    member_id text COLLATE "C" NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL
);
CREATE INDEX IF NOT EXISTS sessions_member_id ON sessions (member_id);

-- name: set
-- Who left signs in no more, whatever was under way.
INSERT INTO credentials (member_id, username, password_hash)
SELECT %(member_id)s, %(username)s, %(password_hash)s
WHERE NOT EXISTS (SELECT FROM vault_erased WHERE vault_erased.member_id = %(member_id)s)
ON CONFLICT (member_id) DO UPDATE SET
    username = excluded.username, password_hash = excluded.password_hash, must_choose = false;

-- name: give
-- Whoever shows these digits comes in by the same statement, and whoever had come in goes.
-- So does whoever was let in with the wrong digits a moment ago.
WITH ended AS (
    DELETE FROM sessions WHERE member_id = %(member_id)s
),
let_in_before AS (
    DELETE FROM sign_in_requests WHERE member_id = %(member_id)s
),
let_in AS (
    UPDATE sign_in_requests SET member_id = %(member_id)s
    WHERE code = %(code)s AND member_id IS NULL
)
INSERT INTO credentials (member_id, username, password_hash, must_choose, given_by, given_at)
SELECT %(member_id)s, %(username)s, %(nothing)s, true, %(given_by)s, %(given_at)s
WHERE NOT EXISTS (SELECT FROM vault_erased WHERE vault_erased.member_id = %(member_id)s)
ON CONFLICT (member_id) DO UPDATE SET
    username = excluded.username,
    password_hash = excluded.password_hash,
    must_choose = true,
    is_exempt = false,
    given_by = excluded.given_by,
    given_at = excluded.given_at;

-- name: given
SELECT given_by, given_at FROM credentials
WHERE member_id = %(member_id)s AND given_at IS NOT NULL;

-- name: ask
WITH old AS (
    DELETE FROM sign_in_requests WHERE asked_at <= now() - make_interval(secs => %(seconds)s)
)
INSERT INTO sign_in_requests (token_digest, code) VALUES (%(token_digest)s, %(code)s)
ON CONFLICT (code) DO NOTHING
RETURNING code;

-- name: asks
SELECT code FROM sign_in_requests
WHERE code = %(code)s
  AND member_id IS NULL
  AND asked_at > now() - make_interval(secs => %(seconds)s);

-- name: arrive
-- Whose answer was lost on the way comes again, until a password is chosen.
SELECT sign_in_requests.member_id
FROM sign_in_requests
JOIN credentials USING (member_id)
WHERE sign_in_requests.token_digest = %(token_digest)s
  AND credentials.must_choose
  AND sign_in_requests.asked_at > now() - make_interval(secs => %(seconds)s);

-- name: by_username
SELECT
    credentials.member_id,
    credentials.password_hash,
    credentials.username = %(username)s AS by_username
FROM credentials
LEFT JOIN vault_people USING (member_id)
WHERE credentials.username = %(username)s OR vault_people.phone = %(username)s
ORDER BY by_username DESC, credentials.member_id
LIMIT 2;

-- name: username_of
SELECT username FROM credentials WHERE member_id = %(member_id)s;

-- name: password_of
SELECT
    credentials.password_hash,
    credentials.must_choose,
    credentials.username,
    vault_people.phone,
    vault_people.name
FROM credentials
LEFT JOIN vault_people USING (member_id)
WHERE credentials.member_id = %(member_id)s;

-- name: change_password
-- Only by a session that is still open, and instead of the password that was looked at.
WITH changed AS (
    UPDATE credentials SET
        password_hash = %(password_hash)s, must_choose = false, is_exempt = false
    WHERE member_id = %(member_id)s
      AND password_hash = %(old_hash)s
      AND EXISTS (SELECT FROM sessions WHERE token_digest = %(token_digest)s)
    RETURNING member_id
),
ended AS (
    DELETE FROM sessions
    USING changed
    WHERE sessions.member_id = changed.member_id AND token_digest <> %(token_digest)s
)
SELECT member_id FROM changed;

-- name: sessions_of
SELECT token_digest, created_at, expires_at
FROM sessions
WHERE member_id = %(member_id)s AND expires_at > now()
ORDER BY created_at DESC, token_digest;

-- name: open_session
INSERT INTO sessions (token_digest, member_id, expires_at)
SELECT %(token_digest)s, %(member_id)s, now() + make_interval(secs => %(seconds)s)
WHERE NOT EXISTS (SELECT FROM vault_erased WHERE vault_erased.member_id = %(member_id)s)
  AND (
      %(password_hash)s::text IS NULL
      OR EXISTS (
          SELECT FROM credentials
          WHERE credentials.member_id = %(member_id)s
            AND credentials.password_hash = %(password_hash)s
      )
  )
RETURNING token_digest;

-- name: session
SELECT
    sessions.member_id,
    coalesce(credentials.must_choose, false) AS must_choose,
    coalesce(credentials.is_exempt, false) AS is_exempt,
    one_time_codes.draft IS NOT NULL AS has_codes,
    sessions.has_shown_code,
    extract(epoch FROM now() - sessions.created_at)::integer AS age_seconds,
    extract(epoch FROM now() - sessions.used_at)::integer AS idle_seconds,
    array(
        SELECT CASE WHEN within IS NULL THEN role ELSE 'within ' || role END
        FROM member_roles
        WHERE member_roles.member_id = sessions.member_id
    ) AS roles,
    array(
        SELECT unnest(within) FROM member_roles WHERE member_roles.member_id = sessions.member_id
    ) AS nodes
FROM sessions
LEFT JOIN credentials ON credentials.member_id = sessions.member_id
LEFT JOIN one_time_codes ON one_time_codes.member_id = sessions.member_id
WHERE sessions.token_digest = %(token_digest)s AND sessions.expires_at > now();

-- name: close_session
DELETE FROM sessions WHERE token_digest = %(token_digest)s;

-- name: forget_old
WITH old AS (
    DELETE FROM sign_in_failures
    WHERE since <= now() - make_interval(secs => %(window_seconds)s)
)
DELETE FROM sessions WHERE expires_at <= now();

-- name: forget
WITH ended AS (DELETE FROM sessions WHERE member_id = %(member_id)s),
turned_off AS (DELETE FROM one_time_codes WHERE member_id = %(member_id)s)
DELETE FROM credentials WHERE member_id = %(member_id)s;

-- name: taken_by_another
SELECT member_id FROM credentials WHERE username = %(username)s AND member_id <> %(member_id)s;
