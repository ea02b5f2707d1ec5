-- name: create
CREATE TABLE IF NOT EXISTS projection_definitions (
    question text PRIMARY KEY,
    definition text NOT NULL
);

-- name: definitions
SELECT definitions.question, definitions.definition
FROM projection_definitions AS definitions
JOIN projection_positions AS positions ON positions.application_name = definitions.question
ORDER BY definitions.question;

-- name: definition
SELECT definitions.definition
FROM projection_definitions AS definitions
JOIN projection_positions AS positions ON positions.application_name = definitions.question
WHERE definitions.question = %(question)s
FOR UPDATE;

-- name: define
INSERT INTO projection_definitions (question, definition)
VALUES (%(question)s, %(definition)s)
ON CONFLICT (question) DO UPDATE SET definition = excluded.definition;

-- name: start_at_zero
INSERT INTO projection_positions (application_name, notification_id)
VALUES (%(question)s, 0)
ON CONFLICT (application_name) DO UPDATE SET notification_id = 0;
