-- name: create
CREATE TABLE statement_lines (
    account text COLLATE "C" NOT NULL,
    position bigint NOT NULL,
    line smallint NOT NULL,
    unit text COLLATE "C" NOT NULL,
    amount bigint NOT NULL,
    balance_after bigint NOT NULL,
    PRIMARY KEY (account, position, line)
);
CREATE TABLE statement_balances (
    account text COLLATE "C" NOT NULL,
    unit text COLLATE "C" NOT NULL,
    amount bigint NOT NULL,
    PRIMARY KEY (account, unit)
);
CREATE TABLE statement_items (
    item_id text COLLATE "C" PRIMARY KEY,
    name text NOT NULL
);

-- name: balances
SELECT account, unit, amount FROM statement_balances WHERE account = ANY(%(accounts)s);

-- name: set_balances
INSERT INTO statement_balances (account, unit, amount)
SELECT account, unit, amount
FROM unnest(%(c1)s::text[], %(c2)s::text[], %(c3)s::bigint[]) AS new (account, unit, amount)
ON CONFLICT (account, unit) DO UPDATE SET amount = excluded.amount;

-- name: add_lines
COPY statement_lines (account, position, line, unit, amount, balance_after) FROM STDIN;

-- name: add_items
INSERT INTO statement_items (item_id, name)
SELECT item_id, name FROM unnest(%(c1)s::text[], %(c2)s::text[]) AS new (item_id, name)
ON CONFLICT (item_id) DO UPDATE SET name = excluded.name;

-- name: page
SELECT lines.position, lines.line, lines.unit, lines.amount, lines.balance_after, facts.data
FROM statement_lines AS lines
JOIN facts_tt_main AS facts ON facts.id = lines.position
WHERE lines.account = %(account)s
  AND (%(unit)s::text IS NULL OR lines.unit = %(unit)s)
  AND (lines.position, lines.line) < (%(before_position)s, %(before_line)s)
ORDER BY lines.position DESC, lines.line DESC
LIMIT %(limit)s;

-- name: acts
-- A line for each fact: what it changed, and what the account held once it had happened.
WITH acts AS (
    SELECT
        lines.position,
        (convert_from(facts.data, 'UTF8')::json ->> 'happened_at')::timestamptz AS happened_at,
        coalesce(sum(lines.amount) FILTER (WHERE lines.unit = 'points'), 0)::bigint AS points,
        coalesce(sum(lines.amount) FILTER (WHERE lines.unit = 'credit'), 0)::bigint AS credit,
        coalesce(sum(lines.amount) FILTER (WHERE lines.unit = 'minutes'), 0)::bigint AS minutes
    FROM statement_lines AS lines
    JOIN facts_tt_main AS facts ON facts.id = lines.position
    WHERE lines.account = %(account)s
    GROUP BY lines.position, facts.data
),
book AS (
    SELECT
        position, happened_at, points, credit, minutes,
        sum(points) OVER in_order AS points_after,
        sum(credit) OVER in_order AS credit_after
    FROM acts
    WINDOW in_order AS (ORDER BY happened_at, position)
)
SELECT
    book.position, book.happened_at, book.points, book.credit, book.minutes,
    book.points_after::bigint AS points_after, book.credit_after::bigint AS credit_after,
    facts.data
FROM book
JOIN facts_tt_main AS facts ON facts.id = book.position
WHERE (
        %(before)s::bigint IS NULL
        OR (book.happened_at, book.position) < (
            SELECT acts.happened_at, acts.position FROM acts WHERE acts.position = %(before)s
        )
    )
  AND (
        %(since)s::timestamptz IS NULL
        OR (
            book.happened_at >= %(since)s::timestamptz
            AND book.happened_at < %(until)s::timestamptz
        )
    )
ORDER BY book.happened_at DESC, book.position DESC
LIMIT %(limit)s;

-- name: months
SELECT DISTINCT
    date_trunc(
        'month',
        (convert_from(facts.data, 'UTF8')::json ->> 'happened_at')::timestamptz
            AT TIME ZONE %(zone)s
    )::date AS month
FROM statement_lines AS lines
JOIN facts_tt_main AS facts ON facts.id = lines.position
WHERE lines.account = %(account)s
ORDER BY month DESC;

-- name: item_names
SELECT item_id, name FROM statement_items WHERE item_id = ANY(%(item_ids)s) ORDER BY item_id;
