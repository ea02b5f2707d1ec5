-- name: create
-- A block of size 0 is a day, or 256 positions; one of each further size has 32 of the one before.
CREATE TABLE turnover_blocks (
    clock text COLLATE "C" NOT NULL,
    size smallint NOT NULL,
    block bigint NOT NULL,
    unit text COLLATE "C" NOT NULL,
    holder text COLLATE "C" NOT NULL,
    type text COLLATE "C" NOT NULL,
    came bigint NOT NULL,
    went bigint NOT NULL,
    PRIMARY KEY (clock, size, block, unit, holder, type)
);

-- name: add
INSERT INTO turnover_blocks (clock, size, block, unit, holder, type, came, went)
SELECT
    new.clock, size, new.block >> (5 * size), new.unit, new.holder, new.type,
    sum(new.came)::bigint, sum(new.went)::bigint
FROM unnest(
    %(c1)s::text[], %(c2)s::bigint[], %(c3)s::text[], %(c4)s::text[], %(c5)s::text[],
    %(c6)s::bigint[], %(c7)s::bigint[]
) AS new (clock, block, unit, holder, type, came, went)
CROSS JOIN generate_series(0, 3) AS sizes (size)
GROUP BY 1, 2, 3, 4, 5, 6
ON CONFLICT (clock, size, block, unit, holder, type) DO UPDATE SET
    came = turnover_blocks.came + excluded.came,
    went = turnover_blocks.went + excluded.went;

-- name: before
-- Of each size those blocks that are over, and that no larger one which is over has in it.
SELECT
    blocks.unit, blocks.holder, blocks.type,
    sum(blocks.came)::bigint AS came, sum(blocks.went)::bigint AS went
FROM generate_series(0, 3) AS sizes (size)
CROSS JOIN LATERAL (
    SELECT unit, holder, type, came, went
    FROM turnover_blocks
    WHERE clock = %(clock)s
      AND turnover_blocks.size = sizes.size
      AND turnover_blocks.block < %(block)s::bigint >> (5 * sizes.size)
      AND turnover_blocks.block >= CASE
          WHEN sizes.size = 3 THEN -9223372036854775808
          ELSE (%(block)s::bigint >> (5 * sizes.size + 5)) << 5
      END
) AS blocks
GROUP BY blocks.unit, blocks.holder, blocks.type
ORDER BY blocks.unit, blocks.holder, blocks.type;
