package demo

import (
	"fmt"
	"slices"
	"time"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/people"
	"relevo/assessments"
	"relevo/courses"
)

// schedule is a line of the plan of offerings.
type schedule struct {
	code, course string
	mode         courses.Mode
	from         db.Date
	days         int // how many it lasts
	place        string
	at           []string // codes of the institutions, with all below them
	alianza      int      // percent that the first funder pays, the second pays the rest
	welcomes     bool     // whoever begins to work there joins within days, while it runs
}

func day(year int, month time.Month, d int) db.Date { return db.NewDate(year, month, d) }

// schedules are the offerings of the two years. La Ceiba had four bursts of
// training and then none; La Lupuna, since July 2025, welcomes everybody who comes.
var schedules = []schedule{
	{"MEN-2024-01", "car-mentores", courses.FaceToFace, day(2024, 7, 9), 4, "Iquitos", []string{ceiba, lupuna, "CAR-LOR-3"}, 60, false},
	{"MEN-2024-02", "car-mentores", courses.Mixed, day(2024, 8, 5), 40, "Lima", []string{"ACOGE-LIM"}, 100, false},
	{"MEN-2024-03", "car-mentores", courses.FaceToFace, day(2024, 9, 17), 4, "Cusco", []string{"ACOGE-CUS", "ACOGE-PUN"}, 50, false},
	{"DEF-2024-01", "defensoria", courses.Virtual, day(2024, 9, 23), 42, "", []string{"DEF", "UPE-LIM", "UPE-LOR"}, 0, false},
	{"MEN-2024-04", "car-mentores", courses.Mixed, day(2024, 10, 7), 35, "Puerto Maldonado", []string{"ACOGE-MDD"}, 40, false},
	{"FIS-2024-01", "fiscales", courses.Virtual, day(2024, 10, 14), 45, "", []string{"FIS"}, 0, false},
	{"PAZ-2024-01", "jueces-de-paz", courses.FaceToFace, day(2024, 11, 12), 2, "Nauta", []string{"PAZ-LOR"}, 70, false},
	{"MEN-2024-05", "car-mentores", courses.Virtual, day(2024, 11, 18), 35, "", []string{"ACOGE-AQP"}, 100, false},
	{"MEN-2024-06", "car-mentores", courses.FaceToFace, day(2024, 10, 1), 4, "Iquitos", []string{ceiba}, 100, false},
	{"MEN-2024-07", "car-mentores", courses.FaceToFace, day(2024, 12, 3), 4, "Iquitos", []string{ceiba, "CAR-LOR-4"}, 50, false},
	{"MEN-2025-01", "car-mentores", courses.FaceToFace, day(2025, 2, 11), 4, "Iquitos", []string{lupuna, "UPE-LOR"}, 60, false},
	{"DEF-2025-01", "defensoria", courses.Virtual, day(2025, 3, 3), 42, "", []string{"MUN", "UPE-MDD", "UPE-CUS", "UPE-PUN", "ONG-RIO", "ONG-SUR"}, 30, false},
	{"JUZ-2025-01", "jueces", courses.FaceToFace, day(2025, 3, 18), 2, "Cusco", []string{cuscoCourt, "JUZ-PUN", "JUZ-AQP"}, 0, false},
	{"MEN-2025-02", "car-mentores", courses.FaceToFace, day(2025, 4, 8), 4, "Iquitos", []string{ceiba, "CAR-LOR-3"}, 60, false},
	{"MEN-2025-03", "car-mentores", courses.Mixed, day(2025, 4, 21), 40, "Lima", []string{"ACOGE-LIM"}, 100, false},
	{"FIS-2025-01", "fiscales", courses.FaceToFace, day(2025, 5, 20), 2, "Lima", []string{"FIS-LIM", "FIS-AQP", "FIS-PUN"}, 0, false},
	{"MEN-2025-04", "car-mentores", courses.FaceToFace, day(2025, 6, 3), 4, "Cusco", []string{"ACOGE-CUS"}, 50, false},
	{"MEN-2025-09", "car-mentores", courses.FaceToFace, day(2025, 6, 10), 4, "Iquitos", []string{ceiba}, 100, false},
	{"PAZ-2025-01", "jueces-de-paz", courses.FaceToFace, day(2025, 6, 17), 2, "Sicuani", []string{"PAZ-SUR"}, 70, false},
	{"LUP-2025-T3", "car-mentores", courses.Virtual, day(2025, 7, 1), 92, "", []string{lupuna}, 100, true},
	{"MEN-2025-05", "car-mentores", courses.Mixed, day(2025, 7, 14), 40, "Puerto Maldonado", []string{"ACOGE-MDD"}, 40, false},
	{"JUZ-2025-02", "jueces", courses.Virtual, day(2025, 8, 11), 42, "", []string{"JUZ-LIM", "JUZ-LOR", "JUZ-MDD"}, 0, false},
	{"MEN-2025-06", "car-mentores", courses.FaceToFace, day(2025, 8, 26), 4, "Iquitos", []string{ceiba, "CAR-LOR-4"}, 50, false},
	{"DEF-2025-02", "defensoria", courses.Mixed, day(2025, 9, 15), 45, "Lima", []string{"DEF", "DPV"}, 30, false},
	{"LUP-2025-T4", "car-mentores", courses.Virtual, day(2025, 10, 1), 92, "", []string{lupuna}, 100, true},
	{"MEN-2025-07", "car-mentores", courses.Virtual, day(2025, 10, 13), 40, "", []string{"ACOGE-AQP", "ACOGE-PUN"}, 100, false},
	{"FIS-2025-02", "fiscales", courses.Virtual, day(2025, 10, 20), 45, "", []string{"FIS-LOR", "FIS-MDD", "FIS-CUS"}, 0, false},
	{"PAZ-2025-02", "jueces-de-paz", courses.FaceToFace, day(2025, 11, 11), 2, "Requena", []string{"PAZ-LOR"}, 70, false},
	{"MEN-2025-08", "car-mentores", courses.Mixed, day(2025, 11, 17), 35, "Cusco", []string{"ACOGE-CUS"}, 50, false},
	{"LUP-2026-T1", "car-mentores", courses.Virtual, day(2026, 1, 1), 90, "", []string{lupuna}, 100, true},
	{"MEN-2026-01", "car-mentores", courses.Mixed, day(2026, 1, 26), 40, "Lima", []string{"ACOGE-LIM"}, 60, false},
	{"DEF-2026-01", "defensoria", courses.Virtual, day(2026, 2, 16), 42, "", []string{"MUN", "UPE-MDD", "UPE-LOR"}, 30, false},
	{"MEN-2026-02", "car-mentores", courses.Virtual, day(2026, 3, 9), 40, "", []string{"ACOGE-MDD", "ACOGE-PUN"}, 40, false},
	{"LUP-2026-T2", "car-mentores", courses.Virtual, day(2026, 4, 1), 91, "", []string{lupuna}, 100, true},
	{"FIS-2026-01", "fiscales", courses.Virtual, day(2026, 4, 13), 45, "", []string{"FIS"}, 0, false},
	{"DEF-2026-02", "defensoria", courses.Virtual, day(2026, 4, 27), 42, "", []string{"DEF"}, 30, false},
	{"MEN-2026-03", "car-mentores", courses.Mixed, day(2026, 4, 27), 40, "Cusco", []string{"ACOGE-CUS"}, 50, false},
	{"MEN-2026-04", "car-mentores", courses.Virtual, day(2026, 5, 4), 40, "", []string{ceiba, "CAR-LOR-3", "CAR-LOR-4"}, 60, false},
	{"PAZ-2026-01", "jueces-de-paz", courses.Mixed, day(2026, 6, 1), 30, "Juliaca", []string{"PAZ-SUR"}, 70, false},
}

