package demo_test

import (
	"math"
	"slices"
	"strings"

	"relevo/app/db"
	"relevo/app/demo"
	"relevo/app/measure"
	"relevo/app/people"
	"relevo/app/people/roster"
	"relevo/assessments"
	"relevo/certificates"
	"relevo/courses"
)

func (p programme) theFactsHoldTogether() {
	p.references()
	p.theFrame()
	p.thePeople()
	p.thePostings()
	p.theLists()
	p.theTests()
	p.theResults()
	p.theCompletions()
	p.nothingFromTheFuture()
}

// references asks SQLite, which defers nothing to us, whether a key points nowhere.
func (p programme) references() {
	if p.DB.Dialect != db.SQLite {
		return // PostgreSQL has refused such rows
	}
	p.read(func(tx *db.Tx) error {
		var broken []map[string]any
		err := tx.DB.Raw("PRAGMA foreign_key_check").Scan(&broken).Error
		if len(broken) > 0 {
			p.t.Errorf("references that point nowhere: %v", broken[:min(3, len(broken))])
		}
		return err
	})
}

func (p programme) theFrame() {
	kinds, regions := map[people.Kind]int{}, map[string]int{}
	for _, i := range all[people.Institution](p) {
		kinds[i.Kind]++
		regions[i.Region()]++
		parent := ""
		if i.ParentID != nil {
			parent = *i.ParentID
		}
		in := people.InstitutionInput{ParentID: parent, Code: i.Code, Name: i.Name, Kind: i.Kind, Sector: i.Sector, Ubigeo: i.Ubigeo, Setting: i.Setting}
		if err := in.Validate(); err != nil {
			p.t.Errorf("%s: %v", i.Code, err)
		}
		if !strings.HasSuffix(i.Name, "(demo)") {
			p.t.Errorf("%q does not say that it is a demonstration's", i.Name)
		}
	}
	for _, kind := range people.Kinds() {
		if kinds[kind] == 0 {
			p.t.Errorf("no institution is a %s", kind)
		}
	}
	if kinds[people.CareCentre] < 10 {
		p.t.Errorf("%d care centres, want ten or more", kinds[people.CareCentre])
	}
	for _, region := range []string{"04", "08", "15", "16", "17", "21"} {
		if regions[region] == 0 {
			p.t.Errorf("nothing in %s", people.RegionName(region))
		}
	}
	published := 0
	for _, v := range all[courses.CourseVersion](p) {
		if v.State == courses.Published {
			published++
		}
	}
	if published != 5 {
		p.t.Errorf("%d courses are published, want five", published)
	}
	offerings := all[courses.Offering](p)
	if n := len(offerings); n < 25 || n > 40 {
		p.t.Errorf("%d offerings, want 25 to 40", n)
	}
	modes, running := map[courses.Mode]int{}, 0
	for _, o := range offerings {
		modes[o.Mode]++
		if today := db.At(demo.Begins).Date(); o.StartsOn <= today && today <= o.EndsOn {
			running++
		}
	}
	if len(modes) != 3 || running < 4 {
		p.t.Errorf("offerings by mode %v, %d running now", modes, running)
	}
	shares := map[string]float64{}
	for _, f := range all[courses.OfferingFunder](p) {
		shares[f.OfferingID] += f.Share
	}
	for _, o := range offerings {
		if math.Abs(shares[o.ID]-1) > 1e-9 {
			p.t.Errorf("the funders of %s pay %.2f of it", o.Code, shares[o.ID])
		}
	}
}

func (p programme) thePeople() {
	persons := all[people.Person](p)
	if n := len(persons); n < 560 || n > 680 {
		p.t.Errorf("%d people, want about 600", n)
	}
	names := map[string]int{}
	for _, one := range persons {
		names[one.SearchName]++
		if one.ID == "" || one.FirstSurname == "" || one.SearchName != roster.Fold(one.FirstSurname+" "+one.SecondSurname+" "+one.GivenNames) {
			p.t.Errorf("person %+v", one)
		}
		if one.DocumentType != "dni" {
			continue
		}
		digit, _ := roster.CheckCharacters(one.Document())
		read, _, problems := roster.ReadDocument("DNI", one.Document()+"-"+string(digit))
		if read.Number != one.Document() || len(problems) > 0 {
			p.t.Errorf("the DNI %s reads as %v, %v", one.Document(), read, problems)
		}
	}
	for _, n := range names {
		if n > 3 {
			p.t.Errorf("%d people have one name", n)
		}
	}
	for _, sign := range []string{"Ñ", "ñ", "á", "é", "í", "ó", "ú"} {
		if !slices.ContainsFunc(persons, func(one people.Person) bool { return strings.Contains(one.FullName(), sign) }) {
			p.t.Errorf("nobody is written with %s", sign)
		}
	}
}

