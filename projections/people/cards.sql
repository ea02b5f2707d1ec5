-- name: create
CREATE TABLE cards (
    card_id text COLLATE "C" PRIMARY KEY,
    number bigint NOT NULL UNIQUE,
    member_id text COLLATE "C" NOT NULL,
    issued_at timestamptz NOT NULL,
    revoked_at timestamptz
);
CREATE INDEX cards_member_id ON cards (member_id, number);
CREATE INDEX cards_valid ON cards (number) WHERE revoked_at IS NULL;

-- name: add
INSERT INTO cards (card_id, number, member_id, issued_at)
SELECT card_id, number, member_id, issued_at
FROM unnest(%(c1)s::text[], %(c2)s::bigint[], %(c3)s::text[], %(c4)s::timestamptz[])
    AS new (card_id, number, member_id, issued_at);

-- name: revoke
UPDATE cards SET revoked_at = new.revoked_at
FROM unnest(%(c1)s::text[], %(c2)s::timestamptz[]) AS new (card_id, revoked_at)
WHERE cards.card_id = new.card_id;

-- name: leave
UPDATE cards SET revoked_at = new.left_at
FROM unnest(%(c1)s::text[], %(c2)s::timestamptz[]) AS new (member_id, left_at)
WHERE cards.member_id = new.member_id AND cards.revoked_at IS NULL;

-- name: merge
UPDATE cards SET member_id = %(stays)s WHERE member_id = %(gone)s;

-- name: valid
SELECT card_id, number, member_id, issued_at, revoked_at
FROM cards
WHERE number = %(number)s AND revoked_at IS NULL;

-- name: all_valid
SELECT card_id, number, member_id, issued_at, revoked_at
FROM cards
WHERE revoked_at IS NULL
ORDER BY number;

-- name: of_member
SELECT card_id, number, member_id, issued_at, revoked_at
FROM cards
WHERE member_id = %(member_id)s
ORDER BY number DESC;
