// Package refresher knows when something learnt should be asked again, and chooses what a
// short set asks. It is pure: no database, no clock, no chance.
//
// # FSRS-6
//
// The schedule is FSRS-6 of the Open Spaced Repetition project, written from its published
// description (github.com/open-spaced-repetition/awesome-fsrs/wiki/The-Algorithm) with its 21
// default parameters w0 … w20, a desired retention of 0.9, whole days, and no fuzz. What is
// known of a card is its stability S, the days after which it is recalled with probability
// 0.9, and its difficulty D from 1 to 10. Grades are 1 (forgotten) to 4 (easy); here 4 is
// never given, because a program cannot see how easy something was.
//
//	recall after t days   R(t,S) = (1 + f·t/S)^−w20, where f = 0.9^(−1/w20) − 1, so that R(S,S) = 0.9
//	interval              I(r,S) = S/f · (r^(−1/w20) − 1); with r = 0.9 it is S
//	first answer          S = w[G−1];  D = w4 − e^(w5·(G−1)) + 1
//	difficulty            D' = D − w6·(G−3)·(10−D)/9, then w7·D0(4) + (1−w7)·D'
//	recalled (G ≥ 2)      S' = S·(1 + e^w8·(11−D)·S^−w9·(e^(w10·(1−R)) − 1)·[w15 if G = 2]·[w16 if G = 4])
//	forgotten (G = 1)     S' = min(w11·D^−w12·((S+1)^w13 − 1)·e^(w14·(1−R)), S/e^(w17·w18))
//	on the same day       S' = S·e^(w17·(G−3+w18))·S^−w19, and no less than S where G ≥ 3
//
// D in the formulas of S' is the difficulty before the answer. With these parameters, worked by
// hand: a first Good gives S = 2.3065, D = 6.4133 − e^(0.8334·2) + 1 = 2.1181, asked again
// after 2 days; a first Again gives S = 0.2120, D = 6.4133 − 1 + 1 = 6.4133, after 1 day.
// fsrs_test.go has more.
package refresher

import "math"

// Rule names the schedule with its version; every answer keeps it.
const Rule = "fsrs-6/1"

// Grade says how well something was recalled.
type Grade int

// The grades.
const (
	Again Grade = 1 // forgotten
	Hard  Grade = 2 // in part
	Good  Grade = 3
	Easy  Grade = 4
)

// GradeOf makes a grade of the share of the points, 0 to 1, that an answer earns.
func GradeOf(share float64) Grade {
	switch {
	case share >= 1-1e-9:
		return Good
	case share >= 0.5:
		return Hard
	default:
		return Again
	}
}

// Card is what is known of how well somebody remembers something. The zero Card was never
// asked.
type Card struct {
	Stability  float64 // days after which it is recalled with probability 0.9
	Difficulty float64 // 1 to 10
}

// Known tells whether it was asked before.
func (c Card) Known() bool { return c.Stability > 0 }

// w are the default parameters of FSRS-6.
var w = [21]float64{
	0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796, 1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542,
}

const (
	retention     = 0.9
	leastStable   = 0.001
	mostStable    = 36500.0
	longestPause  = 365 // days: courses change, and so do posts
	shortestPause = 1
)

var factor = math.Pow(retention, -1/w[20]) - 1

// Recall is the probability with which the card is recalled some days after it was asked.
func (c Card) Recall(days int) float64 {
	if !c.Known() {
		return 0
	}
	return math.Pow(1+factor*float64(max(days, 0))/c.Stability, -w[20])
}

// Pause is after how many days the card should be asked again.
func (c Card) Pause() int {
	days := int(math.Round(c.Stability / factor * (math.Pow(retention, -1/w[20]) - 1)))
	return min(max(days, shortestPause), longestPause)
}

// Answered is the card after an answer, some days after the one before.
func (c Card) Answered(g Grade, days int) Card {
	if !c.Known() {
		return Card{Stability: w[g-1], Difficulty: firstDifficulty(g)}
	}
	return Card{Stability: min(max(c.nextStability(g, days), leastStable), mostStable), Difficulty: c.nextDifficulty(g)}
}

func firstDifficulty(g Grade) float64 { return within(w[4] - math.Exp(w[5]*float64(g-1)) + 1) }

func within(difficulty float64) float64 { return min(max(difficulty, 1), 10) }

func (c Card) nextDifficulty(g Grade) float64 {
	moved := c.Difficulty - w[6]*float64(g-Good)*(10-c.Difficulty)/9
	easiest := w[4] - math.Exp(w[5]*float64(Easy-1)) + 1 // not kept within 1 to 10
	return within(w[7]*easiest + (1-w[7])*moved)
}

func (c Card) nextStability(g Grade, days int) float64 {
	s, recall := c.Stability, c.Recall(days)
	if days <= 0 {
		growth := math.Exp(w[17]*(float64(g-Good)+w[18])) * math.Pow(s, -w[19])
		if g >= Good {
			growth = max(growth, 1)
		}
		return s * growth
	}
	if g == Again {
		forgotten := w[11] * math.Pow(c.Difficulty, -w[12]) * (math.Pow(s+1, w[13]) - 1) * math.Exp(w[14]*(1-recall))
		return min(forgotten, s/math.Exp(w[17]*w[18]))
	}
	growth := math.Exp(w[8]) * (11 - c.Difficulty) * math.Pow(s, -w[9]) * (math.Exp(w[10]*(1-recall)) - 1)
	switch g {
	case Hard:
		growth *= w[15]
	case Easy:
		growth *= w[16]
	}
	return s * (1 + growth)
}