func (p programme) thePostings() {
	t := p.t
	facts := all[people.Posting](p)
	byID, current := map[string]people.Posting{}, map[string]int{}
	for _, f := range facts {
		byID[f.ID] = f
		if f.SupersededAt == nil {
			current[f.StayID]++
		}
	}
	var believed []people.Posting
	uncertain := 0
	for _, f := range facts {
		if current[f.StayID] != 1 {
			t.Errorf("%d facts of one stay are believed", current[f.StayID])
		}
		if f.ReplacesID != nil {
			old := byID[*f.ReplacesID]
			if old.StayID != f.StayID || old.SupersededAt == nil || *old.SupersededAt != f.RecordedAt || !f.RecordedAt.After(old.RecordedAt) {
				t.Errorf("the fact %s takes the place of %+v", f.ID, old)
			}
		}
		if f.EndsOn != nil && (*f.EndsOn <= f.StartsOn || f.EndsAfter != nil && *f.EndsAfter >= *f.EndsOn) {
			t.Errorf("the stay %s from %s ends on %s", f.StayID, f.StartsOn, f.EndsOn)
		}
		if f.Believed() {
			believed = append(believed, f)
			if f.Uncertain() {
				uncertain++
			}
		}
	}
	if uncertain < 50 {
		t.Errorf("%d people vanished between two lists, want more", uncertain)
	}
	byPerson := map[string][]people.Posting{}
	for _, s := range believed {
		byPerson[s.PersonID] = append(byPerson[s.PersonID], s)
	}
	second := 0
	for _, own := range byPerson {
		if p.overlapping(own) {
			second++
		}
	}
	if second < 4 {
		t.Errorf("%d people hold two posts, want some", second)
	}
	p.turnover(believed)
}

// overlapping fails when two stays in one institution and cadre overlap, and
// tells whether the person is in two posts today.
func (p programme) overlapping(own []people.Posting) (two bool) {
	today := db.At(demo.Begins).Date()
	certain := func(s people.Posting, on db.Date) bool {
		return s.StartsOn <= on && (s.EndsOn == nil || on < *s.EndsOn) && (s.EndsAfter == nil || on <= *s.EndsAfter)
	}
	for i, a := range own {
		for _, b := range own[:i] {
			later := max(a.StartsOn, b.StartsOn)
			if a.InstitutionID == b.InstitutionID && a.Cadre == b.Cadre && certain(a, later) && certain(b, later) {
				p.t.Errorf("person %s has two stays at once in one post", a.PersonID)
			}
			two = two || a.InForce(today) && b.InForce(today)
		}
	}
	return two
}

func (p programme) turnover(believed []people.Posting) {
	byKind := map[people.Kind][]string{}
	for _, i := range all[people.Institution](p) {
		byKind[i.Kind] = append(byKind[i.Kind], i.ID)
	}
	window := measure.Window{From: measure.Day(db.NewDate(2024, 5, 31)), To: measure.Day(db.NewDate(2026, 4, 30))}
	rate := func(ids []string) measure.TurnoverResult {
		result, err := measure.Turnover(people.StaysOf(believed), measure.Scope{Institutions: ids}, window, measure.DefaultTurnoverRules())
		if err != nil {
			p.t.Fatal(err)
		}
		return result
	}
	cars, courts := rate(byKind[people.CareCentre]), rate(byKind[people.Court])
	if r := cars.Rate.Rate.Float(); r < 2.5 || r > 4.5 {
		p.t.Errorf("people leave the centres %.2f times a year, want 2.5 to 4.5", r)
	}
	if cars.Transfers < 20 {
		p.t.Errorf("%d transfers between centres, want more", cars.Transfers)
	}
	if r := courts.Rate.Rate.Float(); r > 0.6 {
		p.t.Errorf("people leave the courts %.2f times a year, want under 0.6", r)
	}
	p.t.Logf("turnover a year: centres %.2f (%d separations, %d transfers), courts %.2f", cars.Rate.Rate.Float(), len(cars.Separations),
		cars.Transfers, courts.Rate.Rate.Float())
}

// theLists: every fact of a centre names its list, and its row unless the list
// is silent about the person.
func (p programme) theLists() {
	centres := map[string]bool{}
	for _, i := range all[people.Institution](p) {
		centres[i.ID] = i.Kind == people.CareCentre
	}
	lists := map[string]people.RosterImport{}
	for _, l := range all[people.RosterImport](p) {
		lists[l.ID] = l
	}
	if n := len(lists); n != 24*11 {
		p.t.Errorf("%d lists, want one a month of each centre", n)
	}
	for _, f := range all[people.Posting](p) {
		if !centres[f.InstitutionID] {
			continue
		}
		if f.ImportID == nil || (f.ImportRow == nil) != f.Uncertain() {
			p.t.Errorf("a centre's fact without list or row: %+v", f)
			continue
		}
		list := lists[*f.ImportID]
		if list.InstitutionID != f.InstitutionID || list.ConfirmedAt != f.RecordedAt || f.ImportRow != nil && *f.ImportRow > list.ListRows {
			p.t.Errorf("the fact %+v is not of the list %+v", f, list)
		}
	}
}

// nothingFromTheFuture: what has happened has happened by the beginning.
func (p programme) nothingFromTheFuture() {
	now := db.At(demo.Begins)
	past := func(what string, at *db.Instant) {
		if at != nil && at.After(now) {
			p.t.Errorf("%s on %s", what, at)
		}
	}
	for _, a := range all[assessments.Attempt](p) {
		for _, at := range []*db.Instant{&a.AssignedAt, a.StartedAt, a.SubmittedAt, a.ScoredAt, a.ClosedAt} {
			past("a test", at)
		}
	}
	for _, r := range all[courses.LessonRead](p) {
		past("a lesson read", &r.ReadAt)
	}
	for _, f := range all[people.Posting](p) {
		past("a posting", &f.RecordedAt)
	}
	for _, c := range all[certificates.Certificate](p) {
		past("a certificate", &c.RecordedAt)
		past("a certificate taken back", c.RevokedAt)
	}
	for _, r := range all[assessments.Rating](p) {
		past("a rating", &r.RecordedAt)
	}
}
