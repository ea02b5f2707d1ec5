-- name: create
-- The backups that were made of this community, and those from which it was restored.
CREATE TABLE IF NOT EXISTS backups (
    backup_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    made_at timestamptz NOT NULL,
    position bigint NOT NULL,
    facts bigint NOT NULL,
    bytes bigint NOT NULL,
    sha256 text NOT NULL,
    is_encrypted boolean NOT NULL,
    restored_at timestamptz
);

-- name: note
INSERT INTO backups (made_at, position, facts, bytes, sha256, is_encrypted, restored_at)
VALUES (
    %(made_at)s, %(position)s, %(facts)s, %(bytes)s, %(sha256)s, %(is_encrypted)s, %(restored_at)s
);

-- name: last
SELECT made_at, position, facts, bytes, sha256, is_encrypted, restored_at
FROM backups
ORDER BY made_at DESC, backup_id DESC
LIMIT 1;
