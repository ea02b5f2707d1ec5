-- name: create
CREATE TABLE community_figures (
    figure text PRIMARY KEY,
    amount bigint NOT NULL
);
CREATE TABLE community_helped (
    member_id text COLLATE "C" PRIMARY KEY
);

-- name: add
INSERT INTO community_figures (figure, amount)
SELECT figure, amount FROM unnest(%(c1)s::text[], %(c2)s::bigint[]) AS new (figure, amount)
ON CONFLICT (figure) DO UPDATE SET amount = community_figures.amount + excluded.amount;

-- name: help
WITH first_helped AS (
    INSERT INTO community_helped (member_id)
    SELECT DISTINCT member_id FROM unnest(%(c1)s::text[]) AS new (member_id)
    ON CONFLICT (member_id) DO NOTHING
    RETURNING member_id
)
INSERT INTO community_figures (figure, amount)
SELECT 'people_helped', count(*) FROM first_helped
ON CONFLICT (figure) DO UPDATE SET amount = community_figures.amount + excluded.amount;

-- name: all
SELECT figure, amount FROM community_figures ORDER BY figure;
