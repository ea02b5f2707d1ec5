-- name: create
CREATE TABLE services (
    service_id text COLLATE "C" PRIMARY KEY,
    position bigint NOT NULL,
    member_id text COLLATE "C" NOT NULL,
    programme text NOT NULL,
    class text NOT NULL,
    status text NOT NULL,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    minutes bigint NOT NULL,
    typed_in boolean NOT NULL,
    entered_by text COLLATE "C" NOT NULL,
    decided_by text COLLATE "C",
    credited_minutes bigint NOT NULL DEFAULT 0,
    points bigint NOT NULL DEFAULT 0,
    released boolean NOT NULL DEFAULT false,
    reason_text text
);
CREATE TABLE service_programmes (
    programme text PRIMARY KEY,
    services bigint NOT NULL
);

-- name: index
CREATE INDEX services_member_id ON services (member_id, position);
CREATE INDEX services_position ON services (position);
CREATE INDEX services_status ON services (status, position);
CREATE INDEX services_starts_at ON services (starts_at, minutes);
CREATE INDEX services_unaudited ON services (position)
    WHERE class = 'backfilled' AND status = 'confirmed' AND credited_minutes = 0 AND NOT released;

-- name: add
COPY services (
    service_id, position, member_id, programme, class, status, starts_at, ends_at, minutes,
    typed_in, entered_by, decided_by, credited_minutes, points
) FROM STDIN (FORMAT binary);

-- name: add_programmes
INSERT INTO service_programmes (programme, services)
SELECT * FROM unnest(%(c1)s::text[], %(c2)s::bigint[])
ON CONFLICT (programme) DO UPDATE SET services = service_programmes.services + excluded.services;

-- name: decide
UPDATE services SET
    status = new.status,
    decided_by = new.decided_by,
    credited_minutes = services.credited_minutes + new.credited_minutes,
    points = services.points + new.points,
    reason_text = coalesce(new.reason_text, services.reason_text)
FROM unnest(
    %(c1)s::text[], %(c2)s::text[], %(c3)s::text[], %(c4)s::bigint[], %(c5)s::bigint[],
    %(c6)s::text[]
) AS new (service_id, status, decided_by, credited_minutes, points, reason_text)
WHERE services.service_id = new.service_id;

-- name: withdraw
UPDATE services SET status = 'withdrawn', decided_by = new.decided_by
FROM unnest(%(c1)s::text[], %(c2)s::bigint[], %(c3)s::text[])
    AS new (service_id, position, decided_by)
WHERE services.service_id = new.service_id AND services.position < new.position;

-- name: release
UPDATE services SET
    credited_minutes = services.credited_minutes + new.credited_minutes,
    points = services.points + new.points,
    released = services.released OR new.released
FROM (
    SELECT
        service_id, sum(credited_minutes) AS credited_minutes, sum(points) AS points,
        bool_or(released) AS released
    FROM unnest(%(c1)s::text[], %(c2)s::bigint[], %(c3)s::bigint[], %(c4)s::boolean[])
        AS added (service_id, credited_minutes, points, released)
    GROUP BY service_id
) AS new
WHERE services.service_id = new.service_id;

-- name: revoke
UPDATE services SET
    status = 'revoked',
    decided_by = new.decided_by,
    credited_minutes = 0,
    points = 0,
    reason_text = new.reason_text
FROM unnest(%(c1)s::text[], %(c2)s::text[], %(c3)s::text[])
    AS new (service_id, decided_by, reason_text)
WHERE services.service_id = new.service_id;

-- name: merge
UPDATE services SET member_id = %(stays)s WHERE member_id = %(gone)s;

-- name: page
SELECT
    service_id, position, member_id, programme, class, status, starts_at, ends_at, minutes,
    typed_in, entered_by, decided_by, credited_minutes, points, reason_text, released
FROM services
WHERE position < %(before)s
  AND (%(status)s::text IS NULL OR status = %(status)s)
  AND (%(member_id)s::text IS NULL OR member_id = %(member_id)s)
  AND (%(service_id)s::text IS NULL OR service_id = %(service_id)s)
  AND (%(among)s::text[] IS NULL OR member_id = ANY(%(among)s))
ORDER BY position DESC
LIMIT %(limit)s;

-- name: waiting
SELECT
    services.service_id, services.position, services.member_id, services.programme,
    services.class, services.status, services.starts_at, services.ends_at, services.minutes,
    services.typed_in, services.entered_by, services.decided_by, services.credited_minutes,
    services.points, services.reason_text, services.released, facts.data
FROM services
JOIN facts_tt_main AS facts ON facts.id = services.position
WHERE services.status = 'pending'
  AND services.position > %(after)s
  AND (%(service_id)s::text IS NULL OR services.service_id = %(service_id)s)
  AND (%(among)s::text[] IS NULL OR services.member_id = ANY(%(among)s))
ORDER BY services.position
LIMIT %(limit)s;

-- name: waiting_count
SELECT count(*) AS services, min(ends_at) AS oldest
FROM services
WHERE status = 'pending' AND (%(among)s::text[] IS NULL OR member_id = ANY(%(among)s));

-- name: by_programme
SELECT programme, count(*) AS services, sum(minutes)::bigint AS minutes
FROM services
WHERE member_id = %(member_id)s
  AND status = 'confirmed'
  AND starts_at >= %(since)s
  AND starts_at < %(until)s
GROUP BY programme
ORDER BY minutes DESC, programme;

-- name: programmes
SELECT programme
FROM service_programmes
ORDER BY services DESC, programme
LIMIT %(limit)s;

-- name: long
SELECT
    service_id, position, member_id, programme, class, status, starts_at, ends_at, minutes,
    typed_in, entered_by, decided_by, credited_minutes, points, reason_text, released
FROM services
WHERE minutes > %(over_minutes)s
  AND status IN ('pending', 'confirmed')
  AND starts_at >= %(since)s
ORDER BY minutes DESC, position DESC
LIMIT %(limit)s;

-- name: unaudited
SELECT
    service_id, position, member_id, programme, class, status, starts_at, ends_at, minutes,
    typed_in, entered_by, decided_by, credited_minutes, points, reason_text, released
FROM services
WHERE class = 'backfilled' AND status = 'confirmed' AND credited_minutes = 0 AND NOT released
ORDER BY position
LIMIT %(limit)s;

-- name: beside_cut_short
SELECT
    service_id, position, member_id, programme, class, status, starts_at, ends_at, minutes,
    typed_in, entered_by, decided_by, credited_minutes, points, reason_text, released
FROM services AS revoked
WHERE status = 'revoked'
  AND EXISTS (
      SELECT FROM services AS other
      WHERE other.member_id = revoked.member_id
        AND other.status = 'confirmed'
        AND other.credited_minutes < other.minutes
        AND other.starts_at > revoked.starts_at - interval '1 day'
        AND other.starts_at < revoked.starts_at + interval '1 day'
  )
ORDER BY position DESC
LIMIT %(limit)s;

-- name: pairs
SELECT
    entered_by, decided_by, count(*) AS services, sum(minutes)::bigint AS minutes,
    count(DISTINCT member_id) AS members
FROM services
WHERE typed_in AND status = 'confirmed' AND decided_by <> entered_by AND starts_at >= %(since)s
GROUP BY entered_by, decided_by
HAVING count(*) >= %(least)s
ORDER BY count(*) DESC, entered_by, decided_by
LIMIT %(limit)s;

-- name: confirmed_between
SELECT member_id, class, starts_at, minutes, position
FROM services
WHERE status = 'confirmed' AND starts_at >= %(since)s AND starts_at < %(until)s
ORDER BY starts_at, position;
