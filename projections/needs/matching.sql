-- name: create
CREATE TABLE matching_offers (
    offer_id text COLLATE "C" PRIMARY KEY,
    need_id text COLLATE "C" NOT NULL,
    position bigint NOT NULL,
    member_id text COLLATE "C",
    team text,
    asked_at timestamptz NOT NULL,
    answer_by date NOT NULL,
    -- When the lead said no for the team.
    said_no_at timestamptz
);
CREATE INDEX matching_offers_need_id ON matching_offers (need_id, position);
CREATE INDEX matching_offers_member_id ON matching_offers (member_id, asked_at);
CREATE INDEX matching_offers_team ON matching_offers (team, answer_by);
-- A no is of one need for ever; it is silence until somebody helps of their own accord.
CREATE TABLE matching_noes (
    need_id text COLLATE "C" NOT NULL,
    member_id text COLLATE "C" NOT NULL,
    said_at timestamptz NOT NULL,
    is_silence boolean NOT NULL DEFAULT true,
    PRIMARY KEY (need_id, member_id)
);
CREATE INDEX matching_noes_member_id ON matching_noes (member_id);

-- name: offer
INSERT INTO matching_offers (offer_id, need_id, position, member_id, team, asked_at, answer_by)
SELECT *
FROM unnest(
    %(c1)s::text[], %(c2)s::text[], %(c3)s::bigint[], %(c4)s::text[], %(c5)s::text[],
    %(c6)s::timestamptz[], %(c7)s::date[]
);

-- name: say_no
INSERT INTO matching_noes (need_id, member_id, said_at)
VALUES (%(need_id)s, %(member_id)s, %(said_at)s)
ON CONFLICT (need_id, member_id) DO NOTHING;

-- name: say_no_for_team
UPDATE matching_offers SET said_no_at = %(said_at)s
WHERE need_id = %(need_id)s AND team = %(team)s;

-- name: speak
UPDATE matching_noes SET is_silence = false WHERE member_id = %(member_id)s;

-- name: leave
WITH noes AS (DELETE FROM matching_noes WHERE member_id = %(member_id)s)
DELETE FROM matching_offers WHERE member_id = %(member_id)s;

-- name: merge
WITH said_twice AS (
    DELETE FROM matching_noes AS gone
    WHERE gone.member_id = %(gone)s
      AND EXISTS (
          SELECT FROM matching_noes AS stays
          WHERE stays.member_id = %(stays)s AND stays.need_id = gone.need_id
      )
    RETURNING need_id
),
noes AS (
    UPDATE matching_noes SET member_id = %(stays)s
    WHERE member_id = %(gone)s AND need_id NOT IN (SELECT need_id FROM said_twice)
)
UPDATE matching_offers SET member_id = %(stays)s WHERE member_id = %(gone)s;

-- name: suggested
-- Those who fit, the least asked lately first; of them who was never asked, lives near, can do it.
WITH need AS (
    SELECT need_id, need, for_id, helper_id, grid, needs, wanted_from, wanted_until
    FROM requests_board
    WHERE need_id = %(need_id)s
),
asked AS (
    SELECT
        member_id,
        count(*) FILTER (WHERE asked_at >= %(since)s)::integer AS asked_lately,
        max(asked_at) AS last_asked_at
    FROM matching_offers
    WHERE member_id IS NOT NULL
    GROUP BY member_id
),
promised AS (
    SELECT helper_id AS member_id, count(*) AS promises
    FROM requests_board
    WHERE status = 'claimed'
    GROUP BY helper_id
),
helped AS (
    SELECT board.helper_id AS member_id, count(*)::integer AS times
    FROM requests_board AS board
    JOIN need ON need.need = board.need
    WHERE board.status = 'confirmed' AND coalesce(board.satisfaction, 5) >= 3
    GROUP BY board.helper_id
)
SELECT
    members.member_id,
    members.volunteer_number,
    members.grid,
    coalesce(asked.asked_lately, 0) AS asked_lately,
    asked.last_asked_at,
    coalesce(helped.times, 0) AS done_well,
    members.grid IS NOT NULL AND members.grid IS NOT DISTINCT FROM need.grid AS is_of_grid,
    EXISTS (
        SELECT FROM standings
        WHERE standings.member_id = members.member_id
          AND standings.kind = 'skill:' || need.need
          AND %(today)s BETWEEN standings.from_day AND standings.until_day
    ) AS has_skill,
    need.needs AS papers,
    need.wanted_from IS NOT NULL AND need.wanted_until IS NOT NULL AS is_free
