package assessments

import (
	"slices"
	"strconv"

	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/measure"
)

// RuleCapacity is the rule by which the results of a round are made. The score in a
// competency is the sum of the levels found in its criteria, divided by 3 for
// each criterion with a level, times 100. What does not apply is left out. What was
// not seen is left out too, as long as at least half of what applies was seen; with
// less than that there is no score.
const RuleCapacity = "capacity/1"

// CapacityFinding is what an assessor found on a criterion: a level, or why there is none.
type CapacityFinding string

// The findings that are no level.
const (
	NotApplicable CapacityFinding = "not_applicable" // such an institution does not do this
	NotSeen       CapacityFinding = "not_seen"       // it could not be looked at on that day
)

// CapacityFindings lists the findings in the order in which they are offered.
func CapacityFindings() []CapacityFinding {
	return []CapacityFinding{"0", "1", "2", "3", NotApplicable, NotSeen}
}

// Level is the level found; false where there is none.
func (f CapacityFinding) Level() (int, bool) {
	n, err := strconv.Atoi(string(f))
	return n, err == nil && n >= 0 && n < CapacityLevels
}

// Key is the catalogue key of the finding's name.
func (f CapacityFinding) Key() string {
	if _, is := f.Level(); is {
		return "capacity.finding.level"
	}
	return "capacity.finding." + string(f)
}

// CapacityOccasion says whether a round is the first look or a later one.
type CapacityOccasion string

// The occasions of rounds.
const (
	Baseline         CapacityOccasion = "baseline"
	CapacityFollowUp CapacityOccasion = "follow_up"
)

// CapacityOccasions lists the occasions in their order.
func CapacityOccasions() []CapacityOccasion { return []CapacityOccasion{Baseline, CapacityFollowUp} }

// Key is the catalogue key of the occasion's name.
func (o CapacityOccasion) Key() string { return "capacity.occasion." + string(o) }

// CapacityRound is one look at one institution by two assessors.
type CapacityRound struct {
	ID            string
	InstitutionID string
	ChecklistID   string
	Occasion      CapacityOccasion
	HeldOn        db.Date // the day the institution was looked at
	OpenedAt      db.Instant
	OpenedBy      string
	SettledAt     *db.Instant // when every criterion had its one finding
	VoidedAt      *db.Instant // a round that was opened by mistake stays, and counts nowhere
	VoidedBy      *string
	VoidReason    string
}

// TableName names the table for GORM.
func (CapacityRound) TableName() string { return "capacity_round" }

// seats is how many assessors a round has.
const seats = 2

// CapacitySeat is one assessor's part in a round. Nobody sees what stands in it
// before both have submitted.
type CapacitySeat struct {
	RoundID     string `gorm:"primaryKey"`
	Seat        int    `gorm:"primaryKey"` // 1 or 2
	AccountID   string
	TakenAt     db.Instant
	SubmittedAt *db.Instant
}

// TableName names the table for GORM.
func (CapacitySeat) TableName() string { return "capacity_seat" }

// CapacityRating is what one assessor found on one criterion. A new one supersedes
// it until the assessor submits.
type CapacityRating struct {
	ID           string
	RoundID      string
	Seat         int
	Criterion    string
	Finding      CapacityFinding
	Evidence     string // what was seen; where there is no level, why not
	RecordedAt   db.Instant
	SupersededAt *db.Instant
}

// TableName names the table for GORM.
func (CapacityRating) TableName() string { return "capacity_rating" }

// CapacityConsensus is the one finding on a criterion on which assessors had
// differed, or which was looked at again: a fact of its own, beside both ratings.
type CapacityConsensus struct {
	ID           string
	RoundID      string
	Criterion    string
	Finding      CapacityFinding
	Reason       string
	RecordedAt   db.Instant
	RecordedBy   string
	SupersededAt *db.Instant
}

// TableName names the table for GORM.
func (CapacityConsensus) TableName() string { return "capacity_consensus" }

