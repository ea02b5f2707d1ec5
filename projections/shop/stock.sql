-- name: create
CREATE TABLE stock_items (
    item_id text COLLATE "C" PRIMARY KEY,
    position bigint NOT NULL,
    name text NOT NULL,
    unit text NOT NULL,
    points bigint NOT NULL,
    barcode text,
    code text,
    cash_price_fen bigint,
    limit_per_member_month bigint
);
CREATE TABLE stock_lots (
    item_id text COLLATE "C" NOT NULL,
    lot_id text COLLATE "C" NOT NULL,
    expires_on date,
    pieces bigint NOT NULL,
    -- By itself it seldom changes, so a sale need not touch the index.
    has_pieces boolean NOT NULL GENERATED ALWAYS AS (pieces <> 0) STORED,
    PRIMARY KEY (item_id, lot_id)
);
CREATE INDEX stock_items_position ON stock_items (position);
CREATE INDEX stock_items_code ON stock_items (code);
CREATE INDEX stock_lots_with_pieces ON stock_lots (item_id) WHERE has_pieces;

-- name: add_items
INSERT INTO stock_items
    (item_id, position, name, unit, points, barcode, code, cash_price_fen, limit_per_member_month)
SELECT *
FROM unnest(
    %(c1)s::text[], %(c2)s::bigint[], %(c3)s::text[], %(c4)s::text[], %(c5)s::bigint[],
    %(c6)s::text[], %(c7)s::text[], %(c8)s::bigint[], %(c9)s::bigint[]
);

-- name: add_lots
INSERT INTO stock_lots (item_id, lot_id, expires_on, pieces)
SELECT *
FROM unnest(%(c1)s::text[], %(c2)s::text[], %(c3)s::date[], %(c4)s::bigint[])
ON CONFLICT (item_id, lot_id) DO UPDATE SET pieces = stock_lots.pieces + excluded.pieces;

-- name: items
SELECT
    items.item_id, items.position, items.name, items.unit, items.points, items.barcode,
    items.cash_price_fen, items.limit_per_member_month,
    lots.in_stock, lots.redeemable, lots.first_expiry
FROM stock_items AS items
CROSS JOIN LATERAL (
    SELECT
        coalesce(sum(pieces), 0)::bigint AS in_stock,
        coalesce(
            sum(pieces) FILTER (WHERE expires_on IS NULL OR expires_on > %(today)s), 0
        )::bigint AS redeemable,
        min(expires_on) FILTER (WHERE pieces > 0) AS first_expiry
    FROM stock_lots
    WHERE stock_lots.item_id = items.item_id AND stock_lots.has_pieces
) AS lots
WHERE items.position > %(after)s
  AND (%(code)s::text IS NULL OR items.code = %(code)s)
ORDER BY items.position
LIMIT %(limit)s;

-- name: names
SELECT item_id, name FROM stock_items ORDER BY item_id;
