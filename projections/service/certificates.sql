-- name: create
CREATE TABLE certificates (
    certificate_id text COLLATE "C" PRIMARY KEY,
    number bigint NOT NULL UNIQUE,
    member_id text COLLATE "C" NOT NULL,
    first_day date NOT NULL,
    last_day date NOT NULL,
    minutes bigint NOT NULL,
    programmes text NOT NULL,
    issued_on date NOT NULL
);
CREATE INDEX certificates_member_id ON certificates (member_id, number);

-- name: add
INSERT INTO certificates (
    certificate_id, number, member_id, first_day, last_day, minutes, programmes, issued_on
)
SELECT *
FROM unnest(
    %(c1)s::text[], %(c2)s::bigint[], %(c3)s::text[], %(c4)s::date[], %(c5)s::date[],
    %(c6)s::bigint[], %(c7)s::text[], %(c8)s::date[]
);

-- name: of_number
SELECT
    certificate_id, number, member_id, first_day, last_day, minutes, programmes, issued_on
FROM certificates
WHERE number = %(number)s;

-- name: merge
UPDATE certificates SET member_id = %(stays)s WHERE member_id = %(gone)s;

-- name: of_member
SELECT
    certificate_id, number, member_id, first_day, last_day, minutes, programmes, issued_on
FROM certificates
WHERE member_id = %(member_id)s
ORDER BY number DESC
LIMIT %(limit)s;
