-- name: set_ready
UPDATE projection_generations SET is_ready = true
WHERE question = %(question)s AND generation = %(generation)s;

-- name: facts_in
SELECT facts
FROM projection_generations
WHERE question = %(question)s AND generation = %(generation)s;

-- name: note_facts
UPDATE projection_generations SET facts = facts || %(facts)s::jsonb
WHERE question = %(question)s AND generation = %(generation)s;
