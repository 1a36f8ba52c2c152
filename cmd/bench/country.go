package main

import (
	"fmt"
	"math/rand/v2"
	"strconv"

	"relevo/app/db"
	"relevo/app/people"
)

// country is an invented justice system of as many people as asked for, the same for the same seed: on the
// average three postings and five scores each. What one place holds does not grow with it: a centre has 200 people,
// a network 10 centres, a region 20 networks where there are as many, and an offering 1,000 enrolled.
type country struct {
	people  int
	seed    uint64
	today   db.Date
	centres int
	regions int

	framework framework
	lives     []life // once they are asked for
}

// What one place of the country holds.
const (
	peopleOfCentre    = 200
	centresOfNetwork  = 10
	networksOfRegion  = 20
	enrolledAtOnce    = 1000
	answersKnownOf    = 10 // of so many offerings the answers behind the scores are there, of one
	questionsOfForm   = 5  // of each form
	competenciesTotal = 5
	yearsTold         = 5 // how far back postings begin
)

// Every kind of row has identifiers of its own: a letter, and the row's number in a fixed width.
func rowID(kind string, n int) string {
	const zeros = "0000000000000000000000000"
	digits := strconv.Itoa(n)
	return kind + zeros[len(digits):] + digits
}

const rootID = "i0000000000000000000000000"

func newCountry(people int, seed uint64, today db.Date) *country {
	c := &country{people: people, seed: seed, today: today}
	c.centres = max(1, people/peopleOfCentre)
	c.regions = max(1, c.networks()/networksOfRegion)
	return c
}

func (c *country) networks() int { return (c.centres + centresOfNetwork - 1) / centresOfNetwork }

// Institutions are numbered: the ministry 0, then the regions, the networks and the centres.
func (c *country) regionNo(i int) int  { return 1 + i }
func (c *country) networkNo(i int) int { return 1 + c.regions + i }
func (c *country) centreNo(i int) int  { return 1 + c.regions + c.networks() + i }
func (c *country) centreID(i int) string {
	return rowID("i", c.centreNo(i))
}

// ubigeo is the department of a region: there are 25.
func (c *country) ubigeo(region int) string { return fmt.Sprintf("%02d", 1+region%25) }

func (c *country) regionOfCentre(i int) int {
	return min(i/centresOfNetwork/networksOfRegion, c.regions-1)
}

// life is what happened to one person.
type life struct {
	postings []post
	courses  []taken
}

type post struct {
	centre     int
	cadre      people.Cadre
	start, end db.Date // end 0: still there
	contract   string
}

// taken is one course: its competency, and the scores before, after and perhaps months later.
type taken struct {
	competency  int
	on          db.Date
	scores      [3]float64
	days        [3]db.Date
	occasions   int // 2, or 3 with a follow-up
	form        int
	certificate bool
	place       post
}

var cadresTold = []people.Cadre{people.CARMentor, people.Psychologist, people.SocialWorker, people.Lawyer, people.Prosecutor}

// lifeOf tells the life of a person.
func (c *country) lifeOf(person int) life {
	if c.lives == nil {
		c.lives = make([]life, c.people)
		for i := range c.lives {
			c.lives[i] = c.live(i)
		}
	}
	return c.lives[person]
}

// live makes up the life of a person: the same at every call.
func (c *country) live(person int) life {
	r := rand.New(rand.NewPCG(c.seed, uint64(person))) //nolint:gosec // an invented country, the same for a seed
	var l life
	home := person % c.centres
	cadre := cadresTold[min(r.IntN(8), len(cadresTold)-1)]
	day := c.today - db.Date(365*yearsTold) + db.Date(r.IntN(365*2))
	for n := 1 + r.IntN(5); n > 0; n-- { // three on the average
		at := home
		if r.IntN(5) == 0 {
			at = r.IntN(c.centres)
		}
		p := post{centre: at, cadre: cadre, start: day, contract: "cas"}
		if n > 1 || r.IntN(10) < 4 { // the last of six in ten goes on
			p.end = min(day+db.Date(60+r.IntN(500)), c.today)
		}
		l.postings = append(l.postings, p)
		if p.end == 0 || p.end >= c.today-1 {
			break
		}
		day = p.end + db.Date(r.IntN(120))
		if r.IntN(40) == 0 {
			day = p.end - 30 // two posts at once, for a month
		}
		if day >= c.today {
			break
		}
	}
	first := r.IntN(competenciesTotal)
	for i := range 1 + r.IntN(3) { // two on the average
		at := l.postings[r.IntN(len(l.postings))]
		until := at.end
		if until == 0 {
			until = c.today
		}
		on := at.start + db.Date(r.IntN(max(1, int(until-at.start))))
		t := taken{competency: (first + i) % competenciesTotal, on: on, place: at, form: r.IntN(2), occasions: 2, certificate: r.IntN(10) < 6}
		skill := 35 + 20*r.Float64()
		gain := 15 + 25*r.Float64()
		t.scores = [3]float64{whole(skill), whole(skill + gain), whole(skill + gain*0.6 + 6*r.NormFloat64())}
		t.days = [3]db.Date{on - 2, on, min(on+90+db.Date(r.IntN(120)), c.today)}
		if t.days[2] > on+60 && r.IntN(10) < 6 {
			t.occasions = 3
		}
		l.courses = append(l.courses, t)
	}
	return l
}

// whole is a score of five questions with parts: in steps of 4 points, 0 to 100.
func whole(score float64) float64 { return float64(int(min(100, max(0, score))/4)) * 4 }

// inTurn gives every person once, in an order that is not that of their identifiers: rows of neighbours do not lie together.
func (c *country) inTurn(yield func(person int)) {
	step := 7919
	for gcd(step, c.people) != 1 {
		step += 2
	}
	at := 0
	for range c.people {
		yield(at)
		at = (at + step) % c.people
	}
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

func float(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }
