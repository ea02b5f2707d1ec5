-- name: create
CREATE TABLE requests_board (
    need_id text COLLATE "C" PRIMARY KEY,
    position bigint NOT NULL,
    kind text NOT NULL,
    need text NOT NULL,
    terms text NOT NULL,
    for_id text COLLATE "C",
    made_by text COLLATE "C" NOT NULL,
    made_at timestamptz NOT NULL,
    grid text,
    minutes_wanted bigint NOT NULL,
    wanted_from timestamptz,
    wanted_until timestamptz,
    value_fen_max bigint,
    needs text[] NOT NULL,
    wish_text text NOT NULL,
    status text NOT NULL DEFAULT 'made',
    public_text text,
    published_at timestamptz,
    open_until date,
    helper_id text COLLATE "C",
    claimed_at timestamptz,
    due_on date,
    service_id text COLLATE "C",
    fulfilled_at timestamptz,
    recognised boolean NOT NULL DEFAULT false,
    recognised_position bigint,
    how text,
    satisfaction bigint,
    minutes_accepted bigint,
    confirmed_at timestamptz,
    reason_text text,
    set_aside bigint NOT NULL DEFAULT 0,
    paid bigint NOT NULL DEFAULT 0,
    place_id text COLLATE "C",
    place_text text
);
CREATE INDEX requests_board_position ON requests_board (position);
CREATE INDEX requests_board_status ON requests_board (status, position);
CREATE INDEX requests_board_for_id ON requests_board (for_id, position);
CREATE INDEX requests_board_helper_id ON requests_board (helper_id, position);
CREATE INDEX requests_board_service_id ON requests_board (service_id);
CREATE INDEX requests_board_fulfilled_at ON requests_board (fulfilled_at);
CREATE INDEX requests_board_recognised ON requests_board (recognised_position);

-- name: add
INSERT INTO requests_board (
    need_id, position, kind, need, terms, for_id, made_by, made_at, grid, minutes_wanted,
    wanted_from, wanted_until, value_fen_max, needs, wish_text, place_id, place_text
)
VALUES (
    %(need_id)s, %(position)s, %(kind)s, %(need)s, %(terms)s, %(for_id)s, %(made_by)s, %(made_at)s,
    %(grid)s, %(minutes_wanted)s, %(wanted_from)s, %(wanted_until)s, %(value_fen_max)s, %(needs)s,
    %(wish_text)s, %(place_id)s, %(place_text)s
);

-- name: publish
UPDATE requests_board SET
    status = 'published',
    public_text = %(public_text)s,
    open_until = %(open_until)s,
    published_at = %(at)s
WHERE need_id = %(need_id)s;

-- name: end
UPDATE requests_board SET status = %(status)s, reason_text = %(reason_text)s, helper_id = NULL
WHERE need_id = %(need_id)s;

-- name: claim
UPDATE requests_board SET
    status = 'claimed', helper_id = %(helper_id)s, due_on = %(due_on)s, claimed_at = %(at)s
WHERE need_id = %(need_id)s;

-- name: open_again
UPDATE requests_board SET
    status = 'published', helper_id = NULL, due_on = NULL, claimed_at = NULL, service_id = NULL,
    fulfilled_at = NULL, recognised = false, recognised_position = NULL,
    how = NULL, satisfaction = NULL,
    minutes_accepted = NULL, confirmed_at = NULL
WHERE need_id = %(need_id)s;

-- name: serve
UPDATE requests_board SET
    status = 'fulfilled', service_id = %(service_id)s, fulfilled_at = %(at)s
WHERE need_id = %(need_id)s;

-- name: serve_again
UPDATE requests_board SET
    status = 'claimed', service_id = NULL, fulfilled_at = NULL, how = NULL, satisfaction = NULL,
    minutes_accepted = NULL, confirmed_at = NULL
WHERE need_id = %(need_id)s;

-- name: confirm
UPDATE requests_board SET
    status = 'confirmed', how = %(how)s, satisfaction = %(satisfaction)s,
    minutes_accepted = %(minutes_accepted)s, confirmed_at = %(at)s
WHERE need_id = %(need_id)s;

