-- name: create
CREATE TABLE donations (
    donation_id text COLLATE "C" PRIMARY KEY,
    position bigint NOT NULL,
    receipt_number text COLLATE "C" NOT NULL UNIQUE,
    happened_at timestamptz NOT NULL,
    donor text,
    money_fen bigint NOT NULL,
    purpose text NOT NULL,
    -- The fact that said last what it was.
    said_id text COLLATE "C" NOT NULL
);
CREATE INDEX donations_position ON donations (position);
CREATE INDEX donations_happened_at ON donations (happened_at, position);
CREATE TABLE donation_lots (
    lot_id text COLLATE "C" PRIMARY KEY,
    donation_id text COLLATE "C" NOT NULL,
    item_id text COLLATE "C" NOT NULL,
    expires_on date,
    received bigint NOT NULL,
    on_shelf bigint NOT NULL,
    redeemed bigint NOT NULL,
    counted_off bigint NOT NULL,
    households bigint NOT NULL DEFAULT 0,
    difference bigint NOT NULL DEFAULT 0,
    -- By itself it seldom changes, so a sale need not touch the index.
    has_pieces boolean NOT NULL GENERATED ALWAYS AS (on_shelf <> 0) STORED
);
CREATE INDEX donation_lots_donation_id ON donation_lots (donation_id);
CREATE INDEX donation_lots_expires_on ON donation_lots (expires_on) WHERE has_pieces;
CREATE TABLE donation_households (
    lot_id text COLLATE "C" NOT NULL,
    member_id text COLLATE "C" NOT NULL,
    pieces bigint NOT NULL,
    PRIMARY KEY (lot_id, member_id)
);
CREATE TABLE donation_items (
    item_id text COLLATE "C" PRIMARY KEY,
    received bigint NOT NULL,
    on_shelf bigint NOT NULL,
    redeemed bigint NOT NULL,
    counted_off bigint NOT NULL,
    households bigint NOT NULL DEFAULT 0
);
CREATE TABLE donation_item_households (
    item_id text COLLATE "C" NOT NULL,
    member_id text COLLATE "C" NOT NULL,
    pieces bigint NOT NULL,
    PRIMARY KEY (item_id, member_id)
);
CREATE TABLE donation_reached (
    member_id text COLLATE "C" PRIMARY KEY,
    pieces bigint NOT NULL
);

-- name: add_donations
INSERT INTO donations
    (donation_id, position, receipt_number, happened_at, donor, money_fen, purpose, said_id)
SELECT *
FROM unnest(
    %(c1)s::text[], %(c2)s::bigint[], %(c3)s::text[], %(c4)s::timestamptz[], %(c5)s::text[],
    %(c6)s::bigint[], %(c7)s::text[], %(c8)s::text[]
);

-- name: name_said
UPDATE donations SET said_id = new.said_id
FROM unnest(%(c1)s::text[], %(c2)s::text[]) AS new (donation_id, said_id)
WHERE donations.donation_id = new.donation_id;

-- name: add_lots
WITH given AS (
    INSERT INTO donation_lots
        (lot_id, donation_id, item_id, expires_on, received, on_shelf, redeemed, counted_off)
    SELECT lot_id, donation_id, item_id, expires_on, received, received, 0, 0
    FROM unnest(
        %(c1)s::text[], %(c2)s::text[], %(c3)s::text[], %(c4)s::date[], %(c5)s::bigint[]
    ) AS new (lot_id, donation_id, item_id, expires_on, received)
    ON CONFLICT (lot_id) DO NOTHING
    RETURNING item_id, received
)
INSERT INTO donation_items AS items (item_id, received, on_shelf, redeemed, counted_off)
SELECT item_id, sum(received), sum(received), 0, 0 FROM given GROUP BY item_id
ON CONFLICT (item_id) DO UPDATE SET
    received = items.received + excluded.received,
    on_shelf = items.on_shelf + excluded.on_shelf;

-- name: correct_donations
-- Further money came, or less than was said; the purpose is what was said last.
UPDATE donations SET money_fen = donations.money_fen + new.more_fen, purpose = new.purpose
FROM unnest(%(c1)s::text[], %(c2)s::bigint[], %(c3)s::text[])
    AS new (donation_id, more_fen, purpose)
