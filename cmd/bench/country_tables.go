package main

import (
	"fmt"
	"strconv"
	"strings"

	"relevo/app/db"
	"relevo/app/people/roster"
	"relevo/assessments"
	"relevo/courses"
)

// null is a field without a value.
const null = "\x00"

// table is rows of one table on their way into a database, every field as text.
type table struct {
	name    string
	columns string // with commas
	rows    func(add func(fields ...string))
}

// tables lists all that the country is made of, those that others refer to first.
func (c *country) tables() []table {
	return []table{
		{"institution", "id,parent_id,path,code,name,search_name,kind,sector,ubigeo,setting,created_at", c.institutions},
		{"approved_posts", "id,institution_id,cadre,valid_from,posts,recorded_at,recorded_by", c.approved},
		{"person", "id,document_type,document_number,first_surname,second_surname,given_names,search_name,sex,birth_year,language,email,phone,created_at", c.persons},
		{"posting", "id,stay_id,person_id,institution_id,cadre,position,contract,starts_on,ends_on,end_reason,withdrawn,recorded_at,recorded_by", c.postings},
		{"offering", "id,course_version_id,code,mode,starts_on,ends_on,place,created_at,created_by", c.offerings},
		{"administration", "id,assessment_id,occasion,months_after,title,opens_at,created_at,created_by", c.administrations},
		{"offering_administration", "offering_id,administration_id,occasion", c.offeringAdministrations},
		{"enrolment", "id,offering_id,person_id,institution_id,enrolled_at,enrolled_by,withdraw_reason", c.enrolments},
		{"completion", "id,enrolment_id,person_id,course_id,course_version_id,completed_on,rule_version,detail,institution_id,cadre,region,recorded_at,recorded_by", c.completions},
		{"certificate", "id,serial,verify_code,kind,completion_id,enrolment_id,person_id,person_name,course_id,course_title,competencies,funders,hours,issued_on,institution_id,institution_name,language,recorded_at,recorded_by,revoke_reason", c.certificates},
		{"certificate_competency", "certificate_id,competency_code", c.certificateCompetencies},
		{"attempt", "id,administration_id,person_id,form_id,state,institution_id,cadre,region,assigned_at,started_at,submitted_at,scored_at,close_reason,receipt", c.attempts},
		{"item_score", "id,attempt_id,item_version_id,points,max_points,rule_version,recorded_at", c.itemScores},
		{"result", "id,attempt_id,person_id,competency_code,assessment_id,form_label,occasion,assessed_on,score,cut_score,institution_id,cadre,region,rule_version,recorded_at,recorded_by", c.results},
	}
}

func (c *country) at(day db.Date) string { return min(day, c.today).Start().String() }

func (c *country) institutions(add func(...string)) {
	begun := c.at(c.today - 365*yearsTold)
	one := func(no, above int, path, name, kind, ubigeo string) string {
		id := rowID("i", no)
		parent := null
		if no > 0 {
			parent = rowID("i", above)
		}
		path += id + "/"
		add(id, parent, path, fmt.Sprintf("C-%07d", no), name, roster.Fold(name), kind, "public", ubigeo, "urban", begun)
		return path
	}
	root := one(0, 0, "", "Sistema Nacional", "ministry", "")
	regions, networks := map[int]string{}, map[int]string{}
	for i := range c.regions {
		regions[i] = one(c.regionNo(i), 0, root, fmt.Sprintf("Distrito %03d", i), "network", c.ubigeo(i))
	}
	for i := range c.networks() {
		region := min(i/networksOfRegion, c.regions-1)
		networks[i] = one(c.networkNo(i), c.regionNo(region), regions[region], fmt.Sprintf("Red %05d", i), "network", c.ubigeo(region))
	}
	for i := range c.centres {
		network := i / centresOfNetwork
		one(c.centreNo(i), c.networkNo(network), networks[network], fmt.Sprintf("Centro %06d", i), "car", c.ubigeo(c.regionOfCentre(i)))
	}
}

