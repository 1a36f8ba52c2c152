package measure

import (
	"cmp"
	"math"
	"slices"
)

// History is everything the cascade needs of one person on one competency. Postings are all of the person's stays, anywhere
// in the system; the rest are the facts about the competency, wherever they happened. Order does not matter.
type History struct {
	Person       string
	Postings     []Stay
	Completions  []Day // days on which a course on the competency was completed
	Results      []Result
	Certificates []Day // days of issue

	// TrainedOnly: the person counts in row 5 once a course among Completions was completed, and not before. So are the
	// figures of one funder made, whose trainings alone are among Completions: what others taught is not its work.
	TrainedOnly bool
}

// inPost reports whether the person is in post in the scope on day t.
func (h History) inPost(scope Scope, t Day) bool {
	for _, s := range h.Postings {
		if s.Covers(t) && scope.Includes(s) {
			return true
		}
	}
	return false
}

// sortedResults orders by day, then occasion (pre, post, follow-up), then as given.
func (h History) sortedResults() []Result {
	if slices.IsSortedFunc(h.Results, byOccasion) {
		return h.Results
	}
	out := slices.Clone(h.Results)
	slices.SortStableFunc(out, byOccasion)
	return out
}

func byOccasion(a, b Result) int {
	if a.Day != b.Day {
		return cmp.Compare(a.Day, b.Day)
	}
	return cmp.Compare(a.Occasion.order(), b.Occasion.order())
}

// standing is where a person stands on one competency after all that has happened so far.
type standing struct {
	inPost  bool
	trained bool
	scored  bool
	only    bool // see History.TrainedOnly
	last    Result
	pre     Number // the first pre score, the level before any training
}

func (s *standing) add(r Result) {
	s.last = r
	s.scored = true
	if r.Occasion == Pre && !s.pre.Defined() {
		s.pre = Number(r.Score)
	}
}

// standingAt takes in everything up to and including day t.
func (h History) standingAt(scope Scope, t Day) standing {
	s := standing{inPost: h.inPost(scope, t), only: h.TrainedOnly, pre: Undefined()}
	for _, day := range h.Completions {
		s.trained = s.trained || day <= t
	}
	for _, r := range h.sortedResults() {
		if r.Day <= t {
			s.add(r)
		}
	}
	return s
}

// Row is one of the rows of the cascade whose change the account explains.
type Row int

// Rows 2 to 5 of the cascade. Row 1 counts certificates, which can only grow, and has no account.
const (
	TrainedRow Row = iota
	MasteredRow
	VerifiedRow
	SkilledRow // turnover-adjusted trained staff
	rowCount
)

// Rows lists the rows that have an account, in order.
func Rows() []Row { return []Row{TrainedRow, MasteredRow, VerifiedRow, SkilledRow} }

// estimated tells whether the person has a part in row 5.
func (s standing) estimated() bool { return s.scored && (s.trained || !s.only) }

// contribution is what a person adds to each row on day t: 0 or 1, for the last row a probability.
func (s standing) contribution(m Model, t Day) [rowCount]float64 {
	var out [rowCount]float64
	if !s.inPost {
		return out
	}
	if s.trained {
		out[TrainedRow] = 1
	}
	if s.trained && s.scored && s.last.Score >= m.Cut {
		out[MasteredRow] = 1
		if m.Valid(s.last.Day, t) {
			out[VerifiedRow] = 1
		}
	}
	if s.estimated() {
		out[SkilledRow] = m.SkillProbability(s.last, s.pre, t).P
	}
	return out
}

// CascadeCounts is the whole cascade of one competency in one scope on one day. Screens show all of it, never one row alone.
type CascadeCounts struct {
	Certificates int          // row 1: ever issued to people in post here on the day of issue
	Trained      int          // row 2: in post, course completed anywhere
	Mastered     int          // row 3: of these, latest score at or above the cut
	Verified     int          // row 4: of these, assessment still valid
	TrainedStaff TrainedStaff // row 5: turnover-adjusted trained staff

	InPost          int // people in post
	NeverAssessed   int // trained, in post, without any score
	FloorsAssumed   int // people whose floor is the pooled pre mean
	Unregressed     int // people whose form has no reliability yet
	AssumedHalfLife bool

	People []PersonStanding // the people in post, in the order of the input
}