WHERE donations.donation_id = new.donation_id;

-- name: correct_lots
WITH new AS (
    SELECT *
    FROM unnest(
        %(c1)s::text[], %(c2)s::text[], %(c3)s::text[], %(c4)s::date[], %(c5)s::bigint[],
        %(c6)s::bigint[], %(c7)s::bigint[], %(c8)s::bigint[]
    ) AS new (
        lot_id, donation_id, item_id, expires_on, received, on_shelf, counted_off, difference
    )
),
of_lots AS (
    INSERT INTO donation_lots AS lots (
        lot_id, donation_id, item_id, expires_on, received, on_shelf, redeemed, counted_off,
        difference
    )
    SELECT
        lot_id, donation_id, item_id, expires_on, received, on_shelf, 0, counted_off, difference
    FROM new
    ON CONFLICT (lot_id) DO UPDATE SET
        received = lots.received + excluded.received,
        on_shelf = lots.on_shelf + excluded.on_shelf,
        counted_off = lots.counted_off + excluded.counted_off,
        difference = lots.difference + excluded.difference
)
INSERT INTO donation_items AS items (item_id, received, on_shelf, redeemed, counted_off)
SELECT item_id, sum(received), sum(on_shelf), 0, sum(counted_off - difference)
FROM new
GROUP BY item_id
ON CONFLICT (item_id) DO UPDATE SET
    received = items.received + excluded.received,
    on_shelf = items.on_shelf + excluded.on_shelf,
    counted_off = items.counted_off + excluded.counted_off;

-- name: move_lots
WITH moved AS (
    UPDATE donation_lots AS lots SET
        on_shelf = lots.on_shelf - new.redeemed - new.counted_off,
        redeemed = lots.redeemed + new.redeemed,
        counted_off = lots.counted_off + new.counted_off
    FROM unnest(%(c1)s::text[], %(c2)s::bigint[], %(c3)s::bigint[])
        AS new (lot_id, redeemed, counted_off)
    WHERE lots.lot_id = new.lot_id
    RETURNING lots.item_id, new.redeemed, new.counted_off
)
UPDATE donation_items AS items SET
    on_shelf = items.on_shelf - sums.redeemed - sums.counted_off,
    redeemed = items.redeemed + sums.redeemed,
    counted_off = items.counted_off + sums.counted_off
FROM (
    SELECT item_id, sum(redeemed) AS redeemed, sum(counted_off) AS counted_off
    FROM moved
    GROUP BY item_id
) AS sums
WHERE items.item_id = sums.item_id;

-- name: add_households
-- What a count found is of no donation, so whoever takes it home is not reached by one.
-- A household counts while it has any of the pieces: who brings all of them back, no more.
WITH new AS (
    SELECT new.lot_id, new.member_id, new.pieces, lots.item_id
    FROM unnest(%(c1)s::text[], %(c2)s::text[], %(c3)s::bigint[])
        AS new (lot_id, member_id, pieces)
    JOIN donation_lots AS lots USING (lot_id)
),
new_of_items AS (
    SELECT item_id, member_id, sum(pieces)::bigint AS pieces FROM new GROUP BY item_id, member_id
),
of_lots AS (
    INSERT INTO donation_households AS kept (lot_id, member_id, pieces)
    SELECT lot_id, member_id, pieces FROM new
    ON CONFLICT (lot_id, member_id) DO UPDATE SET pieces = kept.pieces + excluded.pieces
    RETURNING lot_id, member_id, pieces
),
of_items AS (
    INSERT INTO donation_item_households AS kept (item_id, member_id, pieces)
    SELECT item_id, member_id, pieces FROM new_of_items
    ON CONFLICT (item_id, member_id) DO UPDATE SET pieces = kept.pieces + excluded.pieces
    RETURNING item_id, member_id, pieces
),
of_all AS (
    INSERT INTO donation_reached AS kept (member_id, pieces)
    SELECT member_id, sum(pieces) FROM new GROUP BY member_id
    ON CONFLICT (member_id) DO UPDATE SET pieces = kept.pieces + excluded.pieces
),
lots_reached AS (
    UPDATE donation_lots AS lots SET households = lots.households + reached.more
    FROM (
        SELECT
            lot_id,
            count(*) FILTER (WHERE of_lots.pieces > 0)
                - count(*) FILTER (WHERE of_lots.pieces - new.pieces > 0) AS more
        FROM of_lots
        JOIN new USING (lot_id, member_id)
        GROUP BY lot_id
    ) AS reached
    WHERE lots.lot_id = reached.lot_id AND reached.more <> 0
)
UPDATE donation_items AS items SET households = items.households + reached.more
FROM (
    SELECT
        item_id,
        count(*) FILTER (WHERE of_items.pieces > 0)
            - count(*) FILTER (WHERE of_items.pieces - new_of_items.pieces > 0) AS more
    FROM of_items
    JOIN new_of_items USING (item_id, member_id)
    GROUP BY item_id
) AS reached
WHERE items.item_id = reached.item_id AND reached.more <> 0;

