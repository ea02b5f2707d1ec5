-- name: create
CREATE TABLE offline_disputes (
    redemption_id text COLLATE "C" PRIMARY KEY,
    position bigint NOT NULL,
    receipt_number text COLLATE "C",
    member_id text COLLATE "C" NOT NULL,
    cashier_id text COLLATE "C" NOT NULL,
    points bigint NOT NULL,
    reason text COLLATE "C" NOT NULL,
    allowed_points bigint NOT NULL,
    alleged boolean NOT NULL,
    sold_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    outcome text COLLATE "C",
    settled_by text COLLATE "C",
    settled_at timestamptz,
    reason_text text COLLATE "C"
);
CREATE INDEX offline_disputes_waiting ON offline_disputes (position) WHERE outcome IS NULL;
CREATE INDEX offline_disputes_settled ON offline_disputes (position) WHERE outcome IS NOT NULL;
CREATE TABLE offline_disputed_lines (
    redemption_id text COLLATE "C" NOT NULL,
    item_id text COLLATE "C" NOT NULL,
    quantity bigint NOT NULL,
    points bigint NOT NULL,
    booked bigint NOT NULL,
    PRIMARY KEY (redemption_id, item_id)
);

-- name: add
INSERT INTO offline_disputes (
    redemption_id, position, receipt_number, member_id, cashier_id, points, reason, allowed_points,
    alleged, sold_at, recorded_at
)
SELECT *
FROM unnest(
    %(c1)s::text[], %(c2)s::bigint[], %(c3)s::text[], %(c4)s::text[], %(c5)s::text[],
    %(c6)s::bigint[], %(c7)s::text[], %(c8)s::bigint[], %(c9)s::boolean[],
    %(c10)s::timestamptz[], %(c11)s::timestamptz[]
);

-- name: add_lines
INSERT INTO offline_disputed_lines (redemption_id, item_id, quantity, points, booked)
SELECT *
FROM unnest(%(c1)s::text[], %(c2)s::text[], %(c3)s::bigint[], %(c4)s::bigint[], %(c5)s::bigint[]);

-- name: settle
UPDATE offline_disputes AS disputes SET
    outcome = settled.outcome,
    settled_by = settled.settled_by,
    settled_at = settled.settled_at,
    reason_text = settled.reason_text
FROM unnest(
    %(c1)s::text[], %(c2)s::text[], %(c3)s::text[], %(c4)s::timestamptz[], %(c5)s::text[]
) AS settled (redemption_id, outcome, settled_by, settled_at, reason_text)
WHERE disputes.redemption_id = settled.redemption_id;

-- name: merge
UPDATE offline_disputes SET member_id = %(stays)s WHERE member_id = %(gone)s;

-- name: page_waiting
SELECT
    redemption_id, position, receipt_number, member_id, cashier_id, points, reason, allowed_points,
    alleged, sold_at, recorded_at, outcome, settled_by, settled_at, reason_text
FROM offline_disputes
WHERE outcome IS NULL AND position < %(before)s
ORDER BY position DESC
LIMIT %(limit)s;

-- name: page_settled
SELECT
    redemption_id, position, receipt_number, member_id, cashier_id, points, reason, allowed_points,
    alleged, sold_at, recorded_at, outcome, settled_by, settled_at, reason_text
FROM offline_disputes
WHERE outcome IS NOT NULL AND position < %(before)s
ORDER BY position DESC
LIMIT %(limit)s;

-- name: one
SELECT
    redemption_id, position, receipt_number, member_id, cashier_id, points, reason, allowed_points,
    alleged, sold_at, recorded_at, outcome, settled_by, settled_at, reason_text
FROM offline_disputes
WHERE redemption_id = %(redemption_id)s;

-- name: lines
SELECT redemption_id, item_id, quantity, points, booked
FROM offline_disputed_lines
WHERE redemption_id = ANY(%(redemption_ids)s)
ORDER BY redemption_id, item_id;

-- name: unsettled
SELECT count(*) AS disputes FROM offline_disputes WHERE outcome IS NULL;
