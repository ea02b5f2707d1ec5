-- name: create
CREATE TABLE IF NOT EXISTS credentials (
    member_id text COLLATE "C" PRIMARY KEY,
    username text COLLATE "C" NOT NULL UNIQUE,
    password_hash text NOT NULL
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
    username = excluded.username, password_hash = excluded.password_hash;

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
    credentials.username,
    vault_people.phone,
    vault_people.name
FROM credentials
LEFT JOIN vault_people USING (member_id)
WHERE credentials.member_id = %(member_id)s;

-- name: change_password
WITH ended AS (
    DELETE FROM sessions
    WHERE member_id = %(member_id)s AND token_digest <> %(token_digest)s
)
UPDATE credentials SET password_hash = %(password_hash)s WHERE member_id = %(member_id)s;

-- name: sessions_of
SELECT token_digest, created_at, expires_at
FROM sessions
WHERE member_id = %(member_id)s AND expires_at > now()
ORDER BY created_at DESC, token_digest;

-- name: open_session
INSERT INTO sessions (token_digest, member_id, expires_at)
SELECT %(token_digest)s, %(member_id)s, now() + make_interval(secs => %(seconds)s)
WHERE NOT EXISTS (SELECT FROM vault_erased WHERE vault_erased.member_id = %(member_id)s);

-- name: session
SELECT
    sessions.member_id,
    array(
        SELECT role FROM member_roles WHERE member_roles.member_id = sessions.member_id
    ) AS roles
FROM sessions
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
WITH ended AS (DELETE FROM sessions WHERE member_id = %(member_id)s)
DELETE FROM credentials WHERE member_id = %(member_id)s;

-- name: taken_by_another
SELECT member_id FROM credentials WHERE username = %(username)s AND member_id <> %(member_id)s;

-- name: close_sessions_of
DELETE FROM sessions WHERE member_id = %(member_id)s;
