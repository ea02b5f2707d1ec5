-- name: create
CREATE TABLE donations (
    donation_id text COLLATE "C" PRIMARY KEY,
    position bigint NOT NULL,
    receipt_number text COLLATE "C" NOT NULL UNIQUE,
    happened_at timestamptz NOT NULL,
    donor text,
    money_fen bigint NOT NULL,
    purpose text NOT NULL
);
CREATE TABLE donation_lots (
    lot_id text COLLATE "C" PRIMARY KEY,
    donation_id text COLLATE "C" NOT NULL,
    item_id text COLLATE "C" NOT NULL,
    expires_on date,
    received bigint NOT NULL,
    on_shelf bigint NOT NULL,
    redeemed bigint NOT NULL,
    counted_off bigint NOT NULL
);
CREATE INDEX donation_lots_donation_id ON donation_lots (donation_id);
CREATE TABLE donation_households (
    lot_id text COLLATE "C" NOT NULL,
    member_id text COLLATE "C" NOT NULL,
    pieces bigint NOT NULL,
    PRIMARY KEY (lot_id, member_id)
);

-- name: add_donations
INSERT INTO donations
    (donation_id, position, receipt_number, happened_at, donor, money_fen, purpose)
SELECT *
FROM unnest(
    %(c1)s::text[], %(c2)s::bigint[], %(c3)s::text[], %(c4)s::timestamptz[], %(c5)s::text[],
    %(c6)s::bigint[], %(c7)s::text[]
);

-- name: add_lots
INSERT INTO donation_lots
    (lot_id, donation_id, item_id, expires_on, received, on_shelf, redeemed, counted_off)
SELECT lot_id, donation_id, item_id, expires_on, received, received, 0, 0
FROM unnest(
    %(c1)s::text[], %(c2)s::text[], %(c3)s::text[], %(c4)s::date[], %(c5)s::bigint[]
) AS new (lot_id, donation_id, item_id, expires_on, received);

-- name: move_lots
UPDATE donation_lots AS lots SET
    on_shelf = lots.on_shelf - moved.redeemed - moved.counted_off,
    redeemed = lots.redeemed + moved.redeemed,
    counted_off = lots.counted_off + moved.counted_off
FROM unnest(%(c1)s::text[], %(c2)s::bigint[], %(c3)s::bigint[])
    AS moved (lot_id, redeemed, counted_off)
WHERE lots.lot_id = moved.lot_id;

-- name: add_households
INSERT INTO donation_households (lot_id, member_id, pieces)
SELECT *
FROM unnest(%(c1)s::text[], %(c2)s::text[], %(c3)s::bigint[])
ON CONFLICT (lot_id, member_id) DO UPDATE
    SET pieces = donation_households.pieces + excluded.pieces;

-- name: one
SELECT donation_id, position, receipt_number, happened_at, donor, money_fen, purpose
FROM donations
WHERE donation_id = %(donation_id)s;

-- name: page
SELECT donation_id, position, receipt_number, happened_at, donor, money_fen, purpose
FROM donations
WHERE position < %(before)s
ORDER BY position DESC
LIMIT %(limit)s;

-- name: lots
SELECT
    lots.lot_id, lots.item_id, lots.expires_on, lots.received, lots.on_shelf, lots.redeemed,
    lots.counted_off,
    (
        SELECT count(*)
        FROM donation_households AS households
        WHERE households.lot_id = lots.lot_id AND households.pieces > 0
    ) AS households
FROM donation_lots AS lots
WHERE lots.donation_id = ANY(%(donation_ids)s)
ORDER BY lots.donation_id, length(lots.lot_id), lots.lot_id;
