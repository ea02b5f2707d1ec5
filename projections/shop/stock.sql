-- name: create
CREATE TABLE stock_items (
    item_id text COLLATE "C" PRIMARY KEY,
    position bigint NOT NULL,
    unit text NOT NULL,
    listed_at timestamptz NOT NULL,
    -- The fact that said last what holds of it.
    terms_id text COLLATE "C" NOT NULL
);
-- What holds of an item in [from_day, until_day): barcodes are a list in JSON, codes are words.
CREATE TABLE stock_terms (
    item_id text COLLATE "C" NOT NULL,
    from_day date,
    until_day date,
    name text NOT NULL,
    points bigint NOT NULL,
    barcodes text NOT NULL,
    codes text NOT NULL,
    cash_price_fen bigint,
    limit_per_member_month bigint,
    withdrawn boolean NOT NULL
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
CREATE INDEX stock_terms_item ON stock_terms (item_id, from_day DESC NULLS LAST);
CREATE INDEX stock_terms_last ON stock_terms (item_id) INCLUDE (name) WHERE until_day IS NULL;
-- Without a list of what waits to be put in, whose reading would cost more than all the rows.
CREATE INDEX stock_terms_codes ON stock_terms USING gin (string_to_array(codes, ' '))
    WITH (fastupdate = off);
CREATE INDEX stock_lots_with_pieces ON stock_lots (item_id) WHERE has_pieces;

-- name: add_items
INSERT INTO stock_items (item_id, position, unit, listed_at, terms_id)
SELECT *
FROM unnest(
    %(c1)s::text[], %(c2)s::bigint[], %(c3)s::text[], %(c4)s::timestamptz[], %(c5)s::text[]
);

-- name: name_terms
UPDATE stock_items SET terms_id = said.terms_id
FROM unnest(%(c1)s::text[], %(c2)s::text[]) AS said (item_id, terms_id)
WHERE stock_items.item_id = said.item_id;

-- name: terms_of
SELECT
    item_id, from_day, name, points, barcodes, cash_price_fen, limit_per_member_month, withdrawn
FROM stock_terms
WHERE item_id = ANY(%(item_ids)s)
ORDER BY item_id, from_day NULLS FIRST;

-- name: forget_terms
DELETE FROM stock_terms WHERE item_id = ANY(%(item_ids)s);

-- name: add_terms
INSERT INTO stock_terms (
    item_id, from_day, until_day, name, points, barcodes, codes, cash_price_fen,
    limit_per_member_month, withdrawn
)
SELECT *
FROM unnest(
    %(c1)s::text[], %(c2)s::date[], %(c3)s::date[], %(c4)s::text[], %(c5)s::bigint[],
    %(c6)s::text[], %(c7)s::text[], %(c8)s::bigint[], %(c9)s::bigint[], %(c10)s::boolean[]
);

-- name: add_lots
INSERT INTO stock_lots (item_id, lot_id, expires_on, pieces)
SELECT *
FROM unnest(%(c1)s::text[], %(c2)s::text[], %(c3)s::date[], %(c4)s::bigint[])
ON CONFLICT (item_id, lot_id) DO UPDATE SET pieces = stock_lots.pieces + excluded.pieces;

-- name: items
SELECT
    items.item_id, items.position, terms.name, items.unit, terms.points, terms.barcodes,
    terms.cash_price_fen, terms.limit_per_member_month, lots.in_stock,
    CASE WHEN terms.withdrawn THEN 0 ELSE lots.in_stock END AS redeemable,
    lots.first_expiry, terms.withdrawn, lots.expired, terms.from_day AS since,
    items.listed_at, items.terms_id
FROM stock_items AS items
CROSS JOIN LATERAL (
    SELECT
        from_day, name, points, barcodes, codes, cash_price_fen, limit_per_member_month, withdrawn
    FROM stock_terms
    WHERE stock_terms.item_id = items.item_id AND (from_day IS NULL OR from_day <= %(today)s)
    ORDER BY from_day DESC NULLS LAST
    LIMIT 1
) AS terms
CROSS JOIN LATERAL (
    SELECT
        coalesce(
            sum(pieces) FILTER (WHERE expires_on IS NULL OR expires_on > %(today)s), 0
        )::bigint AS in_stock,
        coalesce(sum(pieces) FILTER (WHERE expires_on <= %(today)s), 0)::bigint AS expired,
        min(expires_on) FILTER (WHERE pieces > 0) AS first_expiry
    FROM stock_lots
    WHERE stock_lots.item_id = items.item_id AND stock_lots.has_pieces
) AS lots
WHERE items.position > %(after)s
  AND (
    %(code)s::text IS NULL
    OR string_to_array(terms.codes, ' ') @> ARRAY[%(code)s::text]
    AND items.item_id IN (
        SELECT item_id
        FROM stock_terms
        WHERE string_to_array(codes, ' ') @> ARRAY[%(code)s::text]
    )
  )
  AND (%(named)s::text IS NULL OR strpos(lower(terms.name), lower(%(named)s)) > 0)
  AND (%(item_ids)s::text[] IS NULL OR items.item_id = ANY(%(item_ids)s))
  AND (
    %(ran_out)s::boolean IS NULL
    OR (terms.withdrawn OR lots.in_stock <= 0) = %(ran_out)s::boolean
  )
ORDER BY items.position
LIMIT %(limit)s;

-- name: expired
SELECT count(DISTINCT item_id) AS items, coalesce(sum(pieces), 0)::bigint AS pieces
FROM stock_lots
WHERE has_pieces AND expires_on <= %(today)s;

-- name: names
SELECT item_id, name FROM stock_terms WHERE until_day IS NULL ORDER BY item_id;

-- name: names_by_day
SELECT item_id, name, from_day, until_day
FROM stock_terms
ORDER BY item_id, from_day NULLS FIRST;

-- name: coming
SELECT
    item_id, from_day, name, points, barcodes, cash_price_fen, limit_per_member_month, withdrawn
FROM stock_terms
WHERE item_id = %(item_id)s AND from_day IS NOT NULL
ORDER BY from_day DESC NULLS LAST
LIMIT %(limit)s;
