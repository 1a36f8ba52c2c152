-- +goose Up
-- What may be told of places to those who do not see everybody there by name: the numbers month by month, and what of them is hidden, as a
-- job decided over all that they may see. See package analytics. It can be deleted at any time, and is decided again.
CREATE TABLE kept_told (
    sight           text COLLATE "C" NOT NULL, -- where figures are seen, and where names
    competency_code text COLLATE "C" NOT NULL,
    place_id        text COLLATE "C" NOT NULL, -- an institution, or all that is seen
    cadre           text COLLATE "C" NOT NULL, -- of all that is seen; '' is all
    region          text COLLATE "C" NOT NULL, -- likewise
    until           date NOT NULL, -- the last day
    content         bytea NOT NULL,
    PRIMARY KEY (sight, competency_code, place_id, cadre, region)
);

CREATE TABLE kept_decision (
    sight           text COLLATE "C" NOT NULL,
    competency_code text COLLATE "C" NOT NULL,
    until           date NOT NULL,
    version         bigint NOT NULL, -- of the rules it was made by
    model           text COLLATE "C" NOT NULL, -- the model that the figures were computed with
    top             text COLLATE "C" NOT NULL, -- the institution that all that is seen lies in
    basis           text COLLATE "C" NOT NULL, -- what was kept then
    settled         bigint NOT NULL, -- the version of the facts that it tells of
    noted           bigint NOT NULL,
    kept_at         timestamptz NOT NULL, -- when the oldest of the figures was computed
    PRIMARY KEY (sight, competency_code)
);

-- +goose Down
DROP TABLE kept_decision;
DROP TABLE kept_told;
