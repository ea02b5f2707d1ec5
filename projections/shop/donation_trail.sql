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
-- What a count found is of no donation, so whoever takes it home is not reached by one.
INSERT INTO donation_households (lot_id, member_id, pieces)
SELECT new.lot_id, new.member_id, new.pieces
FROM unnest(%(c1)s::text[], %(c2)s::text[], %(c3)s::bigint[]) AS new (lot_id, member_id, pieces)
JOIN donation_lots USING (lot_id)
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
    lots.donation_id, lots.lot_id, lots.item_id, lots.expires_on, lots.received, lots.on_shelf,
    lots.redeemed,
    lots.counted_off,
    (
        SELECT count(*)
        FROM donation_households AS households
        WHERE households.lot_id = lots.lot_id AND households.pieces > 0
    ) AS households
FROM donation_lots AS lots
WHERE lots.donation_id = ANY(%(donation_ids)s)
ORDER BY lots.donation_id, length(lots.lot_id), lots.lot_id;

-- name: months
WITH gifts AS (
    SELECT
        donation_id, money_fen,
        date_trunc('month', happened_at AT TIME ZONE %(zone)s)::date AS month
    FROM donations
)
SELECT
    gifts.month,
    count(*) AS donations,
    sum(gifts.money_fen)::bigint AS money_fen,
    coalesce(sum(lots.pieces), 0)::bigint AS pieces
FROM gifts
LEFT JOIN (
    SELECT donation_id, sum(received) AS pieces FROM donation_lots GROUP BY donation_id
) AS lots USING (donation_id)
WHERE gifts.month >= %(first)s AND gifts.month < %(until)s
GROUP BY gifts.month
ORDER BY gifts.month;

-- name: between
SELECT donation_id, position, receipt_number, happened_at, donor, money_fen, purpose
FROM donations
WHERE happened_at >= %(since)s AND happened_at < %(until)s
ORDER BY happened_at, position;

-- name: reached
WITH reached AS (
    SELECT lots.item_id, count(DISTINCT households.member_id) AS households
    FROM donation_households AS households
    JOIN donation_lots AS lots USING (lot_id)
    WHERE households.pieces > 0
    GROUP BY lots.item_id
)
SELECT
    lots.item_id,
    sum(lots.received)::bigint AS received,
    sum(lots.on_shelf)::bigint AS on_shelf,
    sum(lots.redeemed)::bigint AS redeemed,
    sum(lots.counted_off)::bigint AS counted_off,
    coalesce(max(reached.households), 0) AS households
FROM donation_lots AS lots
LEFT JOIN reached USING (item_id)
GROUP BY lots.item_id
ORDER BY sum(lots.redeemed) DESC, lots.item_id;

-- name: households
SELECT count(DISTINCT member_id) AS households FROM donation_households WHERE pieces > 0;

-- name: of_lot
SELECT
    donations.donation_id, donations.position, donations.receipt_number, donations.happened_at,
    donations.donor, donations.money_fen, donations.purpose
FROM donation_lots AS lots
JOIN donations USING (donation_id)
WHERE lots.lot_id = %(lot_id)s;

-- name: receipts_of_lots
SELECT lots.lot_id, lots.donation_id, donations.receipt_number
FROM donation_lots AS lots
JOIN donations USING (donation_id)
WHERE lots.lot_id = ANY(%(lot_ids)s)
ORDER BY lots.lot_id;

-- name: by_receipt
SELECT donation_id, position, receipt_number, happened_at, donor, money_fen, purpose
FROM donations
WHERE receipt_number = %(receipt_number)s;
