package analytics

import (
	"context"
	"maps"
	"slices"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/measure"
	"relevo/app/people"
)

// Box is a part of the results chain.
type Box string

// The boxes, in the order of the chain.
const (
	BoxInputs     Box = "inputs"
	BoxActivities Box = "activities"
	BoxOutputs    Box = "outputs"
	BoxOutcomes   Box = "outcomes"
	BoxImpact     Box = "impact"
)

// Boxes lists them.
func Boxes() []Box { return []Box{BoxInputs, BoxActivities, BoxOutputs, BoxOutcomes, BoxImpact} }

// Key is the catalogue key of the box's name.
func (b Box) Key() string { return "results.box." + string(b) }

// Unit is what an indicator's value is counted in.
type Unit string

// The units. A share is from 0 to 1; points are from 0 to 100.
const (
	UnitPeople Unit = "people"
	UnitSoles  Unit = "soles"
	UnitHours  Unit = "hours"
	UnitCount  Unit = "count"
	UnitShare  Unit = "share"
	UnitPoints Unit = "points"
)

// Indicator is one figure of the chain. Its code is stable: files and targets name it.
type Indicator struct {
	Code string
	Box  Box // where it stands unless somebody placed it elsewhere
	Unit Unit
	Down bool // less is better

	Planned bool // neither more nor less is better: it is to be as planned
}

// Key is the catalogue key of the indicator's name; with ".how" of its definition.
func (i Indicator) Key() string { return "results.indicator." + i.Code }

// Indicators lists all there are, in their order within the boxes.
func Indicators() []Indicator {
	return []Indicator{
		{Code: "cost", Box: BoxInputs, Unit: UnitSoles, Planned: true}, {Code: "facilitator_hours", Box: BoxInputs, Unit: UnitHours},
		{Code: "offerings", Box: BoxActivities, Unit: UnitCount}, {Code: "meetings", Box: BoxActivities, Unit: UnitCount}, {Code: "learning_hours", Box: BoxActivities, Unit: UnitHours},
		{Code: "people_trained", Box: BoxOutputs, Unit: UnitPeople}, {Code: "completions", Box: BoxOutputs, Unit: UnitCount}, {Code: "certificates", Box: BoxOutputs, Unit: UnitCount},
		{Code: "verified_share", Box: BoxOutcomes, Unit: UnitShare}, {Code: "skilled_share", Box: BoxOutcomes, Unit: UnitShare}, {Code: "mean_change", Box: BoxOutcomes, Unit: UnitPoints},
		{Code: "kept_share", Box: BoxOutcomes, Unit: UnitShare}, {Code: "useful_share", Box: BoxOutcomes, Unit: UnitShare},
		{Code: "capacity", Box: BoxImpact, Unit: UnitPoints}, {Code: "acknowledged_share", Box: BoxImpact, Unit: UnitShare}, {Code: "deserted_share", Box: BoxImpact, Unit: UnitShare, Down: true},
	}
}

// Dimension is a way to tell the units of an indicator apart.
type Dimension string

// The dimensions.
const (
	BySex         Dimension = "sex"
	ByRegion      Dimension = "region"
	ByInstitution Dimension = "institution"
	ByCadre       Dimension = "cadre"
	ByMode        Dimension = "mode"
	ByFunder      Dimension = "funder"
)

// Dimensions lists them.
func Dimensions() []Dimension {
	return []Dimension{BySex, ByRegion, ByInstitution, ByCadre, ByMode, ByFunder}
}

// Observed is what an indicator was at the end of a year. What is hidden is undefined.
type Observed struct {
	From, To db.Date // events after From and up to To count; of people in post, those of To
	Value    measure.Number
	Lower    measure.Number // 95 %, undefined where it is a plain count
	Upper    measure.Number
	N        measure.Number // people, offerings, answers, institutions or cases behind it
	Missing  measure.Number // share of those of whom it should be known and is not, 0 to 1
	Hidden   bool
	Unsaid   bool // the share that is missing alone is hidden
}

// Part is an indicator in one part of a dimension.
type Part struct {
	Key  string // code, identifier; empty where it is not recorded
	Name string // of an institution or a funder
	Observed
}

// IndicatorState is an indicator with where it began, where it is, and where it should go.
type IndicatorState struct {
	Indicator
	At       Box // where it stands in the chain; empty: taken out
	Actual   Observed
	Baseline *Observed      // nil when no day was chosen
	Target   *ResultsTarget // nil when there is none
	Parts    map[Dimension][]Part
}

// Results is the results chain of a place for one competency.
type Results struct {
	Subject
	Indicators []IndicatorState // in their order
	MaySet     bool             // the actor may place indicators and set targets
	History    []ResultsTarget  // of all indicators, the newest first, with who set them
	Hidden     bool
	Kept       *Kept // where they were; nil where they were computed when asked for
}

// In lists the indicators that stand in a box.
func (r Results) In(b Box) []IndicatorState {
	var out []IndicatorState
	for _, i := range r.Indicators {
		if i.At == b {
			out = append(out, i)
		}
	}
	return out
}

