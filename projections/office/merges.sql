-- name: create
CREATE TABLE merge_proposals (
    member_id text COLLATE "C" NOT NULL,
    into_id text COLLATE "C" NOT NULL,
    proposed_by text COLLATE "C" NOT NULL,
    position bigint NOT NULL,
    PRIMARY KEY (member_id, into_id)
);
CREATE INDEX merge_proposals_position ON merge_proposals (position);

-- name: propose
INSERT INTO merge_proposals (member_id, into_id, proposed_by, position)
VALUES (%(member_id)s, %(into_id)s, %(proposed_by)s, %(position)s);

-- name: decline
DELETE FROM merge_proposals WHERE member_id = %(member_id)s AND into_id = %(into_id)s;

-- name: go
-- Nobody can act any more on a record that is one with another, or whose person left.
DELETE FROM merge_proposals WHERE member_id = %(member_id)s OR into_id = %(member_id)s;

-- name: page
SELECT member_id, into_id, proposed_by, position
FROM merge_proposals
WHERE position > %(after)s
ORDER BY position
LIMIT %(limit)s;
