-- name: without_checks
-- Rows that were made of others' need no look-up each; all at once is looked at in the end.
ALTER TABLE facts_tt_tag DROP CONSTRAINT facts_tt_tag_main_id_fkey;
DROP INDEX facts_tt_tag_idx_tag_main_id;

-- name: copy_facts
COPY facts_tt_main (id, type, data, tags) FROM STDIN (FORMAT binary);

-- name: copy_tags
COPY facts_tt_tag (tag, main_id) FROM STDIN (FORMAT binary);

-- name: with_checks
CREATE INDEX facts_tt_tag_idx_tag_main_id ON facts_tt_tag (tag, main_id);
ALTER TABLE facts_tt_tag
    ADD CONSTRAINT facts_tt_tag_main_id_fkey FOREIGN KEY (main_id) REFERENCES facts_tt_main (id);
SELECT setval(pg_get_serial_sequence('facts_tt_main', 'id'), (SELECT max(id) FROM facts_tt_main));

-- name: settle
VACUUM (ANALYZE) facts_tt_main, facts_tt_tag;

-- name: head
SELECT max(id) AS head FROM facts_tt_main;