func (c *country) approved(add func(...string)) {
	for i := range c.centres {
		for n, cadre := range cadresTold {
			add(rowID("b", i*len(cadresTold)+n), c.centreID(i), string(cadre), (c.today - 365).String(), strconv.Itoa(peopleOfCentre/len(cadresTold)), c.at(c.today-365), "system")
		}
	}
}

// Names are put together of two dozen each, so that a search finds few of many.
var (
	surnamesTold = strings.Fields("QUISPE MAMANI FLORES ROJAS CCOPA INUMA TORRES TAPULLIMA SHUPINGAHUA HUAMAN CONDORI CHOQUE PAREDES SALAS VARGAS YUPANQUI ARROYO LOZANO PINEDO AHUANARI MURAYARI ZEGARRA BALTAZAR OCHOA")
	givenTold    = strings.Fields("ANA LUZ ROSA JUAN PEDRO INES OSCAR CARLA ELENA MARCO NOEMI ABEL GLADYS DINA SAUL RUTH TEO IRMA HUGO NELY VILMA EDER MILAGROS WILDER")
)

func nameOf(person int) (first, second, given string) {
	n := person
	pick := func(list []string) string {
		word := list[n%len(list)]
		n /= len(list)
		return word
	}
	first, second, given = pick(surnamesTold), pick(surnamesTold), pick(givenTold)
	return first, second, given + " " + pick(givenTold)
}

func (c *country) persons(add func(...string)) {
	begun := c.at(c.today - 365*yearsTold)
	c.inTurn(func(person int) {
		first, second, given := nameOf(person)
		add(rowID("p", person), "dni", strconv.Itoa(10000000+person), first, second, given, strings.ToLower(first+" "+second+" "+given),
			[]string{"F", "M"}[person%2], strconv.Itoa(1960+person%40), "es", "", "", begun)
	})
}

// postings are written as they began for everybody: the first of all people, then the second.
func (c *country) postings(add func(...string)) {
	n := 0
	for round := range 5 {
		c.inTurn(func(person int) {
			posts := c.lifeOf(person).postings
			if round >= len(posts) {
				return
			}
			p, id, end, reason := posts[round], rowID("s", n), null, ""
			if p.end != 0 {
				end, reason = p.end.String(), "término de contrato"
			}
			n++
			add(id, id, rowID("p", person), c.centreID(p.centre), string(p.cadre), "TUTOR(A)", p.contract, p.start.String(), end, reason, "0", c.at(p.start), "system")
		})
	}
}

// learning goes through all courses that anybody took, in the order in which they are written, with the number of the row and of the
// offering: the next thousand who took a course on the competency are those of the next offering.
func (c *country) learning(yield func(n, offering, person int, t taken)) {
	n := 0
	var offering, full [competenciesTotal]int
	next := 0
	for i := range offering {
		offering[i] = -1
	}
	for round := range 3 {
		c.inTurn(func(person int) {
			courses := c.lifeOf(person).courses
			if round >= len(courses) {
				return
			}
			t := courses[round]
			if offering[t.competency] < 0 || full[t.competency] == enrolledAtOnce {
				offering[t.competency], full[t.competency] = next, 0
				next++
			}
			full[t.competency]++
			yield(n, offering[t.competency], person, t)
			n++
		})
	}
}

// known tells whether the answers of an offering are there.
func known(offering int) bool { return offering%answersKnownOf == 0 }

// offeringsOf goes through the offerings, with their competency.
func (c *country) offeringsOf(yield func(offering, competency int)) {
	seen := -1
	c.learning(func(_, offering, _ int, t taken) {
		if offering > seen {
			seen = offering
			yield(offering, t.competency)
		}
	})
}

func (c *country) offerings(add func(...string)) {
	c.offeringsOf(func(offering, competency int) {
		add(rowID("o", offering), c.framework.versions[competency], fmt.Sprintf("O-%06d", offering), "virtual", (c.today - 900).String(), c.today.String(), "", c.at(c.today-900), "system")
	})
}

var occasionsTold = []string{"pre", "post", "follow_up"}

func sittingID(offering, occasion int) string { return rowID("d", offering*3+occasion) }

