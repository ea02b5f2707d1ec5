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
-- the call, so that it is made first. Before all this comes the turn, shared with those who append
-- without having waited for it, kept from them by who has. What an unknown fact means to its things
-- nobody here can tell: nothing is appended after one. One is looked for where there
-- may be any and nowhere else: a plan made while the log was short reads all of it.
SELECT appended.position
FROM (
    SELECT pg_advisory_xact_lock_shared(hashtextextended(%(turn)s, 0)) IS NULL AS missed OFFSET 0
) AS turn
CROSS JOIN LATERAL (
    SELECT count(*) AS known
    FROM facts_tt_tag
    WHERE tag = ANY(%(new)b::text[]) AND NOT turn.missed
    HAVING count(*) = 0 AND NOT EXISTS (
        SELECT
        FROM facts_tt_main
        WHERE EXISTS (SELECT FROM fact_types WHERE type <> ALL(%(types_known)b::text[]))
          AND id > %(after)s
          AND type <> ALL(%(types_known)b::text[])
          AND %(types_known)b::text[] <> '{}'
    )
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

-- name: take_turn
-- Who falls asleep in the middle of a turn does not keep the others out for ever.
SELECT
    set_config('idle_in_transaction_session_timeout', '10s', true),
    pg_advisory_xact_lock(hashtextextended(%(turn)s, 0));

-- name: about
-- Snapshots of things, each thing's latest that rests on known code, then the facts after them.
WITH asked AS MATERIALIZED (
    SELECT DISTINCT tag FROM unnest(%(tags)s::text[]) AS tag
),
kept AS MATERIALIZED (
    SELECT DISTINCT ON (snapshot.tag)
        snapshot.tag, snapshot.position, snapshot.code, snapshot.states
    FROM asked
    JOIN state_snapshots AS snapshot USING (tag)
    WHERE snapshot.code <@ %(code)s::text[] AND snapshot.position <= %(until)s
    ORDER BY snapshot.tag, snapshot.position DESC
),
touching AS MATERIALIZED (
    SELECT DISTINCT later.main_id
    FROM asked
    LEFT JOIN kept USING (tag)
    CROSS JOIN LATERAL (
        SELECT main_id
        FROM facts_tt_tag
        WHERE facts_tt_tag.tag = asked.tag AND main_id > coalesce(kept.position, 0)
        OFFSET 0
    ) AS later
)
SELECT kept.position AS id, NULL::bytea AS data, kept.tag, kept.code, kept.states
FROM kept
UNION ALL
SELECT fact.id, fact.data, NULL, NULL, NULL
FROM touching
CROSS JOIN LATERAL (
    SELECT id, data FROM facts_tt_main WHERE id = touching.main_id OFFSET 0
) AS fact
ORDER BY tag NULLS LAST, id;

-- name: keep
-- An older snapshot of the same thing goes where it, too, rests on code of this version.
WITH kept AS (
    SELECT tag, digest, string_to_array(code, E'\x1f') AS code, position, states
    FROM unnest(
        %(tags)s::text[], %(digests)s::text[], %(codes)s::text[], %(positions)s::bigint[],
        %(states)s::text[]
    ) AS kept (tag, digest, code, position, states)
),
outdated AS (
    DELETE FROM state_snapshots AS older
    USING kept
    WHERE older.tag = kept.tag
      AND older.digest <> kept.digest
      AND older.position <= kept.position
      AND older.code <@ %(code)s::text[]
)
INSERT INTO state_snapshots (tag, digest, code, position, states)
SELECT tag, digest, code, position, states FROM kept ORDER BY tag
ON CONFLICT (tag, digest) DO UPDATE
SET position = excluded.position, states = excluded.states, kept_at = now()
WHERE state_snapshots.position < excluded.position;

-- name: any_snapshot
SELECT tag FROM state_snapshots ORDER BY tag LIMIT 1;

-- name: snapshots
SELECT tag, position, md5(states) AS said
FROM state_snapshots
WHERE code <@ %(code)s::text[]
ORDER BY tag;

-- name: snapshots_to_make
-- Things that had a snapshot, of which none rests on the code of this version.
SELECT DISTINCT tag
FROM state_snapshots AS any_of_it
WHERE NOT EXISTS (
    SELECT FROM state_snapshots AS good
    WHERE good.tag = any_of_it.tag AND good.code <@ %(code)s::text[]
)
ORDER BY tag;

-- name: hot_tags
-- Things with many facts, of those that came up often of late: no more is read of a longer log.
-- What comes up otherwise is kept once it has been met.
WITH latest AS MATERIALIZED (
    SELECT tags FROM facts_tt_main ORDER BY id DESC LIMIT %(latest)s
),
often AS MATERIALIZED (
    SELECT touched.tag
    FROM latest
    CROSS JOIN LATERAL unnest(tags) AS touched (tag)
    GROUP BY touched.tag
    HAVING count(*) > least(10, %(facts)s)
)
SELECT often.tag
FROM often
CROSS JOIN LATERAL (
    SELECT count(*) AS facts
    FROM (
        SELECT FROM facts_tt_tag WHERE facts_tt_tag.tag = often.tag LIMIT %(facts)s + 1
    ) AS several
) AS counted
WHERE counted.facts > %(facts)s
ORDER BY often.tag;

-- name: drop_old_snapshots
-- No version that made these has kept any for so long that one could still run.
DELETE FROM state_snapshots
WHERE kept_at < now() - interval '30 days' AND NOT code <@ %(code)s::text[];

-- name: code
SELECT code FROM state_code WHERE source = %(source)s;

-- name: note_code
INSERT INTO state_code (source, code) VALUES (%(source)s, %(code)s) ON CONFLICT DO NOTHING;

-- name: head
SELECT coalesce(max(id), 0) AS head FROM facts_tt_main;

-- name: unknown_type
-- The log is looked through where a version is at home that knows more types than this one; else
-- the first condition is false of all facts, and none of them is read.
SELECT type
FROM facts_tt_main
WHERE EXISTS (SELECT FROM fact_types WHERE type <> ALL(%(types_known)s::text[]))
  AND id > %(after)s
  AND type <> ALL(%(types_known)s::text[])
ORDER BY id
LIMIT 1;

-- name: after
SELECT id, data FROM facts_tt_main WHERE id > %(after)s ORDER BY id LIMIT %(limit)s;

-- name: known_tags
SELECT DISTINCT tag FROM facts_tt_tag WHERE tag = ANY(%(tags)s);
