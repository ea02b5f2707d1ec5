-- name: schema_is_there
SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = %(schema)s) AS it_is;

-- name: guard
-- Who serves appends through this function alone: in its owner's name it takes the lock, for which
-- who may only insert and read has no right. What is not of the schema it never finds.
CREATE OR REPLACE FUNCTION append_facts(
    unless dcb_query_item_tt[], after_position bigint, facts dcb_event_tt[]
) RETURNS SETOF bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN QUERY SELECT * FROM dcb_conditional_append_tt(unless, after_position, facts);
END
$$;
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the log is append-only: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END
$$;
CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON facts_tt_main
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON facts_tt_tag
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE facts_tt_main ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE facts_tt_tag ENABLE ALWAYS TRIGGER append_only;
-- The library's own channel is the same for all communities of a database.
CREATE OR REPLACE FUNCTION announce() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('chengyin_' || TG_TABLE_SCHEMA, '');
    RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER announce AFTER INSERT ON facts_tt_main
    FOR EACH STATEMENT EXECUTE FUNCTION announce();
CREATE TABLE IF NOT EXISTS set_ups (
    definition text PRIMARY KEY,
    set_up_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE IF NOT EXISTS state_snapshots (
    tag text NOT NULL,
    digest text NOT NULL,
    code text[] NOT NULL,
    position bigint NOT NULL,
    states text NOT NULL,
    kept_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tag, digest)
);
CREATE TABLE IF NOT EXISTS state_code (
    source text PRIMARY KEY,
    code text NOT NULL
);
-- The types of facts that any version knows which was ever set up here: the log has no others.
CREATE TABLE IF NOT EXISTS fact_types (
    type text PRIMARY KEY
);

-- name: note_types
INSERT INTO fact_types (type) SELECT unnest(%(types)s::text[]) ON CONFLICT (type) DO NOTHING;

-- name: has_types
SELECT %(types)s::text[] <@ ARRAY(SELECT type FROM fact_types) AS it_has;

-- name: take_from_everybody
REVOKE ALL ON SCHEMA {community}, {replays} FROM PUBLIC;
REVOKE ALL ON ALL TABLES IN SCHEMA {community} FROM PUBLIC;
REVOKE ALL ON ALL ROUTINES IN SCHEMA {community} FROM PUBLIC;

-- name: close_public
-- New databases have it so; those that come from PostgreSQL 14 or earlier do not.
REVOKE CREATE ON SCHEMA public FROM PUBLIC;

-- name: may_close_public
SELECT pg_has_role(nspowner, 'USAGE') AS may
FROM pg_namespace, aclexplode(nspacl) AS granted
WHERE nspname = 'public' AND granted.grantee = 0 AND granted.privilege_type = 'CREATE';

-- name: who_asks
SELECT current_user::text AS role;

-- name: is_owner
SELECT pg_get_userbyid(nspowner) = %(role)s AS it_is
FROM pg_namespace
WHERE nspname = %(community)s;

-- name: let_append
REVOKE ALL ON SCHEMA {community} FROM {role};
REVOKE ALL ON {community}.facts_tt_main, {community}.facts_tt_tag, {community}.set_ups FROM {role};
REVOKE ALL ON ALL ROUTINES IN SCHEMA {community} FROM {role};
GRANT USAGE ON SCHEMA {community} TO {role};
GRANT USAGE, CREATE ON SCHEMA {replays} TO {role};
GRANT SELECT ON {community}.facts_tt_main, {community}.facts_tt_tag, {community}.set_ups TO {role};
GRANT EXECUTE ON FUNCTION {community}.append_facts TO {role};

-- name: who_serves
SELECT DISTINCT pg_get_userbyid(granted.grantee)::text AS role
FROM pg_proc, aclexplode(proacl) AS granted
WHERE proname = 'append_facts'
  AND pronamespace = (SELECT oid FROM pg_namespace WHERE nspname = %(community)s)
  AND granted.grantee NOT IN (0, proowner)
ORDER BY role;

-- name: closed_tables
-- Tables beside the log that a role may not yet write.
SELECT relname::text AS name
FROM pg_class
WHERE relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = %(community)s)
  AND relkind IN ('r', 'p')
  AND relname NOT IN ('facts_tt_main', 'facts_tt_tag', 'set_ups')
  AND NOT (
      has_table_privilege(%(role)s, oid, 'SELECT')
      AND has_table_privilege(%(role)s, oid, 'INSERT')
      AND has_table_privilege(%(role)s, oid, 'UPDATE')
      AND has_table_privilege(%(role)s, oid, 'DELETE')
  )
ORDER BY name;

-- name: open_table
GRANT SELECT, INSERT, UPDATE, DELETE ON {community}.{table} TO {role};

-- name: can_ask
-- A schema that was restored without its grants holds tables that who serves may not see.
SELECT
    coalesce(has_schema_privilege(schema.oid, 'USAGE'), false)
    AND EXISTS (
        SELECT FROM pg_class
        WHERE relnamespace = schema.oid
          AND relname = 'set_ups'
          AND has_table_privilege(oid, 'SELECT')
    ) AND EXISTS (
        SELECT FROM pg_proc
        WHERE pronamespace = schema.oid
          AND proname = 'append_facts'
          AND has_function_privilege(oid, 'EXECUTE')
    ) AND EXISTS (
        SELECT FROM pg_namespace
        WHERE nspname = %(replays)s AND has_schema_privilege(oid, 'CREATE')
    ) AS it_can
FROM pg_namespace AS schema
WHERE nspname = %(community)s;

-- name: is_set_up
SELECT EXISTS (SELECT FROM set_ups WHERE definition = %(definition)s) AS it_is;

-- name: note
INSERT INTO set_ups (definition) VALUES (%(definition)s) ON CONFLICT DO NOTHING;

-- name: may_set_up
SELECT coalesce(
    (SELECT pg_has_role(nspowner, 'USAGE') FROM pg_namespace WHERE nspname = %(community)s),
    has_database_privilege(current_database(), 'CREATE')
) AS may;

-- name: beyond_serving
-- What the role that asks owns, may take over, or may change otherwise than by appending.
WITH schema AS (SELECT oid, nspowner FROM pg_namespace WHERE nspname = %(community)s)
SELECT kind
FROM (
    SELECT 1, 'the database', pg_has_role(datdba, 'MEMBER')
    FROM pg_database
    WHERE datname = current_database()
    UNION ALL
    SELECT 2, 'the schema',
        pg_has_role(nspowner, 'MEMBER') OR has_schema_privilege(oid, 'CREATE')
    FROM schema
    UNION ALL
    SELECT 3, 'the log''s tables',
        bool_or(
            pg_has_role(relowner, 'MEMBER')
            OR has_table_privilege(oid, 'INSERT, UPDATE, DELETE, TRUNCATE, TRIGGER')
        )
    FROM pg_class
    WHERE relnamespace = (SELECT oid FROM schema)
      AND relname IN ('facts_tt_main', 'facts_tt_tag')
    UNION ALL
    SELECT 4, 'the functions', bool_or(pg_has_role(proowner, 'MEMBER'))
    FROM pg_proc
    WHERE pronamespace = (SELECT oid FROM schema)
) AS held (place, kind, it_is)
WHERE it_is
ORDER BY place;
