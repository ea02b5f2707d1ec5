-- name: create
CREATE TABLE notices (
    notice_id text COLLATE "C" PRIMARY KEY,
    position bigint NOT NULL,
    number bigint NOT NULL,
    kind text COLLATE "C" NOT NULL,
    lines bigint NOT NULL,
    opens_on date NOT NULL,
    last_day date NOT NULL,
    slips_until date NOT NULL,
    waits_until date NOT NULL,
    wording_text text COLLATE "C" NOT NULL,
    wording_digest text COLLATE "C" NOT NULL,
    shown text COLLATE "C" NOT NULL,
    posted_by text COLLATE "C" NOT NULL,
    drafted_by text COLLATE "C",
    posted_at timestamptz NOT NULL,
    withdrawn_at timestamptz,
    reason_text text COLLATE "C",
    erased_at timestamptz,
    erased_by text COLLATE "C"
);
CREATE INDEX notices_wording_text ON notices (wording_text);
CREATE INDEX notices_position ON notices (position);
CREATE INDEX notices_number ON notices (number);
CREATE INDEX notices_last_day ON notices (last_day);
CREATE TABLE notice_lines (
    notice_id text COLLATE "C" NOT NULL,
    line bigint NOT NULL,
    subject text COLLATE "C" NOT NULL,
    PRIMARY KEY (notice_id, line)
);
CREATE TABLE notice_people (
    notice_id text COLLATE "C" NOT NULL,
    member_id text COLLATE "C" NOT NULL
);
CREATE INDEX notice_people_notice_id ON notice_people (notice_id);
CREATE INDEX notice_people_member_id ON notice_people (member_id);
CREATE TABLE notice_objections (
    objection_id text COLLATE "C" PRIMARY KEY,
    position bigint NOT NULL,
    notice_id text COLLATE "C" NOT NULL,
    subject text COLLATE "C",
    way text COLLATE "C" NOT NULL,
    grounds_text text COLLATE "C" NOT NULL,
    raised_by text COLLATE "C" NOT NULL,
    raised_at timestamptz NOT NULL,
    answer_by date NOT NULL,
    outcome text COLLATE "C",
    answer_text text COLLATE "C",
    answered_by text COLLATE "C",
    answered_at timestamptz
);
CREATE INDEX notice_objections_notice_id ON notice_objections (notice_id, position);
CREATE INDEX notice_objections_open ON notice_objections (answer_by, position)
WHERE outcome IS NULL;

-- name: add
INSERT INTO notices (
    notice_id, position, number, kind, lines, opens_on, last_day, slips_until, waits_until,
    wording_text, wording_digest, shown, posted_by, drafted_by, posted_at
)
SELECT *
FROM unnest(
    %(c1)s::text[], %(c2)s::bigint[], %(c3)s::bigint[], %(c4)s::text[], %(c5)s::bigint[],
    %(c6)s::date[], %(c7)s::date[], %(c8)s::date[], %(c9)s::date[], %(c10)s::text[],
    %(c11)s::text[], %(c12)s::text[], %(c13)s::text[], %(c14)s::text[], %(c15)s::timestamptz[]
);

-- name: add_lines
INSERT INTO notice_lines (notice_id, line, subject)
SELECT * FROM unnest(%(c1)s::text[], %(c2)s::bigint[], %(c3)s::text[]);

-- name: add_people
INSERT INTO notice_people (notice_id, member_id)
SELECT * FROM unnest(%(c1)s::text[], %(c2)s::text[]);

-- name: merge
UPDATE notice_people SET member_id = %(stays)s WHERE member_id = %(gone)s;

-- name: object
INSERT INTO notice_objections (
    objection_id, position, notice_id, subject, way, grounds_text, raised_by, raised_at, answer_by
)
SELECT *
FROM unnest(
    %(c1)s::text[], %(c2)s::bigint[], %(c3)s::text[], %(c4)s::text[], %(c5)s::text[],
    %(c6)s::text[], %(c7)s::text[], %(c8)s::timestamptz[], %(c9)s::date[]
);

-- name: answer
UPDATE notice_objections AS objections SET
    outcome = new.outcome,
    answer_text = new.answer_text,
    answered_by = new.answered_by,
    answered_at = new.answered_at
FROM unnest(
    %(c1)s::text[], %(c2)s::text[], %(c3)s::text[], %(c4)s::text[], %(c5)s::timestamptz[]
) AS new (objection_id, outcome, answer_text, answered_by, answered_at)
WHERE objections.objection_id = new.objection_id;

-- name: withdraw
UPDATE notices SET withdrawn_at = new.withdrawn_at, reason_text = new.reason_text
FROM unnest(%(c1)s::text[], %(c2)s::timestamptz[], %(c3)s::text[])
    AS new (notice_id, withdrawn_at, reason_text)
WHERE notices.notice_id = new.notice_id;

-- name: erase
UPDATE notices SET erased_at = new.erased_at, erased_by = new.erased_by
FROM unnest(%(c1)s::text[], %(c2)s::timestamptz[], %(c3)s::text[])
    AS new (notice_id, erased_at, erased_by)
WHERE notices.notice_id = new.notice_id;

