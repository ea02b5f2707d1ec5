-- name: keep_donor
INSERT INTO vault_donors (donor_id, name) VALUES (%(donor_id)s, %(name)s)
ON CONFLICT (donor_id) DO NOTHING;

-- name: donors
SELECT donor_id, name FROM vault_donors WHERE donor_id = ANY(%(donor_ids)s) ORDER BY donor_id;

-- name: keep_texts
INSERT INTO vault_texts (text_id, text)
SELECT * FROM unnest(%(text_ids)s::text[], %(texts)s::text[])
ON CONFLICT (text_id) DO NOTHING;

-- name: erase_text
DELETE FROM vault_texts WHERE text_id = %(text_id)s;

-- name: texts
SELECT text_id, text FROM vault_texts WHERE text_id = ANY(%(text_ids)s) ORDER BY text_id;
