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

-- name: merge
-- Who was helped under both names is one person.
WITH moved AS (
    DELETE FROM community_helped WHERE member_id = %(gone)s RETURNING member_id
),
counted AS (
    INSERT INTO community_helped (member_id)
    SELECT %(stays)s FROM moved
    ON CONFLICT (member_id) DO NOTHING
    RETURNING member_id
)
UPDATE community_figures SET
    amount = amount - (SELECT count(*) FROM moved) + (SELECT count(*) FROM counted)
WHERE figure = 'people_helped';

-- name: all
SELECT figure, amount FROM community_figures ORDER BY figure;