// PersonStanding is one person's part in the cascade.
type PersonStanding struct {
	Person   string
	Trained  bool
	Assessed bool
	Mastered bool
	Verified bool
	Skill    Skill // zero when never assessed, and before the training of somebody who counts only once trained
}

// Cascade counts the rows on day t.
func Cascade(people []History, scope Scope, t Day, m Model) CascadeCounts {
	var out CascadeCounts
	var skills []Skill
	for _, h := range people {
		for _, issued := range h.Certificates {
			if issued <= t && h.inPost(scope, issued) {
				out.Certificates++
			}
		}
		s := h.standingAt(scope, t)
		if !s.inPost {
			continue
		}
		rows := s.contribution(m, t)
		one := PersonStanding{Person: h.Person, Trained: s.trained, Assessed: s.scored,
			Mastered: rows[MasteredRow] == 1, Verified: rows[VerifiedRow] == 1}
		out.InPost++
		out.Trained += int(rows[TrainedRow])
		out.Mastered += int(rows[MasteredRow])
		out.Verified += int(rows[VerifiedRow])
		if s.estimated() {
			one.Skill = m.SkillProbability(s.last, s.pre, t)
			skills = append(skills, one.Skill)
			out.AssumedHalfLife = out.AssumedHalfLife || one.Skill.Assumed
			if one.Skill.FloorAssumed {
				out.FloorsAssumed++
			}
			if one.Skill.Unregressed {
				out.Unregressed++
			}
		} else if s.trained { // and without any score
			out.NeverAssessed++
		}
		out.People = append(out.People, one)
	}
	out.TrainedStaff = SumSkills(skills, out.InPost)
	return out
}

// Standings tells where the person stands on each of several days, which are in order, whether in post or not: what
// [Cascade] tells of the people in post.
func (h History) Standings(days []Day, m Model) []PersonStanding {
	return h.AppendStandings(make([]PersonStanding, 0, len(days)), days, &Prepared{Model: m})
}

// AppendStandings is Standings in a list that is there already, for whoever asks of many people.
func (h History) AppendStandings(list []PersonStanding, days []Day, m *Prepared) []PersonStanding {
	results := h.sortedResults()
	s := standing{pre: Undefined()}
	var ahead outlook // by the last result
	trained := Day(math.MaxInt)
	for _, done := range h.Completions {
		trained = min(trained, done)
	}
	next := 0
	for _, day := range days {
		before := next
		for ; next < len(results) && results[next].Day <= day; next++ {
			s.add(results[next])
		}
		if next > before {
			ahead = m.outlook(s.last, s.pre)
		}
		one := PersonStanding{Person: h.Person, Assessed: s.scored, Trained: trained <= day}
		if s.scored && (one.Trained || !h.TrainedOnly) {
			one.Mastered = one.Trained && s.last.Score >= m.Cut
			one.Verified = one.Mastered && m.Valid(s.last.Day, day)
			one.Skill = ahead.on(day)
		}
		list = append(list, one)
	}
	return list
}

// Row gives the value of a row that has an account.
func (c CascadeCounts) Row(r Row) float64 {
	switch r {
	case TrainedRow:
		return float64(c.Trained)
	case MasteredRow:
		return float64(c.Mastered)
	case VerifiedRow:
		return float64(c.Verified)
	default:
		return c.TrainedStaff.Value
	}
}

// NaiveCoverage is certificates per post, the figure of activity reports. It can pass 1; undefined without posts.
func (c CascadeCounts) NaiveCoverage(posts int) Number { return ratio(float64(c.Certificates), posts) }

// Coverage is a row per person in post, 0 to 1; undefined when nobody is in post.
func (c CascadeCounts) Coverage(r Row) Number { return ratio(c.Row(r), c.InPost) }

func ratio(part float64, whole int) Number {
	if whole <= 0 {
		return Undefined()
	}
	return Number(part / float64(whole))
}
