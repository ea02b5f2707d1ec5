-- name: create
CREATE TABLE members (
    member_id text PRIMARY KEY,
    points bigint NOT NULL CHECK (points >= 0),
    service_minutes bigint NOT NULL
);
CREATE TABLE items (
    item_id text PRIMARY KEY,
    points bigint NOT NULL,
    limit_per_member_month bigint NOT NULL
);
CREATE TABLE lots (
    lot_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    item_id text NOT NULL REFERENCES items (item_id),
    pieces bigint NOT NULL CHECK (pieces >= 0),
    expires_on date
);
CREATE INDEX lots_of_item ON lots (item_id, expires_on);
CREATE TABLE redeemed (
    member_id text NOT NULL REFERENCES members (member_id),
    item_id text NOT NULL REFERENCES items (item_id),
    month text NOT NULL,
    pieces bigint NOT NULL,
    PRIMARY KEY (member_id, item_id, month)
);
CREATE TABLE redemptions (
    redemption_id uuid PRIMARY KEY,
    member_id text NOT NULL REFERENCES members (member_id),
    points bigint NOT NULL,
    balance_after bigint NOT NULL,
    redeemed_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX redemptions_of_member ON redemptions (member_id, redeemed_at);
CREATE TABLE redemption_lines (
    redemption_id uuid NOT NULL REFERENCES redemptions (redemption_id),
    item_id text NOT NULL REFERENCES items (item_id),
    lot_id bigint NOT NULL REFERENCES lots (lot_id),
    quantity bigint NOT NULL,
    points bigint NOT NULL,
    PRIMARY KEY (redemption_id, lot_id)
);
CREATE TABLE requests (
    key text PRIMARY KEY,
    content text NOT NULL,
    redemption_id uuid NOT NULL
);

-- name: add_member
INSERT INTO members (member_id, points, service_minutes) VALUES (%s, %s, %s);

-- name: add_item
INSERT INTO items (item_id, points, limit_per_member_month) VALUES (%s, %s, %s);

-- name: add_lot
INSERT INTO lots (item_id, pieces, expires_on) VALUES (%s, %s, %s);

-- name: take_key
INSERT INTO requests (key, content, redemption_id)
VALUES (%(key)s, %(content)s, %(redemption_id)s)
ON CONFLICT (key) DO NOTHING
RETURNING key;

-- name: redemption_of_key
SELECT requests.content, redemptions.redemption_id, redemptions.points, redemptions.balance_after
FROM requests JOIN redemptions USING (redemption_id)
WHERE requests.key = %(key)s;

-- name: lines
SELECT item_id, quantity, points FROM redemption_lines
WHERE redemption_id = %(redemption_id)s
ORDER BY item_id;

-- name: item
SELECT points, limit_per_member_month FROM items WHERE item_id = %(item_id)s;

-- name: pay
UPDATE members SET points = points - %(points)s
WHERE member_id = %(member_id)s AND points >= %(points)s AND service_minutes >= 300
RETURNING points;

-- name: use_allowance
INSERT INTO redeemed (member_id, item_id, month, pieces)
VALUES (%(member_id)s, %(item_id)s, to_char(now() AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM'),
    %(quantity)s)
ON CONFLICT (member_id, item_id, month) DO UPDATE SET pieces = redeemed.pieces + excluded.pieces
RETURNING pieces;

-- name: add_redemption
INSERT INTO redemptions (redemption_id, member_id, points, balance_after)
VALUES (%(redemption_id)s, %(member_id)s, %(points)s, %(balance_after)s);

-- name: take_from_lot
UPDATE lots SET pieces = pieces - %(quantity)s
WHERE lot_id = (
    SELECT lot_id FROM lots
    WHERE item_id = %(item_id)s AND pieces >= %(quantity)s
    ORDER BY expires_on NULLS LAST LIMIT 1
)
RETURNING lot_id;

-- name: add_line
INSERT INTO redemption_lines (redemption_id, item_id, lot_id, quantity, points)
VALUES (%(redemption_id)s, %(item_id)s, %(lot_id)s, %(quantity)s, %(points)s);

-- name: count
SELECT count(*) AS redemptions FROM redemptions;
