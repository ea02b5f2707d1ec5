-- name: lock_all_positions
SELECT application_name
FROM projection_positions
WHERE application_name LIKE '%%:%%'
ORDER BY application_name
FOR UPDATE;
