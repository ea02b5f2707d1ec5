-- name: create
CREATE TABLE shifts (
    shift_id text COLLATE "C" PRIMARY KEY,
    position bigint NOT NULL,
    till text COLLATE "C" NOT NULL,
    cashier_id text COLLATE "C" NOT NULL,
    number bigint NOT NULL,
    day date NOT NULL,
    opened_at timestamptz NOT NULL,
    closed_position bigint,
    closed_at timestamptz,
    closed_by text COLLATE "C"
);
CREATE INDEX shifts_cashier_id ON shifts (cashier_id, position);
CREATE INDEX shifts_open ON shifts (cashier_id, position) WHERE closed_at IS NULL;
CREATE TABLE shift_tills (
    till text COLLATE "C" PRIMARY KEY
);
CREATE TABLE shift_totals (
    shift_id text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    receipts bigint NOT NULL,
    points bigint NOT NULL,
    offline bigint NOT NULL,
    PRIMARY KEY (shift_id, kind)
);
CREATE TABLE shift_receipts (
    position bigint PRIMARY KEY,
    shift_id text COLLATE "C" NOT NULL,
    receipt_number text COLLATE "C" NOT NULL,
    redemption_id text COLLATE "C" NOT NULL,
    member_id text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    points bigint NOT NULL,
    offline boolean NOT NULL,
    happened_at timestamptz NOT NULL,
    late boolean NOT NULL DEFAULT false
);
CREATE INDEX shift_receipts_shift_id ON shift_receipts (shift_id, position);
CREATE INDEX shift_receipts_receipt_number ON shift_receipts (receipt_number);
CREATE INDEX shift_receipts_redemption_id ON shift_receipts (redemption_id);
CREATE TABLE shift_items (
    shift_id text COLLATE "C" NOT NULL,
    item_id text COLLATE "C" NOT NULL,
    redeemed bigint NOT NULL,
    returned bigint NOT NULL,
    disputed bigint NOT NULL,
    PRIMARY KEY (shift_id, item_id)
);
CREATE TABLE shift_late_sales (
    cashier_id text COLLATE "C" NOT NULL,
    position bigint NOT NULL,
    till text COLLATE "C" NOT NULL,
    number bigint NOT NULL,
    receipt_number text COLLATE "C" NOT NULL,
    redemption_id text COLLATE "C" NOT NULL,
    points bigint NOT NULL,
    happened_at timestamptz NOT NULL,
    PRIMARY KEY (cashier_id, position)
);
CREATE TABLE shift_counts (
    shift_id text COLLATE "C" NOT NULL,
    item_id text COLLATE "C" NOT NULL,
    expected bigint NOT NULL,
    counted bigint NOT NULL
);
CREATE INDEX shift_counts_shift_id ON shift_counts (shift_id);

-- name: add
INSERT INTO shifts (shift_id, position, till, cashier_id, number, day, opened_at)
SELECT *
FROM unnest(
    %(c1)s::text[], %(c2)s::bigint[], %(c3)s::text[], %(c4)s::text[], %(c5)s::bigint[],
    %(c6)s::date[], %(c7)s::timestamptz[]
);

-- name: add_tills
INSERT INTO shift_tills (till)
SELECT DISTINCT till FROM unnest(%(c1)s::text[]) AS opened (till)
ON CONFLICT (till) DO NOTHING;

-- name: add_totals
INSERT INTO shift_totals (shift_id, kind, receipts, points, offline)
SELECT *
FROM unnest(%(c1)s::text[], %(c2)s::text[], %(c3)s::bigint[], %(c4)s::bigint[], %(c5)s::bigint[])
ON CONFLICT (shift_id, kind) DO UPDATE SET
    receipts = shift_totals.receipts + excluded.receipts,
    points = shift_totals.points + excluded.points,
    offline = shift_totals.offline + excluded.offline;

