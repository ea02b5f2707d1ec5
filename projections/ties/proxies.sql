-- name: create
CREATE TABLE proxies (
    proxy_id text COLLATE "C" PRIMARY KEY,
    member_id text COLLATE "C" NOT NULL,
    helper_id text COLLATE "C" NOT NULL,
    scope text NOT NULL,
    until_day date NOT NULL,
    consent text,
    has_ended boolean NOT NULL DEFAULT false
);
CREATE INDEX proxies_member_id ON proxies (member_id) WHERE NOT has_ended;
CREATE INDEX proxies_helper_id ON proxies (helper_id) WHERE NOT has_ended;

-- name: agree
INSERT INTO proxies (proxy_id, member_id, helper_id, scope, until_day, consent)
SELECT *
FROM unnest(
    %(c1)s::text[], %(c2)s::text[], %(c3)s::text[], %(c4)s::text[], %(c5)s::date[],
    %(c6)s::text[]
)
ON CONFLICT (proxy_id) DO UPDATE SET
member_id = excluded.member_id, helper_id = excluded.helper_id, consent = excluded.consent;

-- name: end
UPDATE proxies SET has_ended = true WHERE proxy_id = %(proxy_id)s;

-- name: leave
DELETE FROM proxies WHERE member_id = %(member_id)s OR helper_id = %(member_id)s;

-- name: merge
UPDATE proxies SET
    member_id = CASE member_id WHEN %(gone)s THEN %(stays)s ELSE member_id END,
    helper_id = CASE helper_id WHEN %(gone)s THEN %(stays)s ELSE helper_id END
WHERE member_id = %(gone)s OR helper_id = %(gone)s;

-- name: of_member
SELECT proxy_id, member_id, helper_id, scope, until_day, consent
FROM proxies
WHERE member_id = %(member_id)s AND until_day >= %(today)s AND NOT has_ended
ORDER BY until_day, proxy_id;

-- name: of_helper
SELECT proxy_id, member_id, helper_id, scope, until_day, consent
FROM proxies
WHERE helper_id = %(member_id)s AND until_day >= %(today)s AND NOT has_ended
ORDER BY until_day, proxy_id;

-- name: one
SELECT proxy_id, member_id, helper_id, scope, until_day, consent
FROM proxies
WHERE proxy_id = %(proxy_id)s;

-- name: many
SELECT
    helper_id,
    count(DISTINCT member_id) AS people,
    count(DISTINCT member_id) FILTER (WHERE consent <> 'own') AS at_the_desk
FROM proxies
WHERE consent IS NOT NULL AND until_day >= %(today)s AND NOT has_ended
GROUP BY helper_id
HAVING count(DISTINCT member_id) >= %(least)s
ORDER BY people DESC, helper_id
LIMIT %(limit)s;
