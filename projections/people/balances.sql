-- name: create
CREATE TABLE balances (
    account text COLLATE "C" NOT NULL,
    unit text COLLATE "C" NOT NULL,
    amount bigint NOT NULL,
    PRIMARY KEY (account, unit)
);

-- name: add
INSERT INTO balances (account, unit, amount)
SELECT account, unit, amount
FROM unnest(%(c1)s::text[], %(c2)s::text[], %(c3)s::bigint[]) AS change (account, unit, amount)
ON CONFLICT (account, unit) DO UPDATE SET amount = balances.amount + excluded.amount;

-- name: of_account
SELECT unit, amount FROM balances WHERE account = %(account)s ORDER BY unit;

-- name: trial_balance
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
SELECT split_part(account, '/', 1) AS kind, unit, sum(amount)::bigint AS amount
FROM balances
WHERE unit = ANY(%(units)s)
GROUP BY 1, 2
ORDER BY 1, 2;

-- name: of_kind
SELECT account, unit, amount
FROM balances
WHERE starts_with(account, %(prefix)s) AND unit = %(unit)s AND amount <> 0
ORDER BY account;