FROM need
CROSS JOIN members
LEFT JOIN asked ON asked.member_id = members.member_id
LEFT JOIN promised ON promised.member_id = members.member_id
LEFT JOIN helped ON helped.member_id = members.member_id
WHERE members.kind = 'volunteer'
  AND NOT members.has_left
  AND (members.from_day IS NULL OR members.from_day <= %(today)s)
  AND (members.until_day IS NULL OR members.until_day > %(today)s)
  AND members.member_id IS DISTINCT FROM need.for_id
  AND members.member_id IS DISTINCT FROM need.helper_id
  AND coalesce(promised.promises, 0) < %(promises_max)s
  AND NOT EXISTS (
      SELECT FROM kin
      WHERE need.for_id IN (kin.member_id, kin.relative_id)
        AND members.member_id IN (kin.member_id, kin.relative_id)
  )
  AND NOT EXISTS (
      SELECT FROM matching_noes AS noes
      WHERE noes.member_id = members.member_id
        AND (
            noes.need_id = need.need_id
            OR (noes.is_silence AND noes.said_at >= %(silent_since)s)
        )
  )
  AND NOT EXISTS (
      SELECT FROM matching_offers AS offers
      WHERE offers.need_id = need.need_id
        AND offers.member_id = members.member_id
        AND offers.answer_by >= %(today)s
  )
  AND NOT EXISTS (
      SELECT FROM unnest(need.needs) AS wanted (kind)
      WHERE NOT EXISTS (
          SELECT FROM standings
          WHERE standings.member_id = members.member_id
            AND wanted.kind IN (standings.kind, standings.family)
            AND standings.evidence <> 'told'
            AND %(today)s BETWEEN standings.from_day AND standings.until_day
      )
  )
  AND NOT EXISTS (
      SELECT FROM requests_board AS other
      WHERE other.helper_id = members.member_id
        AND other.status = 'claimed'
        AND other.wanted_from < need.wanted_until
        AND other.wanted_until > need.wanted_from
  )
  AND NOT EXISTS (
      SELECT FROM activity_people AS people
      JOIN activities USING (activity_id)
      WHERE people.member_id = members.member_id
        AND people.signed_up
        AND activities.called_off_at IS NULL
        AND activities.starts_at < need.wanted_until
        AND activities.ends_at > need.wanted_from
  )
ORDER BY
    asked_lately, asked.last_asked_at IS NOT NULL, is_of_grid DESC, done_well DESC, has_skill DESC,
    asked.last_asked_at, members.position
LIMIT %(limit)s;

-- name: fitting
-- What is up and this member could do: first what they, or a team of theirs, were asked about.
SELECT
    board.need_id, board.position, board.wanted_from, board.wanted_until, board.minutes_wanted,
    offers.offer_id, offers.answer_by, offers.team,
    cardinality(board.needs) > 0 OR EXISTS (
        SELECT FROM standings
        WHERE standings.member_id = %(member_id)s
          AND standings.kind = 'skill:' || board.need
          AND %(today)s BETWEEN standings.from_day AND standings.until_day
    ) AS is_sought
