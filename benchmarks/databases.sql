-- name: redemptions_in_log
SELECT count(*) AS redemptions FROM facts_tt_main WHERE type = 'points.redeemed';

-- name: facts_in_log
SELECT count(*) AS facts FROM facts_tt_main;

-- name: facts_behind
SELECT count(*) AS facts
FROM facts_tt_main
WHERE id > (
    SELECT min(notification_id) FROM projection_positions WHERE application_name LIKE '%%:%%'
);

-- name: projections_are_followed
SELECT EXISTS (
    SELECT FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN %%'
) AS they_are;

-- name: version
SHOW server_version;

-- name: fsync
SHOW fsync;
