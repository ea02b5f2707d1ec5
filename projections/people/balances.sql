-- name: create
CREATE TABLE balances (
    account text COLLATE "C" NOT NULL,
    unit text COLLATE "C" NOT NULL,
    amount bigint NOT NULL,
    PRIMARY KEY (account, unit)
);
CREATE INDEX balances_below_zero ON balances (account, unit)
    WHERE amount < 0 AND account NOT LIKE 'community/%%';
CREATE TABLE balance_sums (
    unit text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    accounts bigint NOT NULL,
    amount bigint NOT NULL,
    PRIMARY KEY (unit, kind)
);

-- name: add_to_sums
-- Runs before `add`: an account that is not there yet is one more.
INSERT INTO balance_sums (unit, kind, accounts, amount)
SELECT
    change.unit, split_part(change.account, '/', 1),
    count(*) FILTER (WHERE known.account IS NULL), sum(change.amount)
FROM unnest(%(c1)s::text[], %(c2)s::text[], %(c3)s::bigint[]) AS change (account, unit, amount)
LEFT JOIN balances AS known USING (account, unit)
GROUP BY 1, 2
ON CONFLICT (unit, kind) DO UPDATE SET
    accounts = balance_sums.accounts + excluded.accounts,
    amount = balance_sums.amount + excluded.amount;

-- name: add
INSERT INTO balances (account, unit, amount)
SELECT account, unit, amount
FROM unnest(%(c1)s::text[], %(c2)s::text[], %(c3)s::bigint[]) AS change (account, unit, amount)
ON CONFLICT (account, unit) DO UPDATE SET amount = balances.amount + excluded.amount;

-- name: drop_empty
WITH dropped AS (
    DELETE FROM balances
    WHERE account = ANY (%(c1)s::text[]) AND amount = 0
    RETURNING unit
)
UPDATE balance_sums SET accounts = balance_sums.accounts - gone.accounts
FROM (SELECT unit, count(*) AS accounts FROM dropped GROUP BY unit) AS gone
WHERE balance_sums.unit = gone.unit AND balance_sums.kind = 'hold';

-- name: of_account
SELECT unit, amount FROM balances WHERE account = %(account)s ORDER BY unit;

-- name: trial_balance
-- The accounts themselves are added up: sums that are kept beside them could not tell a wrong one.
SELECT unit, count(*) AS accounts, sum(amount)::bigint AS sum
FROM balances
GROUP BY unit
ORDER BY unit;

-- name: below_zero
SELECT account, unit, amount
FROM balances
WHERE amount < 0 AND account NOT LIKE 'community/%%'
ORDER BY account, unit;

-- name: by_kind
SELECT kind, unit, amount
FROM balance_sums
WHERE unit = ANY(%(units)s)
ORDER BY kind, unit;

-- name: of_kind
SELECT account, unit, amount
FROM balances
WHERE account >= %(from)s AND account < %(before)s AND unit = %(unit)s AND amount <> 0
ORDER BY account;
