-- +goose Up
-- What may be told of places to those who do not see everybody there by name: the numbers month by month, and what of them is hidden, as a
-- job decided over all that they may see. See package analytics. It can be deleted at any time, and is decided again.
CREATE TABLE kept_told (
    sight           TEXT NOT NULL, -- where figures are seen, and where names
    competency_code TEXT NOT NULL,
    place_id        TEXT NOT NULL, -- an institution, or all that is seen
    cadre           TEXT NOT NULL, -- of all that is seen; '' is all
    region          TEXT NOT NULL, -- likewise
    until           TEXT NOT NULL, -- the last day
    content         BLOB NOT NULL,
    PRIMARY KEY (sight, competency_code, place_id, cadre, region)
) STRICT;

CREATE TABLE kept_decision (
    sight           TEXT NOT NULL,
    competency_code TEXT NOT NULL,
    until           TEXT NOT NULL,
    version         INTEGER NOT NULL, -- of the rules it was made by
    model           TEXT NOT NULL, -- the model that the figures were computed with
    top             TEXT NOT NULL, -- the institution that all that is seen lies in
    basis           TEXT NOT NULL, -- what was kept then
    settled         INTEGER NOT NULL, -- the version of the facts that it tells of
    noted           INTEGER NOT NULL,
    kept_at         TEXT NOT NULL, -- when the oldest of the figures was computed
    PRIMARY KEY (sight, competency_code)
) STRICT;

-- +goose Down
DROP TABLE kept_decision;
DROP TABLE kept_told;