// Indicator gives one; not ok when the code is not known.
func (r Results) Indicator(code string) (IndicatorState, bool) {
	at := slices.IndexFunc(r.Indicators, func(i IndicatorState) bool { return i.Code == code })
	if at < 0 {
		return IndicatorState{}, false
	}
	return r.Indicators[at], true
}

// Shown says what of the chain a page shows: only that is computed.
type Shown struct {
	Indicator string // the code of one; empty for all
	Parts     bool   // by sex, region and so on, too
}

// Results gives the chain of all that the actor may see figures of.
func (s *Service) Results(ctx context.Context, actor access.Actor, q Query, show Shown) (Results, error) {
	var out Results
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		out = Results{}
		q.Cadre = "" // cadres are a dimension
		if q.PlaceID, err = rootTx(tx, actor); err != nil {
			return err
		}
		if out.Subject, err = s.subjectTx(tx, actor, q, q.On); err != nil {
			return err
		}
		out.MaySet = maySet(actor, out.Place)
		return s.resultsTx(tx, actor, show, &out)
	})
	return out, err
}

// rootTx is the place at which an actor's figures begin.
func rootTx(tx *db.Tx, actor access.Actor) (string, error) {
	if err := actor.NeedSomewhere(access.ViewFigures); err != nil {
		return "", err
	}
	tree, err := people.InstitutionsInScopeTx(tx, actor, access.ViewFigures)
	if roots := tops(tree); len(roots) == 1 {
		return roots[0].ID, err
	}
	return Everything, err
}

func (s *Service) resultsTx(tx *db.Tx, actor access.Actor, show Shown, out *Results) error {
	settings, err := settingsTx(tx, actor, out.Place, out.Competency.Code)
	if err != nil {
		return err
	}
	out.History = settings.history
	list := show.indicators()
	days := []db.Date{out.On}
	baseline := map[string]db.Date{}
	for _, i := range list {
		if t, set := settings.targets[i.Code]; set && t.BaselineOn != nil {
			day := *t.BaselineOn
			if !out.Place.MayNames {
				day = monthEnd(day)
			}
			baseline[i.Code] = day
			days = append(days, day)
		}
	}
	seen, note, err := s.observedTx(tx, actor, show, out.Subject, days)
	if err != nil {
		return err
	}
	out.Kept = note
	for _, i := range list {
		now := seen[out.On][i.Code]
		state := IndicatorState{Indicator: i, At: i.Box, Actual: now.whole, Parts: maps.Clone(now.parts)}
		if box, placed := settings.boxes[i.Code]; placed {
			state.At = box
		}
		if t, set := settings.targets[i.Code]; set {
			state.Target = &t
		}
		if day, chosen := baseline[i.Code]; chosen {
			whole := seen[day][i.Code].whole
			state.Baseline = &whole
		}
		out.Hidden = out.Hidden || state.Actual.Hidden
		out.Indicators = append(out.Indicators, state)
	}
	return nil
}

// indicators lists those that are shown.
func (s Shown) indicators() []Indicator {
	return slices.DeleteFunc(Indicators(), func(i Indicator) bool { return s.Indicator != "" && i.Code != s.Indicator })
}

// any tells whether one of some indicators is shown.
func (s Shown) any(codes ...string) bool {
	return s.Indicator == "" || slices.Contains(codes, s.Indicator)
}

// ResultsTarget is what a place wants of an indicator, and the day with which it is compared. Targets are facts: the one recorded last counts.
type ResultsTarget struct {
	ID             string
	InstitutionID  *string // nil: the whole programme
	CompetencyCode string
	Indicator      string
	Value          *float64 // in the indicator's unit; nil: no target any more
	DueOn          *db.Date // when it should be reached
	BaselineOn     *db.Date // end of the year it is compared with
	Note           string   // why
	RecordedAt     db.Instant
	RecordedBy     string
	Author         string `gorm:"-"` // the name of the account
}

// TableName names the table for GORM.
func (ResultsTarget) TableName() string { return "results_target" }

// ResultsPlacing is the fact that an indicator was put into a box of a place's chain, or taken out of it.
type ResultsPlacing struct {
	ID            string
	InstitutionID *string // nil: the whole programme
	Indicator     string
	Box           Box // empty: taken out
	RecordedAt    db.Instant
	RecordedBy    string
}

// TableName names the table for GORM.
func (ResultsPlacing) TableName() string { return "results_placing" }

// InstitutionRows are the rows here that go over when two records turn out to be one institution.
func InstitutionRows() []people.Rows {
	return []people.Rows{{Table: "results_target", Owner: "institution_id", Key: "id"}, {Table: "results_placing", Owner: "institution_id", Key: "id"}}
}

// settings are what was said last.
type settings struct {
	targets map[string]ResultsTarget
	boxes   map[string]Box
	history []ResultsTarget
}

