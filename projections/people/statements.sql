-- name: create
CREATE TABLE statement_lines (
    account text COLLATE "C" NOT NULL,
    position bigint NOT NULL,
    line smallint NOT NULL,
    unit text COLLATE "C" NOT NULL,
    amount bigint NOT NULL,
    balance_after bigint NOT NULL
);
CREATE TABLE statement_acts (
    account text COLLATE "C" NOT NULL,
    position bigint NOT NULL,
    happened_at timestamptz NOT NULL,
    points bigint NOT NULL,
    credit bigint NOT NULL,
    minutes bigint NOT NULL,
    points_after bigint NOT NULL,
    credit_after bigint NOT NULL
);
CREATE INDEX statement_acts_happened_at ON statement_acts (account, happened_at, position);
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

-- name: index
CREATE UNIQUE INDEX statement_lines_line ON statement_lines (account, unit, position, line);
CREATE UNIQUE INDEX statement_acts_position ON statement_acts (account, position);

-- name: balances
SELECT account, unit, amount FROM statement_balances WHERE account = ANY(%(accounts)s);

-- name: set_balances
INSERT INTO statement_balances (account, unit, amount)
SELECT account, unit, amount
FROM unnest(%(c1)s::text[], %(c2)s::text[], %(c3)s::bigint[]) AS new (account, unit, amount)
ON CONFLICT (account, unit) DO UPDATE SET amount = excluded.amount;

-- name: add_lines
COPY statement_lines (account, position, line, unit, amount, balance_after)
FROM STDIN (FORMAT binary);

-- name: last_acts
SELECT accounts.account, last.happened_at
FROM unnest(%(accounts)s::text[]) AS accounts (account)
CROSS JOIN LATERAL (
    SELECT happened_at
    FROM statement_acts
    WHERE statement_acts.account = accounts.account
    ORDER BY account DESC, happened_at DESC, position DESC
    LIMIT 1
) AS last
ORDER BY accounts.account;

-- name: add_acts
COPY statement_acts (
    account, position, happened_at, points, credit, minutes, points_after, credit_after
) FROM STDIN (FORMAT binary);

-- name: settle_acts
-- What had happened before other acts, and was recorded after them, changes what they left.
UPDATE statement_acts AS acts
SET points_after = settled.points_after, credit_after = settled.credit_after
FROM unnest(%(c1)s::text[], %(c2)s::timestamptz[], %(c3)s::bigint[])
    AS late (account, happened_at, position)
CROSS JOIN LATERAL (
    SELECT
        later.position,
        coalesce(earlier.points_after, 0) + sum(later.points) OVER in_order AS points_after,
        coalesce(earlier.credit_after, 0) + sum(later.credit) OVER in_order AS credit_after
    FROM statement_acts AS later
    LEFT JOIN (
        SELECT points_after, credit_after
        FROM statement_acts
        WHERE account = late.account
          AND (happened_at, position) < (late.happened_at, late.position)
        ORDER BY happened_at DESC, position DESC
        LIMIT 1
    ) AS earlier ON true
    WHERE later.account = late.account
      AND (later.happened_at, later.position) >= (late.happened_at, late.position)
    WINDOW in_order AS (ORDER BY later.happened_at, later.position)
) AS settled
WHERE acts.account = late.account AND acts.position = settled.position;

-- name: move_lines
UPDATE statement_lines SET account = %(stays)s WHERE account = %(gone)s;

-- name: add_up_acts
-- What one fact did to both accounts is one act, as the merge itself is, which moves nothing.
WITH double AS (
    DELETE FROM statement_acts
    WHERE account = %(gone)s
      AND position IN (SELECT position FROM statement_acts WHERE account = %(stays)s)
    RETURNING position, points, credit, minutes
)
UPDATE statement_acts AS stays SET
    points = stays.points + double.points,
    credit = stays.credit + double.credit,
    minutes = stays.minutes + double.minutes
FROM double
WHERE stays.account = %(stays)s AND stays.position = double.position;

-- name: move_acts
UPDATE statement_acts SET account = %(stays)s WHERE account = %(gone)s;

-- name: settle_lines
UPDATE statement_lines AS lines SET balance_after = settled.balance_after
FROM (
    SELECT
        position, line, unit,
        sum(amount) OVER (PARTITION BY unit ORDER BY position, line) AS balance_after
    FROM statement_lines
    WHERE account = %(stays)s
) AS settled
WHERE lines.account = %(stays)s
  AND lines.unit = settled.unit
  AND lines.position = settled.position
  AND lines.line = settled.line;

-- name: settle_all_acts
UPDATE statement_acts AS acts
SET points_after = settled.points_after, credit_after = settled.credit_after
FROM (
    SELECT
        position,
        sum(points) OVER in_order AS points_after,
        sum(credit) OVER in_order AS credit_after
    FROM statement_acts
    WHERE account = %(stays)s
    WINDOW in_order AS (ORDER BY happened_at, position)
) AS settled
WHERE acts.account = %(stays)s AND acts.position = settled.position;

-- name: add_items
INSERT INTO statement_items (item_id, name)
SELECT item_id, name FROM unnest(%(c1)s::text[], %(c2)s::text[]) AS new (item_id, name)
ON CONFLICT (item_id) DO UPDATE SET name = excluded.name;

