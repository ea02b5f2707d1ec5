-- name: kept
-- All tables of the community but those that are filled from the log and those that are left out.
SELECT
    table_of.relname::text AS name,
    ARRAY(
        SELECT attname::text
        FROM pg_attribute
        WHERE attrelid = table_of.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
        ORDER BY attnum
    ) AS columns,
    pg_table_size(table_of.oid) AS bytes
FROM pg_class AS table_of
WHERE table_of.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
  AND table_of.relkind = 'r'
  AND table_of.relname <> ALL(%(left_out)s)
  AND NOT EXISTS (
      SELECT FROM projection_generations WHERE table_of.relname = ANY(tables)
  )
ORDER BY name;

-- name: log
SELECT
    coalesce(max(id), 0) AS position,
    count(*) AS facts,
    ARRAY(SELECT DISTINCT type FROM facts_tt_main) AS types
FROM facts_tt_main;

-- name: copy_out
COPY {table} ({columns}) TO STDOUT;

-- name: copy_in
COPY {table} ({columns}) FROM STDIN;

-- name: has_log
SELECT to_regclass('facts_tt_main') IS NOT NULL AS it_has;

-- name: is_used
SELECT EXISTS (SELECT FROM facts_tt_main) AS it_is;

-- name: keep_others_out
LOCK TABLE facts_tt_main IN SHARE ROW EXCLUSIVE MODE;

-- name: empty
DELETE FROM {table};

-- name: numbered
-- Columns whose values a sequence gives.
SELECT
    attname::text AS name,
    pg_get_serial_sequence(quote_ident(%(table)s), attname) AS sequence
FROM pg_attribute
WHERE attrelid = %(table)s::text::regclass
  AND attnum > 0
  AND NOT attisdropped
  AND pg_get_serial_sequence(quote_ident(%(table)s), attname) IS NOT NULL
ORDER BY name;

-- name: go_on_counting
SELECT setval({sequence}, max({column})) FROM {table} HAVING max({column}) IS NOT NULL;

-- name: fill_again
-- Nobody is answered from what is filled from the log until it has come to the end of it.
UPDATE projection_generations SET is_ready = false;