-- name: taken_by
SELECT lot_id, pieces FROM donation_households WHERE member_id = %(gone)s ORDER BY lot_id;

-- name: one
SELECT donation_id, position, receipt_number, happened_at, donor, money_fen, purpose, said_id
FROM donations
WHERE donation_id = %(donation_id)s;

-- name: page
SELECT donation_id, position, receipt_number, happened_at, donor, money_fen, purpose, said_id
FROM donations
WHERE position < %(before)s
ORDER BY position DESC
LIMIT %(limit)s;

-- name: lots
SELECT
    lots.donation_id, lots.lot_id, lots.item_id, lots.expires_on, lots.received, lots.on_shelf,
    lots.redeemed, lots.counted_off, lots.households, lots.difference
FROM donation_lots AS lots
WHERE lots.donation_id = ANY(%(donation_ids)s)
ORDER BY lots.donation_id, length(lots.lot_id), lots.lot_id;

-- name: months
WITH gifts AS (
    SELECT
        donation_id, money_fen,
        date_trunc('month', happened_at AT TIME ZONE %(zone)s)::date AS month
    FROM donations
    -- Bounds that an index has: a day more on either side, for any zone.
    WHERE happened_at >= greatest(%(first)s::date, DATE '0001-01-02') - 1
      AND happened_at < least(%(until)s::date, DATE '9999-12-30') + 1
)
SELECT
    gifts.month,
    -- What turned out to be no gift at all is not counted as one.
    count(*) FILTER (WHERE gifts.money_fen > 0 OR lots.pieces > 0) AS donations,
    sum(gifts.money_fen)::bigint AS money_fen,
    coalesce(sum(lots.pieces), 0)::bigint AS pieces
FROM gifts
CROSS JOIN LATERAL (
    SELECT sum(received) AS pieces
    FROM donation_lots
    WHERE donation_lots.donation_id = gifts.donation_id
) AS lots
WHERE gifts.month >= %(first)s AND gifts.month < %(until)s
GROUP BY gifts.month
ORDER BY gifts.month;

-- name: between
SELECT donation_id, position, receipt_number, happened_at, donor, money_fen, purpose, said_id
FROM donations
WHERE happened_at >= %(since)s AND happened_at < %(until)s
ORDER BY happened_at, position;

-- name: reached
WITH expired AS (
    SELECT item_id, sum(on_shelf) AS pieces
    FROM donation_lots
    WHERE has_pieces AND expires_on <= %(today)s
    GROUP BY item_id
),
items AS (
    SELECT
        item_id, received, (on_shelf - coalesce(expired.pieces, 0))::bigint AS on_shelf, redeemed,
        counted_off, households, coalesce(expired.pieces, 0)::bigint AS expired
    FROM donation_items
    LEFT JOIN expired USING (item_id)
)
SELECT item_id, received, on_shelf, redeemed, counted_off, households, expired
FROM items
ORDER BY on_shelf <= 0, redeemed DESC, item_id;

-- name: households
SELECT count(*) AS households FROM donation_reached WHERE pieces > 0;

-- name: of_lot
SELECT
    donations.donation_id, donations.position, donations.receipt_number, donations.happened_at,
    donations.donor, donations.money_fen, donations.purpose, donations.said_id
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
SELECT donation_id, position, receipt_number, happened_at, donor, money_fen, purpose, said_id
FROM donations
WHERE receipt_number = %(receipt_number)s;
