-- name: create
CREATE TABLE month_totals (
    month date PRIMARY KEY,
    services bigint NOT NULL,
    service_minutes bigint NOT NULL,
    points_issued bigint NOT NULL,
    redemptions bigint NOT NULL,
    points_redeemed bigint NOT NULL
);
CREATE TABLE month_programmes (
    month date NOT NULL,
    programme text NOT NULL,
    services bigint NOT NULL,
    service_minutes bigint NOT NULL,
    points bigint NOT NULL,
    PRIMARY KEY (month, programme)
);
CREATE TABLE month_items (
    month date NOT NULL,
    item_id text COLLATE "C" NOT NULL,
    pieces bigint NOT NULL,
    points bigint NOT NULL,
    PRIMARY KEY (month, item_id)
);
CREATE TABLE month_disputes (
    redemption_id text COLLATE "C" NOT NULL,
    month date NOT NULL,
    item_id text COLLATE "C" NOT NULL,
    pieces bigint NOT NULL,
    points bigint NOT NULL,
    PRIMARY KEY (redemption_id, item_id)
);

-- name: add_totals
INSERT INTO month_totals
    (month, services, service_minutes, points_issued, redemptions, points_redeemed)
SELECT *
FROM unnest(
    %(c1)s::date[], %(c2)s::bigint[], %(c3)s::bigint[], %(c4)s::bigint[], %(c5)s::bigint[],
    %(c6)s::bigint[]
)
ON CONFLICT (month) DO UPDATE SET
    services = month_totals.services + excluded.services,
    service_minutes = month_totals.service_minutes + excluded.service_minutes,
    points_issued = month_totals.points_issued + excluded.points_issued,
    redemptions = month_totals.redemptions + excluded.redemptions,
    points_redeemed = month_totals.points_redeemed + excluded.points_redeemed;

-- name: add_programmes
INSERT INTO month_programmes (month, programme, services, service_minutes, points)
SELECT *
FROM unnest(
    %(c1)s::date[], %(c2)s::text[], %(c3)s::bigint[], %(c4)s::bigint[], %(c5)s::bigint[]
)
ON CONFLICT (month, programme) DO UPDATE SET
    services = month_programmes.services + excluded.services,
    service_minutes = month_programmes.service_minutes + excluded.service_minutes,
    points = month_programmes.points + excluded.points;

-- name: add_items
INSERT INTO month_items (month, item_id, pieces, points)
SELECT *
FROM unnest(%(c1)s::date[], %(c2)s::text[], %(c3)s::bigint[], %(c4)s::bigint[])
ON CONFLICT (month, item_id) DO UPDATE SET
    pieces = month_items.pieces + excluded.pieces,
    points = month_items.points + excluded.points;

-- name: wait
INSERT INTO month_disputes (redemption_id, month, item_id, pieces, points)
SELECT *
FROM unnest(%(c1)s::text[], %(c2)s::date[], %(c3)s::text[], %(c4)s::bigint[], %(c5)s::bigint[]);

-- name: correct
-- What had moved nothing leaves when it is settled, as far as the shelf has it.
UPDATE month_disputes AS waiting SET pieces = moved.pieces, points = moved.points
FROM unnest(%(c1)s::text[], %(c2)s::text[], %(c3)s::bigint[], %(c4)s::bigint[])
    AS moved (redemption_id, item_id, pieces, points)
WHERE waiting.redemption_id = moved.redemption_id AND waiting.item_id = moved.item_id;

-- name: settle_totals
INSERT INTO month_totals
    (month, services, service_minutes, points_issued, redemptions, points_redeemed)
SELECT month, 0, 0, 0, count(DISTINCT redemption_id), sum(points)::bigint
FROM month_disputes
WHERE redemption_id = ANY(%(c1)s::text[])
GROUP BY month
ON CONFLICT (month) DO UPDATE SET
    redemptions = month_totals.redemptions + excluded.redemptions,
    points_redeemed = month_totals.points_redeemed + excluded.points_redeemed;

-- name: settle_items
INSERT INTO month_items (month, item_id, pieces, points)
SELECT month, item_id, sum(pieces)::bigint, sum(points)::bigint
FROM month_disputes
WHERE redemption_id = ANY(%(c1)s::text[])
GROUP BY month, item_id
ON CONFLICT (month, item_id) DO UPDATE SET
    pieces = month_items.pieces + excluded.pieces,
    points = month_items.points + excluded.points;

-- name: totals
SELECT month, services, service_minutes, points_issued, redemptions, points_redeemed
FROM month_totals
WHERE month >= %(first)s AND month < %(until)s
ORDER BY month;

-- name: programmes
SELECT
    programme,
    sum(services)::bigint AS services,
    sum(service_minutes)::bigint AS service_minutes,
    sum(points)::bigint AS points
FROM month_programmes
WHERE month >= %(first)s AND month < %(until)s
GROUP BY programme
HAVING sum(services) > 0
ORDER BY sum(service_minutes) DESC, programme;

-- name: items
SELECT item_id, sum(pieces)::bigint AS pieces, sum(points)::bigint AS points
FROM month_items
WHERE month >= %(first)s AND month < %(until)s
GROUP BY item_id
HAVING sum(pieces) > 0
ORDER BY sum(pieces) DESC, item_id;