// offering is one that was scheduled, with what happened in it.
type offering struct {
	schedule
	courses.Offering
	subject         *subject
	funders         []courses.FunderPart // greatest share first
	administrations map[string]string    // by occasion and months
	chosen          map[string]int       // how often a form was given, by administration, institution and form
	journeys        []*journey
}

// runOfferings schedules the offerings and lets people go through them, in the
// order in which they begin.
func (l *life) runOfferings() error {
	plan := slices.Clone(schedules)
	slices.SortStableFunc(plan, func(a, b schedule) int { return int(a.from - b.from) })
	for _, s := range plan {
		o, err := l.schedule(s)
		if err != nil {
			return fmt.Errorf("%s: %w", s.code, err)
		}
		l.offerings = append(l.offerings, o)
		l.enrolAll(o)
		for _, j := range o.journeys {
			if err := l.travel(j); err != nil {
				return fmt.Errorf("%s, person %d: %w", s.code, j.who.number, err)
			}
		}
	}
	return nil
}

// schedule makes an offering, some weeks before it begins.
func (l *life) schedule(s schedule) (*offering, error) {
	l.goTo(moment(min(s.from-24, today-8), 10, 30))
	o := &offering{schedule: s, subject: l.subjects[s.course], administrations: map[string]string{}, chosen: map[string]int{}}
	in := courses.NewOffering{CourseVersionID: o.subject.version.ID, Code: s.code, Mode: s.mode, StartsOn: s.from, EndsOn: s.from + db.Date(s.days-1), Place: s.place}
	for _, code := range s.at {
		in.InstitutionIDs = append(in.InstitutionIDs, l.places[code].ID)
	}
	d := diceOf("trainers " + s.code)
	trainers := l.trainers()
	in.TrainerIDs = []string{trainers[0], trainers[d.between(1, len(trainers)-1)]}
	for _, part := range []struct {
		code    string
		percent int
	}{{"ALIANZA", s.alianza}, {"PUENTE", 100 - s.alianza}} {
		if part.percent > 0 {
			share := float64(part.percent) / 100
			in.Funders = append(in.Funders, courses.FunderShare{FunderID: l.funders[part.code].ID, Share: share})
			o.funders = append(o.funders, courses.FunderPart{Funder: l.funders[part.code], Share: share})
		}
	}
	slices.SortStableFunc(o.funders, func(a, b courses.FunderPart) int { return int(100*b.Share - 100*a.Share) })
	var err error
	if o.Offering, err = l.courses.CreateOffering(l.ctx, l.actorOf(access.Trainer), in); err != nil {
		return nil, err
	}
	return o, l.readAdministrations(o)
}