func settingsTx(tx *db.Tx, actor access.Actor, place Place, competency string) (settings, error) {
	out := settings{targets: map[string]ResultsTarget{}, boxes: map[string]Box{}}
	if place.Whole() && !actor.May(access.ViewFigures, "") {
		return out, nil // several institutions, and not the whole programme: nothing was set for just these
	}
	here, args := "institution_id IS NULL", []any{}
	if !place.Whole() {
		here, args = "institution_id = ?", []any{place.ID}
	}
	if err := tx.DB.Where(here, args...).Where("competency_code = ?", competency).Order("recorded_at, id").Find(&out.history).Error; err != nil {
		return out, err
	}
	var authors []string
	for _, t := range out.history {
		authors = append(authors, t.RecordedBy)
	}
	names, err := access.AccountNamesTx(tx, authors)
	if err != nil {
		return out, err
	}
	for i := range out.history {
		t := &out.history[i]
		t.Author = names[t.RecordedBy]
		out.targets[t.Indicator] = *t
	}
	slices.Reverse(out.history)
	var placings []ResultsPlacing
	err = tx.DB.Where(here, args...).Order("recorded_at, id").Find(&placings).Error
	for _, p := range placings {
		out.boxes[p.Indicator] = p.Box
	}
	return out, err
}

// maySet tells whether the actor may set targets for all of a place.
func maySet(actor access.Actor, p Place) bool {
	if p.Whole() {
		return actor.May(access.SetTargets, "")
	}
	return actor.May(access.SetTargets, p.Institution.Path)
}

// TargetIn is what a target is set with.
type TargetIn struct {
	Competency string
	Indicator  string
	Value      *float64
	DueOn      *db.Date
	BaselineOn *db.Date
	Note       string
}

// SetResultsTarget records what the actor's place wants of an indicator. What was wanted before stays on record.
func (s *Service) SetResultsTarget(ctx context.Context, actor access.Actor, in TargetIn) error {
	return s.setting(ctx, actor, in.Indicator, func(tx *db.Tx, i Indicator, place Place) error {
		about, err := s.subjectTx(tx, actor, Query{PlaceID: place.ID, Competency: in.Competency}, 0)
		if err != nil {
			return err
		}
		var check fault.Check
		check.That(in.Value != nil || in.DueOn == nil, "value", "fault.required")
		check.That(in.Value == nil || in.DueOn != nil, "due_on", "fault.required")
		check.That(in.Value == nil || *in.Value >= 0 || i.Unit == UnitPoints, "value", "results.value_negative")
		check.That(in.Value == nil || i.Unit != UnitShare || *in.Value <= 1, "value", "results.value_share")
		check.That(in.DueOn == nil || *in.DueOn > tx.Today()-10*yearDays, "due_on", "fault.required")
		check.That(in.BaselineOn == nil || *in.BaselineOn <= tx.Today(), "baseline_on", "analytics.future")
		check.That(len([]rune(in.Note)) <= 500, "note", "capacity.text_long", "max", 500)
		if err := check.Err(); err != nil {
			return err
		}
		fact := ResultsTarget{ID: tx.NewID(), InstitutionID: place.own(), CompetencyCode: about.Competency.Code, Indicator: i.Code, Value: in.Value, DueOn: in.DueOn, BaselineOn: in.BaselineOn,
			Note: in.Note, RecordedAt: tx.Now, RecordedBy: actor.AccountID}
		if err := tx.DB.Create(&fact).Error; err != nil {
			return err
		}
		return access.Record(tx, actor, "results.target.set", "indicator", i.Code, map[string]any{"competency": fact.CompetencyCode})
	})
}

// PlaceIndicator puts an indicator into a box of the actor's chain, or takes it out.
func (s *Service) PlaceIndicator(ctx context.Context, actor access.Actor, code string, box Box) error {
	return s.setting(ctx, actor, code, func(tx *db.Tx, i Indicator, place Place) error {
		if box != "" && !slices.Contains(Boxes(), box) {
			return fault.OnField("box", "fault.required")
		}
		fact := ResultsPlacing{ID: tx.NewID(), InstitutionID: place.own(), Indicator: i.Code, Box: box, RecordedAt: tx.Now, RecordedBy: actor.AccountID}
		if err := tx.DB.Create(&fact).Error; err != nil {
			return err
		}
		return access.Record(tx, actor, "results.placing.set", "indicator", i.Code, map[string]any{"box": box})
	})
}

// setting finds the place and the indicator of a setting; do gets both.
func (s *Service) setting(ctx context.Context, actor access.Actor, code string, do func(tx *db.Tx, i Indicator, place Place) error) error {
	if err := actor.NeedSomewhere(access.SetTargets); err != nil {
		return err
	}
	at := slices.IndexFunc(Indicators(), func(i Indicator) bool { return i.Code == code })
	if at < 0 {
		return fault.Missing("noun.page")
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		root, err := rootTx(tx, actor)
		if err != nil {
			return err
		}
		place, err := placeTx(tx, actor, root)
		if err != nil {
			return err
		}
		if !maySet(actor, place) {
			return fault.Missing("noun.page")
		}
		return do(tx, Indicators()[at], place)
	})
}

// own is the institution that a place is; nil for all that the actor may see.
func (p Place) own() *string {
	if p.Whole() {
		return nil
	}
	return &p.ID
}