-- name: add_receipts
INSERT INTO shift_receipts (
    position, shift_id, receipt_number, redemption_id, member_id, kind, points, offline, happened_at
)
SELECT *
FROM unnest(
    %(c1)s::bigint[], %(c2)s::text[], %(c3)s::text[], %(c4)s::text[], %(c5)s::text[],
    %(c6)s::text[], %(c7)s::bigint[], %(c8)s::boolean[], %(c9)s::timestamptz[]
);

-- name: add_items
INSERT INTO shift_items (shift_id, item_id, redeemed, returned, disputed)
SELECT *
FROM unnest(%(c1)s::text[], %(c2)s::text[], %(c3)s::bigint[], %(c4)s::bigint[], %(c5)s::bigint[])
ON CONFLICT (shift_id, item_id) DO UPDATE SET
    redeemed = shift_items.redeemed + excluded.redeemed,
    returned = shift_items.returned + excluded.returned,
    disputed = shift_items.disputed + excluded.disputed;

-- name: close
UPDATE shifts SET
    closed_position = ended.closed_position,
    closed_at = ended.closed_at,
    closed_by = ended.closed_by
FROM unnest(%(c1)s::text[], %(c2)s::bigint[], %(c3)s::timestamptz[], %(c4)s::text[])
    AS ended (shift_id, closed_position, closed_at, closed_by)
WHERE shifts.shift_id = ended.shift_id;

-- name: add_disputes
INSERT INTO shift_receipts (
    position, shift_id, receipt_number, redemption_id, member_id, kind, points, offline,
    happened_at, late
)
SELECT new.*, coalesce(shifts.closed_position < new.position, false)
FROM unnest(
    %(c1)s::bigint[], %(c2)s::text[], %(c3)s::text[], %(c4)s::text[], %(c5)s::text[],
    %(c6)s::text[], %(c7)s::bigint[], %(c8)s::boolean[], %(c9)s::timestamptz[]
) AS new (
    position, shift_id, receipt_number, redemption_id, member_id, kind, points, offline,
    happened_at
)
LEFT JOIN shifts ON shifts.shift_id = new.shift_id;

-- name: add_dispute_totals
INSERT INTO shift_totals (shift_id, kind, receipts, points, offline)
SELECT new.shift_id, new.kind, count(*), sum(new.points)::bigint, count(*)
FROM unnest(
    %(c1)s::bigint[], %(c2)s::text[], %(c3)s::text[], %(c4)s::text[], %(c5)s::text[],
    %(c6)s::text[], %(c7)s::bigint[], %(c8)s::boolean[], %(c9)s::timestamptz[]
) AS new (
    position, shift_id, receipt_number, redemption_id, member_id, kind, points, offline,
    happened_at
)
LEFT JOIN shifts ON shifts.shift_id = new.shift_id
WHERE shifts.closed_position IS NULL OR shifts.closed_position > new.position
GROUP BY new.shift_id, new.kind
ON CONFLICT (shift_id, kind) DO UPDATE SET
    receipts = shift_totals.receipts + excluded.receipts,
    points = shift_totals.points + excluded.points,
    offline = shift_totals.offline + excluded.offline;

-- name: add_disputed_items
INSERT INTO shift_items (shift_id, item_id, redeemed, returned, disputed)
SELECT new.shift_id, new.item_id, 0, 0, sum(new.pieces)::bigint
FROM unnest(%(c1)s::bigint[], %(c2)s::text[], %(c3)s::text[], %(c4)s::bigint[])
    AS new (position, shift_id, item_id, pieces)
LEFT JOIN shifts ON shifts.shift_id = new.shift_id
WHERE shifts.closed_position IS NULL OR shifts.closed_position > new.position
GROUP BY new.shift_id, new.item_id
ON CONFLICT (shift_id, item_id) DO UPDATE SET
    disputed = shift_items.disputed + excluded.disputed;