func (c *country) administrations(add func(...string)) {
	c.offeringsOf(func(offering, competency int) {
		for i, occasion := range occasionsTold {
			if known(offering) {
				add(sittingID(offering, i), c.framework.assessments[competency], occasion, []string{"0", "0", "3"}[i], fmt.Sprintf("Prueba %d.%d", offering, i), c.at(c.today-900), c.at(c.today-900), "system")
			}
		}
	})
}

func (c *country) offeringAdministrations(add func(...string)) {
	c.offeringsOf(func(offering, _ int) {
		for i, occasion := range occasionsTold {
			if known(offering) {
				add(rowID("o", offering), sittingID(offering, i), occasion)
			}
		}
	})
}

func (c *country) enrolments(add func(...string)) {
	c.learning(func(n, offering, person int, t taken) {
		add(rowID("e", n), rowID("o", offering), rowID("p", person), c.centreID(t.place.centre), c.at(t.on-10), "system", "")
	})
}

func (c *country) completions(add func(...string)) {
	c.learning(func(n, _, person int, t taken) {
		add(rowID("f", n), rowID("e", n), rowID("p", person), c.framework.courses[t.competency], c.framework.versions[t.competency], t.on.String(), string(courses.LessonsAndPost), "{}",
			c.centreID(t.place.centre), string(t.place.cadre), c.ubigeo(c.regionOfCentre(t.place.centre)), c.at(t.on), "system")
	})
}

func (c *country) certificates(add func(...string)) {
	c.learning(func(n, _, person int, t taken) {
		if !t.certificate {
			return
		}
		first, second, given := nameOf(person)
		add(rowID("g", n), fmt.Sprintf("M-%09d", n), fmt.Sprintf("V%012d", n), "completion", rowID("f", n), rowID("e", n), rowID("p", person), given+" "+first+" "+second,
			c.framework.courses[t.competency], "Curso", fmt.Sprintf(`[{"code":%q,"name":"Competencia"}]`, c.framework.competencies[t.competency]), "[]", "8", t.on.String(),
			c.centreID(t.place.centre), "Centro", "es", c.at(t.on), "system", "")
	})
}

func (c *country) certificateCompetencies(add func(...string)) {
	c.learning(func(n, _, _ int, t taken) {
		if t.certificate {
			add(rowID("g", n), c.framework.competencies[t.competency])
		}
	})
}

func (c *country) attempts(add func(...string)) {
	c.learning(func(n, offering, person int, t taken) {
		for i := range t.occasions {
			if known(offering) {
				at := c.at(t.days[i])
				add(rowID("a", n*3+i), sittingID(offering, i), rowID("p", person), c.framework.forms[t.competency][t.form], "scored", c.centreID(t.place.centre), string(t.place.cadre),
					c.ubigeo(c.regionOfCentre(t.place.centre)), at, at, at, at, "", "")
			}
		}
	})
}

// itemScores share a score among the questions, some better and some worse than it.
func (c *country) itemScores(add func(...string)) {
	c.learning(func(n, offering, _ int, t taken) {
		for i := range t.occasions {
			if !known(offering) {
				continue
			}
			for q, item := range c.framework.items[t.competency][t.form] {
				share := min(1, max(0, t.scores[i]/100+float64((n*31+q*17+i*7)%21-10)/50))
				add(rowID("q", (n*3+i)*questionsOfForm+q), rowID("a", n*3+i), item, float(float64(int(share*100))/100), "1", assessments.RulePoints, c.at(t.days[i]))
			}
		}
	})
}

func (c *country) results(add func(...string)) {
	for i, occasion := range occasionsTold {
		c.learning(func(n, offering, person int, t taken) {
			if i >= t.occasions {
				return
			}
			attempt := null
			if known(offering) {
				attempt = rowID("a", n*3+i)
			}
			add(rowID("r", n*3+i), attempt, rowID("p", person), c.framework.competencies[t.competency], c.framework.assessments[t.competency], []string{"A", "B"}[t.form], occasion,
				t.days[i].String(), float(t.scores[i]), "60", c.centreID(t.place.centre), string(t.place.cadre), c.ubigeo(c.regionOfCentre(t.place.centre)), assessments.RulePoints, c.at(t.days[i]), "system")
		})
	}
}
