package analytics

import (
	"relevo/app/db"
	"relevo/app/measure"
)

// Cascade is the cascade of MEASURES section 2 as somebody may see it: a count
// that is hidden from them is undefined, and counts are never undefined
// otherwise. (How many lack a pre score or a reliability is never told to who sees
// no names: it is undefined, or 0 where it is nobody.)
type Cascade struct {
	InPost        measure.Number   // people in post
	Certificates  measure.Number   // row 1: paper, can pass the number of posts
	Trained       measure.Number   // row 2
	Mastered      measure.Number   // row 3
	Verified      measure.Number   // row 4
	Skilled       measure.Estimate // row 5, turnover-adjusted trained staff, with its 95 % interval
	NeverAssessed measure.Number   // trained, in post, without any score
	Posts         int              // approved posts on the day; 0 where none are recorded

	Assumed       bool           // the half-life is assumed, not measured
	FloorsAssumed measure.Number // people without a pre score, whose floor is the pooled mean
	Unregressed   measure.Number // people whose form has no reliability yet
	Hidden        bool           // something is hidden
}

// cascadeOf shows all there is to show.
func cascadeOf(c measure.CascadeCounts) Cascade {
	return Cascade{
		InPost: measure.Number(c.InPost), Certificates: measure.Number(c.Certificates), Trained: measure.Number(c.Trained),
		Mastered: measure.Number(c.Mastered), Verified: measure.Number(c.Verified), NeverAssessed: measure.Number(c.NeverAssessed),
		Skilled: measure.Estimate{Value: measure.Number(c.TrainedStaff.Value), Lower: measure.Number(c.TrainedStaff.Lower), Upper: measure.Number(c.TrainedStaff.Upper)},
		Assumed: c.AssumedHalfLife, FloorsAssumed: measure.Number(c.FloorsAssumed), Unregressed: measure.Number(c.Unregressed),
	}
}

// veiled leaves out what is hidden.
func (c Cascade) veiled(m mask) Cascade {
	for f, numbers := range map[figure][]*measure.Number{
		inPost: {&c.InPost}, certified: {&c.Certificates}, trained: {&c.Trained}, mastered: {&c.Mastered}, verified: {&c.Verified},
		neverAssessed: {&c.NeverAssessed}, skilled: {&c.Skilled.Value, &c.Skilled.Lower, &c.Skilled.Upper},
	} {
		if !m[f] {
			continue
		}
		c.Hidden = true
		for _, n := range numbers {
			*n = measure.Undefined()
		}
	}
	return c
}

// Row gives one of the rows that have an account.
func (c Cascade) Row(r measure.Row) measure.Number {
	switch r {
	case measure.TrainedRow:
		return c.Trained
	case measure.MasteredRow:
		return c.Mastered
	case measure.VerifiedRow:
		return c.Verified
	default:
		return c.Skilled.Value
	}
}

// Denominator is what naive coverage is a share of: the approved posts, or
// where none are recorded the people in post.
func (c Cascade) Denominator() measure.Number {
	if c.Posts > 0 {
		return measure.Number(c.Posts)
	}
	return c.InPost
}

// NaiveCoverage is certificates per post, the figure of activity reports. It
// can pass 1; undefined without posts and people.
func (c Cascade) NaiveCoverage() measure.Number { return over(c.Certificates, c.Denominator()) }

// Coverage is a row per person in post, 0 to 1; undefined when nobody is in post.
func (c Cascade) Coverage(r measure.Row) measure.Number { return over(c.Row(r), c.InPost) }

func over(part, whole measure.Number) measure.Number {
	if !part.Defined() || !(whole > 0) {
		return measure.Undefined()
	}
	return part / whole
}

// Point is the cascade on one day of a series.
type Point struct {
	On db.Date
	Cascade
}