// CapacityResult is what an institution showed in a competency in a settled round.
type CapacityResult struct {
	ID             string
	RoundID        string
	CompetencyCode string
	Score          *float64 // 0 to 100; nil when too little was seen or nothing applies
	Rated          int      // criteria with a level
	Applicable     int      // criteria that apply, seen or not
	RuleVersion    string
	RecordedAt     db.Instant
	SupersededAt   *db.Instant
}

// TableName names the table for GORM.
func (CapacityResult) TableName() string { return "capacity_result" }

// capacityResults makes the results of a round by [RuleCapacity] from the one
// finding on each criterion, in the order of the checklist.
func capacityResults(criteria CapacityCriteria, final map[string]CapacityFinding) []CapacityResult {
	var list []CapacityResult
	for _, competency := range criteria.Competencies() {
		r := CapacityResult{CompetencyCode: competency, RuleVersion: RuleCapacity}
		sum := 0
		for _, c := range criteria {
			finding := final[c.Code]
			if c.Competency != competency || finding == NotApplicable {
				continue
			}
			r.Applicable++
			if level, is := finding.Level(); is {
				r.Rated++
				sum += level
			}
		}
		if r.Rated > 0 && 2*r.Rated >= r.Applicable {
			score := 100 * float64(sum) / float64((CapacityLevels-1)*r.Rated)
			r.Score = &score
		}
		list = append(list, r)
	}
	return list
}

// AssessorsAgreement is how far two assessors agree on the criteria to which both gave
// a level.
type AssessorsAgreement struct {
	Criteria  int            // to which both gave a level
	One       int            // to which only one gave a level
	Percent   measure.Number // 0 to 1, the very same level
	Quadratic measure.Number // kappa with quadratic weights; undefined when both always gave one level
}

func assessorsAgree(criteria CapacityCriteria, ratings [seats]map[string]CapacityRating) (out AssessorsAgreement, err error) {
	table := make([][]int, CapacityLevels)
	for i := range table {
		table[i] = make([]int, CapacityLevels)
	}
	for _, c := range criteria {
		a, hasA := ratings[0][c.Code].Finding.Level()
		b, hasB := ratings[1][c.Code].Finding.Level()
		switch {
		case hasA && hasB:
			table[a][b]++
			out.Criteria++
		case hasA != hasB:
			out.One++
		}
	}
	kappa, err := measure.Kappa(table)
	out.Percent, out.Quadratic = kappa.PercentAgreement, kappa.KappaQuadratic
	return out, err
}

// RoundInput is what a round is opened with.
type RoundInput struct {
	InstitutionID string
	Occasion      CapacityOccasion
	HeldOn        db.Date
}

func (in RoundInput) validate(today db.Date) error {
	var check fault.Check
	check.That(in.InstitutionID != "", "institution", "fault.required")
	check.That(slices.Contains(CapacityOccasions(), in.Occasion), "occasion", "fault.required")
	check.That(in.HeldOn > 0, "held_on", "fault.required")
	check.That(in.HeldOn <= today, "held_on", "capacity.round.future")
	return check.Err()
}

// longestEvidence bounds what is written about one criterion.
const longestEvidence = 2000

// RatingOf is what an assessor says about one criterion.
type RatingOf struct {
	Criterion string
	Finding   CapacityFinding
	Evidence  string
}

func (in RatingOf) validate(criteria CapacityCriteria) error {
	var check fault.Check
	check.That(slices.Contains(CapacityFindings(), in.Finding), "finding", "capacity.rating.choose")
	check.That(in.Evidence != "", "evidence", "capacity.rating.evidence_needed")
	check.That(len([]rune(in.Evidence)) <= longestEvidence, "evidence", "capacity.text_long", "max", longestEvidence)
	if criteria.find(in.Criterion) == nil {
		return fault.Missing("noun.criterion")
	}
	return check.Err()
}