-- name: page
SELECT
    notices.notice_id, notices.position, notices.number, notices.kind, notices.lines,
    notices.opens_on, notices.last_day, notices.slips_until, notices.waits_until,
    notices.wording_text, notices.wording_digest, notices.shown, notices.posted_by,
    notices.drafted_by, notices.posted_at, notices.withdrawn_at, notices.reason_text,
    notices.erased_at, notices.erased_by,
    count(objections.objection_id) AS objections,
    count(objections.objection_id) FILTER (WHERE objections.outcome IS NULL) AS open,
    count(objections.objection_id) FILTER (WHERE objections.outcome = 'upheld') AS upheld,
    count(objections.objection_id) FILTER (
        WHERE coalesce((objections.answered_at AT TIME ZONE %(zone)s)::date, %(today)s)
            > objections.answer_by
    ) AS late
FROM notices
LEFT JOIN notice_objections AS objections ON objections.notice_id = notices.notice_id
WHERE notices.position < %(before)s
  AND (
      NOT %(running)s
      OR (notices.last_day >= %(today)s AND notices.opens_on <= %(today)s
          AND notices.withdrawn_at IS NULL)
  )
  AND (%(notice_id)s::text IS NULL OR notices.notice_id = %(notice_id)s)
  AND (%(number)s::bigint IS NULL OR notices.number = %(number)s)
  AND (
      %(among)s::text[] IS NULL
      OR (SELECT bool_and(people.member_id = ANY(%(among)s)) FROM notice_people AS people
          WHERE people.notice_id = notices.notice_id)
  )
GROUP BY notices.notice_id
ORDER BY notices.position DESC
LIMIT %(limit)s;

-- name: lines
SELECT line, subject FROM notice_lines WHERE notice_id = %(notice_id)s ORDER BY line;

-- name: objections
SELECT
    objections.objection_id, objections.position, objections.notice_id, notices.number,
    objections.subject, lines.line, objections.way, objections.grounds_text,
    objections.raised_by, objections.raised_at, objections.answer_by, objections.outcome,
    objections.answer_text, objections.answered_by, objections.answered_at
FROM notice_objections AS objections
JOIN notices ON notices.notice_id = objections.notice_id
LEFT JOIN notice_lines AS lines
    ON lines.notice_id = objections.notice_id AND lines.subject = objections.subject
WHERE objections.notice_id = %(notice_id)s AND objections.position > %(after)s
ORDER BY objections.position
LIMIT %(limit)s;

-- name: due
SELECT
    objections.objection_id, objections.position, objections.notice_id, notices.number,
    objections.subject, lines.line, objections.way, objections.grounds_text,
    objections.raised_by, objections.raised_at, objections.answer_by, objections.outcome,
    objections.answer_text, objections.answered_by, objections.answered_at
FROM notice_objections AS objections
JOIN notices ON notices.notice_id = objections.notice_id
LEFT JOIN notice_lines AS lines
    ON lines.notice_id = objections.notice_id AND lines.subject = objections.subject
WHERE objections.outcome IS NULL
  AND (
      %(among)s::text[] IS NULL
      OR (SELECT bool_and(people.member_id = ANY(%(among)s)) FROM notice_people AS people
          WHERE people.notice_id = objections.notice_id)
  )
ORDER BY objections.answer_by, objections.position
LIMIT %(limit)s;

-- name: due_count
SELECT
    count(*) AS waiting,
    count(*) FILTER (WHERE answer_by < %(today)s) AS late,
    min(answer_by) AS first_due
FROM notice_objections
WHERE outcome IS NULL
  AND (
      %(among)s::text[] IS NULL
      OR (SELECT bool_and(people.member_id = ANY(%(among)s)) FROM notice_people AS people
          WHERE people.notice_id = notice_objections.notice_id)
  );

-- name: running_count
SELECT count(*) AS running
FROM notices
WHERE last_day >= %(today)s AND opens_on <= %(today)s AND withdrawn_at IS NULL;

-- name: with_wording
SELECT count(*) AS notices
FROM notices
WHERE wording_text = %(wording_text)s AND notice_id <> %(but)s AND erased_at IS NULL;

-- name: hanging_subjects
SELECT lines.subject
FROM notice_lines AS lines
JOIN notices ON notices.notice_id = lines.notice_id
WHERE notices.kind = %(kind)s AND notices.withdrawn_at IS NULL
  AND lines.subject = ANY(%(subjects)s)
ORDER BY lines.subject;

-- name: people_on
SELECT people.member_id
FROM notices
JOIN notice_people AS people ON people.notice_id = notices.notice_id
WHERE (%(notice_id)s::text IS NULL OR notices.notice_id = %(notice_id)s)
  AND (%(number)s::bigint IS NULL OR notices.number = %(number)s)
ORDER BY people.member_id;

-- name: people_about
-- Of each thing the first facts tell whom it is about; with what many have to do, it is nobody.
SELECT things.tag AS subject, found.id AS position, found.data
FROM unnest(%(subjects)s::text[]) AS things (tag)
CROSS JOIN LATERAL (
    SELECT facts.id, facts.data
    FROM facts_tt_tag AS touched
    JOIN facts_tt_main AS facts ON facts.id = touched.main_id
    WHERE touched.tag = things.tag
    ORDER BY touched.main_id
    LIMIT %(facts)s
) AS found;

-- name: concerned
SELECT DISTINCT notice_id
FROM notice_people
WHERE member_id = %(member_id)s AND notice_id = ANY(%(notice_ids)s)
ORDER BY notice_id;