// readAdministrations takes in which sittings the offering has.
func (l *life) readAdministrations(o *offering) error {
	var links []courses.OfferingAdministration
	if err := l.step.DB.Where("offering_id = ?", o.ID).Find(&links).Error; err != nil {
		return err
	}
	for _, link := range links {
		o.administrations[occasionKey(assessments.Occasion(link.Occasion), 0)] = link.AdministrationID
	}
	return nil
}

func occasionKey(occasion assessments.Occasion, months int) string {
	return fmt.Sprint(occasion, " ", months)
}

// enrolAll enrols who is in post at the offering's institutions: everybody a
// few days before it begins, or each as they come.
func (l *life) enrolAll(o *offering) {
	d := diceOf("enrol " + o.code)
	first := o.from - db.Date(d.between(3, 6))
	if o.welcomes {
		first = o.from
	}
	if first > today-1 {
		first = today - 2
	}
	for _, p := range l.under(o.at...) {
		for _, s := range p.held {
			known := s.facts != nil
			switch {
			case !known || !o.subject.isFor(s.cadre):
			case s.covers(first) && !d.yes(0.07):
				l.enrol(o, s, first)
			case o.welcomes && s.start > first && s.start <= min(o.EndsOn-10, today-2) && !s.renewed():
				l.enrol(o, s, s.start+db.Date(d.between(1, 3)))
			}
		}
	}
}

// isFor tells whether the course is for people of the cadre.
func (s *subject) isFor(cadre people.Cadre) bool { return slices.Contains(s.file.Audience, cadre) }

// renewed tells whether the stay follows another of the same person there.
func (s *stay) renewed() bool {
	return slices.ContainsFunc(s.who.stays, func(o *stay) bool { return o != s && o.at == s.at && o.end <= s.start && s.start-o.end <= 15 })
}
