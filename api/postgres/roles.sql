-- name: is_there
SELECT FROM pg_roles WHERE rolname = %(role)s;

-- name: make
CREATE ROLE {role} LOGIN ROLE {owner};