-- name: contest
UPDATE requests_board SET status = 'contested', reason_text = %(reason_text)s
WHERE need_id = %(need_id)s;

-- name: pay
UPDATE requests_board SET set_aside = set_aside + %(set_aside)s, paid = paid + %(paid)s
WHERE need_id = %(need_id)s;

-- name: recognise
UPDATE requests_board SET recognised = true, recognised_position = earned.position
FROM unnest(%(c1)s::text[], %(c2)s::bigint[]) AS earned (service_id, position)
WHERE requests_board.service_id = earned.service_id;

-- name: merge
UPDATE requests_board SET
    for_id = CASE for_id WHEN %(gone)s THEN %(stays)s ELSE for_id END,
    helper_id = CASE helper_id WHEN %(gone)s THEN %(stays)s ELSE helper_id END
WHERE for_id = %(gone)s OR helper_id = %(gone)s;

-- name: page
SELECT
    need_id, position, kind, need, terms, for_id, made_by, made_at, grid, minutes_wanted,
    wanted_from, wanted_until, value_fen_max, needs, wish_text, status, public_text, published_at,
    open_until, helper_id, claimed_at, due_on, service_id, fulfilled_at, recognised, how,
    satisfaction, minutes_accepted, confirmed_at, reason_text, set_aside, paid,
    place_id, place_text
FROM requests_board
WHERE
    position > %(after)s
    AND status = ANY (%(statuses)s::text[])
    AND (%(kind)s::text IS NULL OR kind = %(kind)s)
    AND (%(how)s::text IS NULL OR how = %(how)s)
    AND (%(grid)s::text IS NULL OR grid = %(grid)s)
    AND (%(for_id)s::text IS NULL OR for_id = %(for_id)s)
    AND (%(helper_id)s::text IS NULL OR helper_id = %(helper_id)s)
    AND (%(among)s::text[] IS NULL OR for_id = ANY (%(among)s::text[]))
    AND (%(either_id)s::text IS NULL OR %(either_id)s IN (for_id, helper_id))
    AND (
        %(open_on)s::date IS NULL
        OR (status = 'published' AND open_until >= %(open_on)s)
        OR (status = 'claimed' AND due_on < %(open_on)s AND open_until >= %(open_on)s)
    )
    AND (%(overdue_on)s::date IS NULL OR (status = 'claimed' AND due_on < %(overdue_on)s))
ORDER BY position
LIMIT %(limit)s;

-- name: by_id
SELECT
    need_id, position, kind, need, terms, for_id, made_by, made_at, grid, minutes_wanted,
    wanted_from, wanted_until, value_fen_max, needs, wish_text, status, public_text, published_at,
    open_until, helper_id, claimed_at, due_on, service_id, fulfilled_at, recognised, how,
    satisfaction, minutes_accepted, confirmed_at, reason_text, set_aside, paid,
    place_id, place_text
FROM requests_board
WHERE need_id = ANY (%(need_ids)s::text[])
ORDER BY position;

-- name: counts
SELECT status, count(*)::integer AS requests FROM requests_board
WHERE %(among)s::text[] IS NULL OR for_id = ANY (%(among)s::text[])
GROUP BY status
ORDER BY status;

-- name: not_met
SELECT for_id, grid, count(*)::integer AS requests FROM requests_board
WHERE status IN ('made', 'published', 'claimed')
GROUP BY for_id, grid
ORDER BY for_id, grid;

-- name: helped_again
SELECT
    helper_id, for_id, count(*)::integer AS requests,
    coalesce(sum(minutes_accepted), 0)::bigint AS minutes_accepted,
    max(fulfilled_at) AS last_at
FROM requests_board
WHERE
    fulfilled_at >= %(since)s
    AND status IN ('fulfilled', 'contested', 'confirmed')
    AND for_id IS NOT NULL
GROUP BY helper_id, for_id
HAVING count(*) > 1
ORDER BY requests DESC, last_at DESC, helper_id, for_id
LIMIT %(limit)s;

-- name: served_for
SELECT recognised_position, for_id
FROM requests_board
WHERE recognised_position = ANY (%(positions)s::bigint[]) AND for_id IS NOT NULL;