-- name: add_late
INSERT INTO shift_late_sales (
    cashier_id, position, till, number, receipt_number, redemption_id, points, happened_at
)
SELECT
    shifts.cashier_id, new.position, shifts.till, shifts.number, new.receipt_number,
    new.redemption_id, new.points, new.happened_at
FROM unnest(
    %(c1)s::bigint[], %(c2)s::text[], %(c3)s::text[], %(c4)s::text[], %(c5)s::text[],
    %(c6)s::text[], %(c7)s::bigint[], %(c8)s::boolean[], %(c9)s::timestamptz[]
) AS new (
    position, shift_id, receipt_number, redemption_id, member_id, kind, points, offline,
    happened_at
)
JOIN shifts ON shifts.shift_id = new.shift_id AND shifts.closed_position < new.position;

-- name: add_counts
INSERT INTO shift_counts (shift_id, item_id, expected, counted)
SELECT *
FROM unnest(%(c1)s::text[], %(c2)s::text[], %(c3)s::bigint[], %(c4)s::bigint[]);

-- name: open_of
SELECT
    shift_id, position, till, cashier_id, number, day, opened_at, closed_at, closed_by
FROM shifts
WHERE cashier_id = %(cashier_id)s AND closed_at IS NULL
ORDER BY position DESC
LIMIT 1;

-- name: open
SELECT
    shift_id, position, till, cashier_id, number, day, opened_at, closed_at, closed_by
FROM shifts
WHERE closed_at IS NULL
ORDER BY till, position;

-- name: tills
SELECT till FROM shift_tills ORDER BY till;

-- name: of_cashier
SELECT
    shift_id, position, till, cashier_id, number, day, opened_at, closed_at, closed_by
FROM shifts
WHERE cashier_id = %(cashier_id)s
ORDER BY position DESC
LIMIT %(limit)s;

-- name: one
SELECT
    shift_id, position, till, cashier_id, number, day, opened_at, closed_at, closed_by
FROM shifts
WHERE shift_id = %(shift_id)s;

-- name: totals
SELECT kind, receipts, points, offline
FROM shift_totals
WHERE shift_id = %(shift_id)s
ORDER BY kind;

-- name: items
SELECT item_id, redeemed, returned, disputed
FROM shift_items
WHERE shift_id = %(shift_id)s
ORDER BY redeemed + disputed DESC, item_id;

-- name: counts
SELECT item_id, expected, counted
FROM shift_counts
WHERE shift_id = %(shift_id)s
ORDER BY item_id;

-- name: late
-- Since the cashier's shift before this one was closed, and until this one is.
SELECT
    late.position, late.till, late.number, late.receipt_number, late.redemption_id, late.points,
    late.happened_at
FROM shifts
CROSS JOIN LATERAL (
    SELECT coalesce(max(closed_position), 0) AS position
    FROM (
        SELECT closed_position
        FROM shifts AS before
        WHERE before.cashier_id = shifts.cashier_id AND before.position < shifts.position
        ORDER BY before.position DESC
        LIMIT 1
    ) AS before
) AS since
JOIN shift_late_sales AS late
    ON late.cashier_id = shifts.cashier_id
    AND late.position > since.position
    AND late.position < coalesce(shifts.closed_position, 9223372036854775807)
WHERE shifts.shift_id = %(shift_id)s
ORDER BY late.position;

-- name: receipts
SELECT
    position, shift_id, receipt_number, redemption_id, member_id, kind, points, offline, happened_at
FROM shift_receipts
WHERE shift_id = %(shift_id)s AND NOT late
ORDER BY position DESC
LIMIT %(limit)s;

-- name: of_number
SELECT redemption_id
FROM shift_receipts
WHERE receipt_number = %(receipt_number)s
ORDER BY position DESC
LIMIT 1;

-- name: exchanges
SELECT receipts.position, facts.data
FROM shift_receipts AS receipts
JOIN facts_tt_main AS facts ON facts.id = receipts.position
WHERE receipts.redemption_id = %(redemption_id)s
ORDER BY receipts.position;
