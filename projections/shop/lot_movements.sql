-- name: create
CREATE TABLE goods_lots (
    item_id text COLLATE "C" NOT NULL,
    lot_id text COLLATE "C" NOT NULL,
    position bigint NOT NULL,
    expires_on date,
    received bigint NOT NULL,
    taken bigint NOT NULL,
    counted bigint NOT NULL,
    PRIMARY KEY (item_id, lot_id)
);
CREATE TABLE shelf_totals (
    item_id text COLLATE "C" PRIMARY KEY,
    pieces bigint NOT NULL,
    counts bigint NOT NULL
);
CREATE TABLE lot_movements (
    item_id text COLLATE "C" NOT NULL,
    lot_id text COLLATE "C" NOT NULL,
    position bigint NOT NULL,
    happened_at timestamptz NOT NULL,
    kind text NOT NULL,
    member_id text COLLATE "C",
    pieces bigint NOT NULL
);

-- name: index
CREATE INDEX goods_lots_position ON goods_lots (item_id, position);
CREATE INDEX lot_movements_lot_id ON lot_movements (lot_id, item_id, position);
CREATE INDEX lot_movements_item_id ON lot_movements (item_id, position);

-- name: add_movements
COPY lot_movements (item_id, lot_id, position, happened_at, kind, member_id, pieces)
FROM STDIN (FORMAT binary);

-- name: add_lots
INSERT INTO goods_lots (item_id, lot_id, position, expires_on, received, taken, counted)
SELECT *
FROM unnest(
    %(c1)s::text[], %(c2)s::text[], %(c3)s::bigint[], %(c4)s::date[], %(c5)s::bigint[],
    %(c6)s::bigint[], %(c7)s::bigint[]
)
ON CONFLICT (item_id, lot_id) DO UPDATE SET
    received = goods_lots.received + excluded.received,
    taken = goods_lots.taken + excluded.taken,
    counted = goods_lots.counted + excluded.counted;

-- name: add_totals
INSERT INTO shelf_totals (item_id, pieces, counts)
SELECT *
FROM unnest(%(c1)s::text[], %(c2)s::bigint[], %(c3)s::bigint[])
ON CONFLICT (item_id) DO UPDATE SET
    pieces = shelf_totals.pieces + excluded.pieces,
    counts = shelf_totals.counts + excluded.counts;

-- name: booked_at
SELECT
    totals.item_id,
    totals.pieces - since.pieces AS pieces,
    totals.counts - since.counts AS counts
FROM shelf_totals AS totals
CROSS JOIN LATERAL (
    SELECT
        coalesce(sum(pieces), 0)::bigint AS pieces,
        count(DISTINCT position) FILTER (WHERE kind = 'counted') AS counts
    FROM lot_movements
    WHERE lot_movements.item_id = totals.item_id AND lot_movements.position > %(position)s
) AS since
WHERE totals.item_id = ANY(%(item_ids)s)
ORDER BY totals.item_id;

-- name: lots
SELECT
    item_id, lot_id, position, expires_on, received, taken, counted,
    received + counted - taken AS left
FROM (
    SELECT item_id, lot_id, position, expires_on, received, taken, counted
    FROM goods_lots
    WHERE item_id = %(item_id)s AND position < %(before)s
    ORDER BY position DESC
    FETCH FIRST (%(limit)s) ROWS WITH TIES
) AS lots
ORDER BY position DESC, length(lot_id), lot_id;

-- name: lot
SELECT
    item_id, lot_id, position, expires_on, received, taken, counted,
    received + counted - taken AS left
FROM goods_lots
WHERE item_id = %(item_id)s AND lot_id = %(lot_id)s;

-- name: movements
SELECT item_id, lot_id, position, happened_at, kind, member_id, pieces
FROM lot_movements
WHERE lot_id = %(lot_id)s AND item_id = %(item_id)s AND position > %(after)s
ORDER BY position
FETCH FIRST (%(limit)s) ROWS WITH TIES;