-- name: page
WITH page AS (
    SELECT lines.position, lines.line, lines.unit, lines.amount, lines.balance_after
    FROM statement_balances AS held
    CROSS JOIN LATERAL (
        SELECT position, line, unit, amount, balance_after
        FROM statement_lines
        WHERE account = held.account
          AND unit = held.unit
          AND (position, line) < (%(before_position)s, %(before_line)s)
        ORDER BY position DESC, line DESC
        LIMIT %(limit)s
    ) AS lines
    WHERE held.account = %(account)s AND (%(unit)s::text IS NULL OR held.unit = %(unit)s)
    ORDER BY lines.position DESC, lines.line DESC
    LIMIT %(limit)s
)
SELECT page.position, page.line, page.unit, page.amount, page.balance_after, facts.data
FROM page
JOIN facts_tt_main AS facts ON facts.id = page.position
ORDER BY page.position DESC, page.line DESC;

-- name: acts
-- A line for each fact: what it changed, and what the account held once it had happened.
WITH page AS (
    SELECT position, happened_at, points, credit, minutes, points_after, credit_after
    FROM statement_acts
    WHERE account = %(account)s
      AND (happened_at, position) < (
          (
              SELECT CASE
                  WHEN %(before)s::bigint IS NULL THEN 'infinity'
                  ELSE (
                      SELECT happened_at
                      FROM statement_acts
                      WHERE account = %(account)s AND position = %(before)s
                  )
              END
          ),
          coalesce(%(before)s::bigint, 0)
      )
      AND happened_at >= coalesce(%(since)s::timestamptz, '-infinity')
      AND happened_at < coalesce(%(until)s::timestamptz, 'infinity')
    ORDER BY happened_at DESC, position DESC
    LIMIT %(limit)s
)
SELECT
    page.position, page.happened_at, page.points, page.credit, page.minutes, page.points_after,
    page.credit_after, facts.data
FROM page
JOIN facts_tt_main AS facts ON facts.id = page.position
ORDER BY page.happened_at DESC, page.position DESC;

-- name: act
SELECT position
FROM statement_acts
WHERE account = %(account)s AND position = %(position)s;

-- name: months
-- From the last month, each time, to that of the last act before it.
WITH RECURSIVE months AS (
    SELECT date_trunc('month', max(happened_at) AT TIME ZONE %(zone)s) AS month
    FROM statement_acts
    WHERE account = %(account)s
    UNION ALL
    SELECT (
        SELECT date_trunc('month', max(happened_at) AT TIME ZONE %(zone)s)
        FROM statement_acts
        WHERE account = %(account)s AND happened_at < months.month AT TIME ZONE %(zone)s
    )
    FROM months
    WHERE months.month IS NOT NULL
)
SELECT month::date AS month FROM months WHERE month IS NOT NULL ORDER BY month DESC;

-- name: item_names
SELECT item_id, name FROM statement_items WHERE item_id = ANY(%(item_ids)s) ORDER BY item_id;

-- name: moved_happened
-- What each member held at the beginning is what the last act before it left.
SELECT
    people.account, units.unit, units.held, units.came, units.went, acts.services, acts.minutes
FROM (
    SELECT DISTINCT account
    FROM statement_balances
    -- In the order of bytes, `0` comes next after `/`.
    WHERE account >= 'member/' AND account < 'member0'
) AS people
CROSS JOIN LATERAL (
    SELECT
        coalesce(sum(points) FILTER (WHERE points > 0), 0)::bigint AS points_came,
        coalesce(-sum(points) FILTER (WHERE points < 0), 0)::bigint AS points_went,
        coalesce(sum(credit) FILTER (WHERE credit > 0), 0)::bigint AS credit_came,
        coalesce(-sum(credit) FILTER (WHERE credit < 0), 0)::bigint AS credit_went,
        count(*) FILTER (WHERE minutes > 0) - count(*) FILTER (WHERE minutes < 0) AS services,
        coalesce(sum(minutes), 0)::bigint AS minutes
    FROM statement_acts
    WHERE account = people.account AND happened_at >= %(since)s AND happened_at < %(until)s
) AS acts
LEFT JOIN LATERAL (
    SELECT points_after, credit_after
    FROM statement_acts
    WHERE account = people.account AND happened_at < %(since)s
    ORDER BY happened_at DESC, position DESC
    LIMIT 1
) AS before ON true
CROSS JOIN LATERAL (
    VALUES
        ('points', coalesce(before.points_after, 0), acts.points_came, acts.points_went),
        ('credit', coalesce(before.credit_after, 0), acts.credit_came, acts.credit_went)
) AS units (unit, held, came, went)
ORDER BY people.account, units.unit;

-- name: moved_recorded
SELECT
    balances.account, balances.unit, coalesce(before.balance_after, 0) AS held,
    moved.came, moved.went,
    CASE balances.unit WHEN 'minutes' THEN moved.times ELSE 0 END AS services,
    CASE balances.unit WHEN 'minutes' THEN moved.came - moved.went ELSE 0 END AS minutes
FROM statement_balances AS balances
CROSS JOIN LATERAL (
    SELECT
        coalesce(sum(amount) FILTER (WHERE amount > 0), 0)::bigint AS came,
        coalesce(-sum(amount) FILTER (WHERE amount < 0), 0)::bigint AS went,
        count(*) FILTER (WHERE amount > 0) - count(*) FILTER (WHERE amount < 0) AS times
    FROM (
        SELECT sum(amount) AS amount
        FROM statement_lines
        WHERE account = balances.account
          AND unit = balances.unit
          AND position > %(after)s
          AND position <= %(last)s
        GROUP BY position
    ) AS facts
) AS moved
LEFT JOIN LATERAL (
    SELECT balance_after
    FROM statement_lines
    WHERE account = balances.account AND unit = balances.unit AND position <= %(after)s
    ORDER BY position DESC, line DESC
    LIMIT 1
) AS before ON true
WHERE balances.account >= 'member/' AND balances.account < 'member0'
ORDER BY balances.account, balances.unit;
