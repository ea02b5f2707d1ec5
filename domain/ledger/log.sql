-- name: may_append
SELECT has_function_privilege(pg_proc.oid, 'EXECUTE') AS may_append
FROM pg_proc
JOIN pg_namespace ON pg_namespace.oid = pronamespace
WHERE nspname = %(community)s AND proname = 'append_facts';

-- name: append
-- The library's own function takes the lock, in its owner's name; arrays of columns are quicker to
-- send than its arrays of rows. No row is answered where the condition does not hold. New tags are
-- looked for before the lock is taken: what comes between the two is later than `after`. They are
-- counted, for a planner that hopes to find one soon reads the whole table; and the count goes into
-- the call, so that it is made first.
SELECT position
FROM (
    SELECT count(*) AS known FROM facts_tt_tag WHERE tag = ANY(%(new)b::text[]) HAVING count(*) = 0
) AS earlier
CROSS JOIN LATERAL append_facts(
    ARRAY(
        SELECT row(NULL::text[], ARRAY[tag])::dcb_query_item_tt
        FROM unnest(%(unless)b::text[]) AS unless (tag)
    ),
    %(after)s + earlier.known,
    ARRAY(
        SELECT row(type, content, string_to_array(tags, E'\x1f'))::dcb_event_tt
        FROM unnest(%(types)b::text[], %(contents)b::bytea[], %(tags)b::text[])
            WITH ORDINALITY AS fact (type, content, tags, place)
        ORDER BY place
    )
) AS appended (position);

-- name: about
SELECT main.id, main.data
FROM facts_tt_main AS main
WHERE main.id IN (SELECT main_id FROM facts_tt_tag WHERE tag = ANY(%(tags)s))
ORDER BY main.id;

-- name: head
SELECT coalesce(max(id), 0) AS head FROM facts_tt_main;

-- name: after
SELECT id, data FROM facts_tt_main WHERE id > %(after)s ORDER BY id LIMIT %(limit)s;

-- name: known_tags
SELECT DISTINCT tag FROM facts_tt_tag WHERE tag = ANY(%(tags)s);
