-- name: create
CREATE TABLE stock_counts (
    count_id text COLLATE "C" PRIMARY KEY,
    position bigint NOT NULL,
    counted_by text COLLATE "C" NOT NULL,
    counted_at timestamptz NOT NULL,
    status text COLLATE "C" NOT NULL,
    decided_by text COLLATE "C",
    decided_at timestamptz,
    reason_text text COLLATE "C"
);
CREATE INDEX stock_counts_position ON stock_counts (position);
CREATE INDEX stock_counts_status ON stock_counts (status, position);
CREATE TABLE stock_count_lines (
    count_id text COLLATE "C" NOT NULL,
    number bigint NOT NULL,
    counted_at timestamptz NOT NULL,
    item_id text COLLATE "C" NOT NULL,
    booked bigint NOT NULL,
    counted bigint NOT NULL,
    reason_text text COLLATE "C",
    PRIMARY KEY (count_id, number)
);
CREATE INDEX stock_count_lines_differing ON stock_count_lines (counted_at)
WHERE counted <> booked;
CREATE TABLE last_counts (
    item_id text COLLATE "C" PRIMARY KEY,
    position bigint NOT NULL,
    counted_at timestamptz NOT NULL,
    difference bigint NOT NULL
);

-- name: add
INSERT INTO stock_counts (count_id, position, counted_by, counted_at, status)
SELECT *
FROM unnest(
    %(c1)s::text[], %(c2)s::bigint[], %(c3)s::text[], %(c4)s::timestamptz[], %(c5)s::text[]
);

-- name: add_lines
INSERT INTO stock_count_lines (
    count_id, number, counted_at, item_id, booked, counted, reason_text
)
SELECT *
FROM unnest(
    %(c1)s::text[], %(c2)s::bigint[], %(c3)s::timestamptz[], %(c4)s::text[], %(c5)s::bigint[],
    %(c6)s::bigint[], %(c7)s::text[]
);

-- name: decide
UPDATE stock_counts AS counts SET
    status = decided.status,
    decided_by = decided.decided_by,
    decided_at = decided.decided_at,
    reason_text = decided.reason_text
FROM unnest(
    %(c1)s::text[], %(c2)s::text[], %(c3)s::text[], %(c4)s::timestamptz[], %(c5)s::text[]
) AS decided (count_id, status, decided_by, decided_at, reason_text)
WHERE counts.count_id = decided.count_id;

-- name: add_last
INSERT INTO last_counts (item_id, position, counted_at, difference)
SELECT *
FROM unnest(%(c1)s::text[], %(c2)s::bigint[], %(c3)s::timestamptz[], %(c4)s::bigint[])
ON CONFLICT (item_id) DO UPDATE SET
    position = excluded.position,
    counted_at = excluded.counted_at,
    difference = excluded.difference;

-- name: page
SELECT
    count_id, position, counted_by, counted_at, status, decided_by, decided_at, reason_text
FROM stock_counts
WHERE position < %(before)s AND (%(status)s::text IS NULL OR status = %(status)s)
ORDER BY position DESC
LIMIT %(limit)s;

-- name: waiting
SELECT count(*) AS counts FROM stock_counts WHERE status = 'pending';

-- name: lines
SELECT count_id, item_id, booked, counted, reason_text
FROM stock_count_lines
WHERE count_id = ANY(%(count_ids)s)
ORDER BY count_id, number;

-- name: differences
SELECT
    counts.count_id, counts.position, lines.item_id, lines.booked, lines.counted,
    counts.counted_by, counts.counted_at, counts.status, counts.decided_by
FROM stock_count_lines AS lines
JOIN stock_counts AS counts ON counts.count_id = lines.count_id
WHERE lines.counted <> lines.booked
  AND abs(lines.counted - lines.booked) > %(pieces)s
  AND lines.counted_at >= %(since)s
ORDER BY lines.counted_at DESC, counts.position DESC, lines.number
LIMIT %(limit)s;

-- name: agreeing
SELECT item_id, counted_at FROM last_counts WHERE difference = 0 ORDER BY item_id;