FROM requests_board AS board
LEFT JOIN LATERAL (
    SELECT offer_id, answer_by, team
    FROM matching_offers
    WHERE matching_offers.need_id = board.need_id
      AND matching_offers.answer_by >= %(today)s
      AND (
          matching_offers.member_id = %(member_id)s
          OR matching_offers.team = ANY(%(teams)s::text[])
      )
      AND matching_offers.said_no_at IS NULL
    ORDER BY matching_offers.team IS NOT NULL, matching_offers.answer_by, matching_offers.position
    LIMIT 1
) AS offers ON true
WHERE board.open_until >= %(today)s
  AND board.position > %(after)s
  AND board.status = ANY(%(statuses)s::text[])
  AND (%(kind)s::text IS NULL OR board.kind = %(kind)s)
  AND (%(grid)s::text IS NULL OR board.grid = %(grid)s)
  AND (
      board.status = 'published'
      OR (board.status = 'claimed' AND board.due_on < %(today)s)
  )
  AND board.for_id IS DISTINCT FROM %(member_id)s
  AND board.helper_id IS DISTINCT FROM %(member_id)s
  AND (NOT %(only_asked)s OR offers.offer_id IS NOT NULL)
  AND NOT EXISTS (
      SELECT FROM kin
      WHERE board.for_id IN (kin.member_id, kin.relative_id)
        AND %(member_id)s IN (kin.member_id, kin.relative_id)
  )
  AND NOT EXISTS (
      SELECT FROM matching_noes AS noes
      WHERE noes.member_id = %(member_id)s AND noes.need_id = board.need_id
  )
  AND NOT EXISTS (
      SELECT FROM unnest(board.needs) AS wanted (kind)
      WHERE NOT EXISTS (
          SELECT FROM standings
          WHERE standings.member_id = %(member_id)s
            AND wanted.kind IN (standings.kind, standings.family)
            AND standings.evidence <> 'told'
            AND %(today)s BETWEEN standings.from_day AND standings.until_day
      )
  )
ORDER BY
    NOT %(in_order)s AND offers.offer_id IS NULL,
    NOT %(in_order)s AND offers.team IS NOT NULL,
    NOT %(in_order)s AND board.grid IS DISTINCT FROM %(home)s,
    board.position
LIMIT %(limit)s;

-- name: asked
SELECT
    offers.offer_id, offers.member_id, offers.team, offers.asked_at, offers.answer_by,
    coalesce(noes.said_at, offers.said_no_at) AS said_no_at
FROM matching_offers AS offers
LEFT JOIN matching_noes AS noes
    ON noes.need_id = offers.need_id AND noes.member_id = offers.member_id
WHERE offers.need_id = %(need_id)s
ORDER BY offers.position;

-- name: of_team
-- What waits for a team's answer.
SELECT board.need_id, offers.answer_by
FROM matching_offers AS offers
JOIN requests_board AS board USING (need_id)
WHERE offers.team = %(team)s
  AND offers.answer_by >= %(today)s
  AND offers.said_no_at IS NULL
  AND board.open_until >= %(today)s
  AND (
      board.status = 'published'
      OR (board.status = 'claimed' AND board.due_on < %(today)s)
  )
ORDER BY offers.answer_by, offers.position
LIMIT %(limit)s;

-- name: wanted
-- Of what was put up since a moment, by need: how much of it met, how much not, and by how many
-- it could be.
SELECT
    need, put_up, met, unmet,
    (
        SELECT count(DISTINCT standings.member_id)
        FROM standings
        JOIN members USING (member_id)
        WHERE standings.kind = 'skill:' || need
          AND %(today)s BETWEEN standings.from_day AND standings.until_day
          AND NOT members.has_left
    )::integer AS skilled
FROM (
    SELECT
        need,
        count(*)::integer AS put_up,
        count(*) FILTER (WHERE status IN ('fulfilled', 'contested', 'confirmed'))::integer AS met,
        count(*) FILTER (WHERE status IN ('published', 'claimed'))::integer AS unmet
    FROM requests_board
    WHERE published_at >= %(since)s AND kind = 'service'
    GROUP BY need
) AS counted
WHERE unmet > 0
ORDER BY unmet DESC, need
LIMIT %(limit)s;
