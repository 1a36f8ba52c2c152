package assessments

import (
	"database/sql/driver"

	"relevo/app/db"
	"relevo/app/measure"
)

// Analysis is what the answers to an assessment say about its forms and items, as it was computed at a moment. It is about
// items and names nobody.
type Analysis struct {
	ID           string
	AssessmentID string
	Slice        string // [SliceAll], an occasion, or the identifier of an administration
	Attempts     int    // it was computed from, by the rule of [firstOf]
	ComputedAt   db.Instant
	Body         AnalysisBody
}

// TableName names the table for GORM.
func (Analysis) TableName() string { return "analysis" }

// SliceAll is the slice that holds all occasions and administrations.
const SliceAll = "all"

// analysisRequest says that an assessment waits to be analysed.
type analysisRequest struct {
	AssessmentID string `gorm:"primaryKey"`
	RequestedAt  db.Instant
}

// TableName names the table for GORM.
func (analysisRequest) TableName() string { return "analysis_request" }

// AnalysisBody is the analysis itself.
type AnalysisBody struct {
	Forms    []FormAnalysis `json:"forms"` // in the order of Labels
	Equating FormEquating   `json:"equating"`
	Veiled   bool           `json:"veiled,omitempty"` // the number of attempts is of few people, or tells one
}

// Value stores the body.
func (b AnalysisBody) Value() (driver.Value, error) { return toJSON(b) }

// Scan reads the body.
func (b *AnalysisBody) Scan(src any) error { return fromJSON(src, b) }

// GormDataType names the column type for GORM's schema.
func (AnalysisBody) GormDataType() string { return "json" }

// FormAnalysis is how one form measures. What is "veiled" is not for those who may not see names: few people are behind it,
// or it would tell something of few people by subtraction.
type FormAnalysis struct {
	FormID      string                 `json:"form_id"`
	Label       string                 `json:"label"`
	N           int                    `json:"n"` // attempts
	Test        measure.TestStatistics `json:"test"`
	Consistency measure.Estimate       `json:"consistency"` // Cronbach's alpha with Feldt's interval, 0 to 1
	Items       []ItemAnalysis         `json:"items"`
	Veiled      bool                   `json:"veiled,omitempty"` // all of it
}

// ItemAnalysis is how one item of a form works.
type ItemAnalysis struct {
	ItemVersionID string                 `json:"item_version_id"`
	Points        float64                `json:"points"`
	Statistics    measure.ItemStatistics `json:"statistics"`
	Guess         measure.Number         `json:"guess"` // random guess score, percent; undefined unless one option is chosen
	Missing       int                    `json:"missing"`
	Thirds        [2]int                 `json:"thirds"`            // people in the lower and the upper third; none where they cannot be told apart
	Options       []OptionAnalysis       `json:"options,omitempty"` // of a Single, TrueFalse or Multiple
	Frequent      []FrequentAnswer       `json:"frequent,omitempty"`
	Others        int                    `json:"others,omitempty"` // answers that are not among the frequent
	Doubts        []Doubt                `json:"doubts,omitempty"`
	Veiled        bool                   `json:"veiled,omitempty"`         // facility and what follows from it
	VeiledMissing bool                   `json:"veiled_missing,omitempty"` // how many did not answer
	VeiledThirds  bool                   `json:"veiled_thirds,omitempty"`  // the thirds of the options
}

// OptionAnalysis is who chose one option.
type OptionAnalysis struct {
	ID string `json:"id"`
	measure.OptionStatistics
	Veiled bool `json:"veiled,omitempty"`
}

// FrequentAnswer is an answer that is not one of a few options, with how many gave it.
type FrequentAnswer struct {
	Value    Value          `json:"value"`
	N        int            `json:"n"`
	Fraction float64        `json:"fraction"`  // of the points, 0 to 1
	MeanRest measure.Number `json:"mean_rest"` // percent of the rest of the test
}

// DoubtCode says why an item is doubtful; catalogue keys "analysis.doubt.<code>".
type DoubtCode string

// The doubts.
const (
	DoubtHard     DoubtCode = "hard"     // almost nobody knows it
	DoubtGuessed  DoubtCode = "guessed"  // no better than blind guessing
	DoubtEasy     DoubtCode = "easy"     // almost everybody knows it
	DoubtNegative DoubtCode = "negative" // the strong do worse than the weak
	DoubtLure     DoubtCode = "lure"     // the strong choose a distractor more than the key
	DoubtUnchosen DoubtCode = "unchosen" // a distractor that nobody chooses
	DoubtMissing  DoubtCode = "missing"  // many leave it out
)

// Doubt is a reason to look at an item again.
type Doubt struct {
	Code   DoubtCode `json:"code"`
	Option string    `json:"option,omitempty"` // the distractor's identifier
}

// Limits beyond which an item is doubtful.
const (
	HardBelow    = 20.0 // facility, percent
	EasyAbove    = 95.0
	MissingAbove = 0.10 // share of those who were asked
	FewestJudged = 20   // attempts below which nothing is said of an item
)

// FormEquating puts form B on the scale of form A, in percent of the points.
type FormEquating struct {
	NA        int                    `json:"n_a"`
	NB        int                    `json:"n_b"`
	Anchors   int                    `json:"anchors"` // items that stand in both forms to tie them together
	MeanA     measure.Number         `json:"mean_a"`
	MeanB     measure.Number         `json:"mean_b"`
	Method    measure.EquatingMethod `json:"method"`
	Shift     measure.Number         `json:"shift"` // mean of A less mean of B, as observed
	Slope     measure.Number         `json:"slope"`
	Intercept measure.Number         `json:"intercept"`
	Warnings  []string               `json:"warnings,omitempty"` // codes; catalogue keys "analysis.warning.<code>"
}

// At puts a percentage of form B on the scale of form A.
func (e FormEquating) At(b float64) float64 { return e.Slope.Float()*b + e.Intercept.Float() }

// FewestEquated is the number of attempts on each form from which the figures equate them.
const FewestEquated = 20
