package analytics

import "relevo/app/measure"

// amount is one of the whole numbers that the cascade of a group of people on one day is made of.
type amount int

const (
	countInPost amount = iota
	countCertificates
	countTrained
	countMastered
	countVerified
	countNeverAssessed
	countFloorsAssumed
	countUnregressed
	countAssumed // people whose half-life is assumed
	sumP         // from here on the sums of measure.SkillSum
	sumVariance
	sumSensitivity
	sumOwn
	amounts
)

// amountsOn are the amounts of some people on one day. Those of two groups without a
// person in common add up to those of both, in any order, to the last digit.
type amountsOn [amounts]int64

func (a *amountsOn) add(b *amountsOn) {
	for i := range a {
		a[i] += b[i]
	}
}

func (a *amountsOn) subtract(b amountsOn) {
	for i := range a {
		a[i] -= b[i]
	}
}

// amountsOf is what one person in post counts for, certificates aside.
func amountsOf(one *measure.PersonStanding) amountsOn {
	var a amountsOn
	a[countInPost] = 1
	a[countTrained], a[countMastered], a[countVerified] = number(one.Trained), number(one.Mastered), number(one.Verified)
	a[countNeverAssessed] = number(one.Trained && !one.Assessed)
	a[countFloorsAssumed], a[countUnregressed], a[countAssumed] = number(one.Skill.FloorAssumed), number(one.Skill.Unregressed), number(one.Skill.Assumed)
	if one.Assessed {
		var sum measure.SkillSum
		sum.Add(one.Skill)
		a[sumP], a[sumVariance], a[sumSensitivity], a[sumOwn] = sum.P, sum.Variance, sum.Sensitivity, sum.Own
	}
	return a
}

func number(is bool) int64 {
	if is {
		return 1
	}
	return 0
}

// cascade is the cascade that the amounts make.
func (a amountsOn) cascade() Cascade {
	skill := measure.SkillSum{P: a[sumP], Variance: a[sumVariance], Sensitivity: a[sumSensitivity], Own: a[sumOwn]}
	return cascadeOf(measure.CascadeCounts{Certificates: int(a[countCertificates]), Trained: int(a[countTrained]), Mastered: int(a[countMastered]), Verified: int(a[countVerified]),
		TrainedStaff: skill.TrainedStaff(int(a[countInPost])), InPost: int(a[countInPost]), NeverAssessed: int(a[countNeverAssessed]),
		FloorsAssumed: int(a[countFloorsAssumed]), Unregressed: int(a[countUnregressed]), AssumedHalfLife: a[countAssumed] > 0})
}

// tally is what a veil decides by.
func (a amountsOn) tally() tally {
	var t tally
	t[inPost], t[certified], t[trained], t[mastered] = float64(a[countInPost]), float64(a[countCertificates]), float64(a[countTrained]), float64(a[countMastered])
	t[verified], t[neverAssessed] = float64(a[countVerified]), float64(a[countNeverAssessed])
	t[skilled] = measure.SkillSum{P: a[sumP]}.Value()
	return t
}
