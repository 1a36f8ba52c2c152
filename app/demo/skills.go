package demo

import (
	"math"

	"relevo/app/db"
	"relevo/app/measure"
	"relevo/app/people"
)

// skill is what somebody truly can do of a competency, 0 to 1: nobody in the
// programme sees it, all see only the answers it leads to.
type skill struct {
	base  float64 // before any course; what is learnt fades towards it
	gains []gain  // oldest first
}

// gain is the level that a course brought somebody to.
type gain struct {
	on    db.Date
	level float64
}

// halfLives are the months in which half of what was gained is lost. Skills of
// conversation and of keeping calm go first, knowledge of the law stays longest.
var halfLives = map[string]float64{
	"asking": 5, "trauma": 5, "empathy": 6.5, "identification": 6.5, "referral": 7, "coordination": 8, "case_analysis": 9, "gender": 9, "law": 12,
}

// level is the skill on a day.
func (k *skill) level(code string, day db.Date) float64 {
	level := k.base
	for _, g := range k.gains {
		if g.on <= day {
			months := float64(day-g.on) / measure.DaysPerMonth
			level = k.base + (g.level-k.base)*math.Exp2(-months/halfLives[code])
		}
	}
	return level
}

// skillIn is the person's skill in a competency.
func (p *person) skillIn(code string) *skill {
	if p.skills[code] == nil {
		d := diceOf("skill " + p.SearchName + code + p.Document())
		base := 0.40 + 0.19*p.ability + d.about(0, 0.08) + headStart(p, code)
		p.skills[code] = &skill{base: max(0.05, min(0.85, base))}
	}
	return p.skills[code]
}

// headStart is what a profession brings with it.
func headStart(p *person, code string) float64 {
	if len(p.stays) == 0 {
		return 0
	}
	switch cadre := p.stays[0].cadre; {
	case cadre == people.Psychologist && (code == "trauma" || code == "empathy"):
		return 0.10
	case (cadre == people.Judge || cadre == people.Prosecutor) && (code == "law" || code == "case_analysis"):
		return 0.08
	default:
		return 0
	}
}

// learn is what a course does to a person who took the share of it.
func (p *person) learn(s *subject, day db.Date, share float64, d dice) {
	for _, code := range s.file.Competencies {
		k := p.skillIn(code)
		now := k.level(code, day)
		part := max(0.15, min(0.95, d.about(0.70, 0.15)+0.09*p.ability))
		k.gains = append(k.gains, gain{on: day, level: min(0.97, now+(1-now)*part*share)})
	}
}
