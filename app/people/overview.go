package people

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/people/roster"
)

const (
	// recentDays is how far back who came and who left is shown.
	recentDays = 90
	// yearDays is the window of the turnover rate on an institution's page.
	yearDays = 365
	// overTimeMonths is how far back headcount and postings are drawn.
	overTimeMonths = 18
)

// Overview is an institution's staff as they are now and have been.
type Overview struct {
	Institution Institution
	Where       []string      // the place it lies in, from the department down
	Former      []FormerName  // names it bore earlier, the latest first
	Above       []Institution // those above it that the actor may see, from the top
	Below       []Institution // those directly below it
	Staff       []Member      // in post today here, by name
	Came, Left  []Member      // here in the last 90 days, the newest first
	Due         []DueMember   // of the staff here, the most urgent first
	DueKnown    bool          // it is known who is due: false where courses are not
	All         []Member      // everybody here in the last 18 months, by start: what the chart of postings draws
	From, To    db.Date       // the days that chart covers
	Posts       []Filled      // approved posts and how many people fill them; empty when none are recorded
	Latest      *RosterImport // the list of the latest day; nil when none was imported
	ListAge     int           // days since that list's day
	Imports     []RosterImport
	Drafts      []RosterDraft // waiting here, and below if this has institutions below it
	Turnover    Turnover      // over the year up to the latest list of the subtree, or to today where there is none
	OverTime    []Headcount   // of the subtree
	Today       db.Date
}

// Member is a stay with its person.
type Member struct {
	Posting
	Person Person
}

// Filled is how many of a cadre's approved posts are filled.
type Filled struct {
	Cadre  Cadre
	Posts  int // approved, 0 or more
	People int // in post, 0 or more; may be more than Posts
}

// Overview gives an institution's page, with names, to those who may see its
// staff. A record that was merged leads to the one that took its place.
func (s *Service) Overview(ctx context.Context, actor access.Actor, institutionID string) (Overview, error) {
	var o Overview
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		at, err := standingAt(tx, institutionID)
		if err != nil {
			return err
		}
		if err := actor.Need(access.ViewStaff, at.Path); err != nil {
			return err
		}
		o = Overview{Institution: at, Today: tx.Today()}
		return o.fill(tx, actor, s)
	})
	return o, err
}

func (o *Overview) fill(tx *db.Tx, actor access.Actor, s *Service) error {
	subtree, err := o.place(tx, actor)
	if err != nil {
		return err
	}
	stays, err := concernedTx(tx, subtree)
	if err != nil {
		return err
	}
	people, err := o.peopleHere(tx, stays)
	if err != nil {
		return err
	}
	if o.Former, err = formerNamesTx(tx, o.Institution.ID); err != nil {
		return err
	}
	where, err := placesWhere(tx, []string{o.Institution.Ubigeo})
	if err != nil {
		return err
	}
	o.Where = where[o.Institution.Ubigeo]
	if o.Imports, err = importsAt(tx, o.Institution.ID); err != nil {
		return err
	}
	if len(o.Imports) > 0 {
		o.Latest = &o.Imports[0]
		o.ListAge = int(o.Today - o.Latest.AsOf)
	}
	until, err := latestList(tx, subtree)
	if err != nil {
		return err
	}
	if o.Drafts, err = draftsAt(tx, subtree); err != nil {
		return err
	}
	records, err := approvedRecords(tx, []string{o.Institution.ID})
	if err != nil {
		return err
	}
	o.From, o.To = o.Today.AddMonths(-overTimeMonths), o.Today
	o.members(stays, people)
	if err := o.due(tx, s, stays); err != nil {
		return err
	}
	o.posts(approvedOn(records, o.Today))
	o.OverTime = headcounts(staysIn(stays, subtree), o.From, until)
	o.Turnover, err = turnoverOf(stays, subtree, until-yearDays, until)
	return err
}

// latestList is the day of the latest list of any of the institutions, today
// when there is none: figures say nothing of days that no list speaks of.
func latestList(tx *db.Tx, institutionIDs []string) (db.Date, error) {
	latest := db.Date(0)
	err := inChunks(institutionIDs, func(part []string) error {
		var day *db.Date
		err := tx.DB.Model(&RosterImport{}).Where("institution_id IN ? AND undone_at IS NULL", part).Select("MAX(as_of)").Scan(&day).Error
		if day != nil {
			latest = max(latest, *day)
		}
		return err
	})
	if latest == 0 {
		latest = tx.Today()
	}
	return min(latest, tx.Today()), err
}

// place finds what the actor may see above, and what is below, and gives the identifiers of the subtree. It reads no other
// institutions, however many there are.
func (o *Overview) place(tx *db.Tx, actor access.Actor) (subtree []string, err error) {
	condition, args := within("path", []string{o.Institution.Path})
	above := strings.Split(strings.TrimSuffix(o.Institution.Path, "/"), "/")
	var list []Institution
	if err := tx.DB.Where("(id IN ? OR "+condition+")", append([]any{above}, args...)...).Where("merged_into IS NULL").Order("path").Find(&list).Error; err != nil {
		return nil, err
	}
	for _, i := range asTree(list) {
		switch {
		case isBelow(o.Institution.Path, i.Path):
			if actor.May(access.ViewStaff, i.Path) {
				o.Above = append(o.Above, i)
			}
		default:
			subtree = append(subtree, i.ID)
			if deref(i.ParentID) == o.Institution.ID {
				o.Below = append(o.Below, i)
			}
		}
	}
	return subtree, nil
}

func isBelow(path, above string) bool { return len(path) > len(above) && path[:len(above)] == above }

func (o *Overview) peopleHere(tx *db.Tx, stays []Posting) (map[string]Person, error) {
	var ids []string
	for _, s := range stays {
		if s.InstitutionID == o.Institution.ID {
			ids = append(ids, s.PersonID)
		}
	}
	return PeopleTx(tx, ids)
}

// members sorts the stays here into those now, those who came and those who left.
func (o *Overview) members(stays []Posting, people map[string]Person) {
	since := o.Today - recentDays
	for _, s := range stays {
		if s.InstitutionID != o.Institution.ID {
			continue
		}
		m := Member{s, people[s.PersonID]}
		if s.EndsOn == nil || *s.EndsOn > o.From {
			o.All = append(o.All, m)
		}
		switch {
		case s.InForce(o.Today):
			o.Staff = append(o.Staff, m)
		case s.EndsOn != nil && *s.EndsOn > since && *s.EndsOn <= o.Today:
			o.Left = append(o.Left, m)
		}
		if s.StartsOn > since && s.StartsOn <= o.Today {
			o.Came = append(o.Came, m)
		}
	}
	slices.SortFunc(o.Staff, func(a, b Member) int {
		return cmp.Or(cmp.Compare(a.Person.SearchName, b.Person.SearchName), byStart(a.Posting, b.Posting))
	})
	slices.SortStableFunc(o.Came, func(a, b Member) int { return cmp.Compare(b.StartsOn, a.StartsOn) })
	slices.SortStableFunc(o.Left, func(a, b Member) int { return cmp.Compare(*b.EndsOn, *a.EndsOn) })
}

// posts compares the approved posts with the staff, cadre by cadre.
func (o *Overview) posts(approved map[Cadre]int) {
	if len(approved) == 0 {
		return
	}
	there := map[Cadre]int{}
	for _, m := range o.Staff {
		there[m.Cadre]++
	}
	for _, cadre := range Cadres() {
		if approved[cadre] > 0 || there[cadre] > 0 {
			o.Posts = append(o.Posts, Filled{Cadre: cadre, Posts: approved[cadre], People: there[cadre]})
		}
	}
}

// staysIn keeps the stays in one of the institutions.
func staysIn(stays []Posting, institutionIDs []string) []Posting {
	var there []Posting
	for _, s := range stays {
		if slices.Contains(institutionIDs, s.InstitutionID) {
			there = append(there, s)
		}
	}
	return there
}

// Summarised is an institution in a list of many.
type Summarised struct {
	Institution
	Indent  int           // how deep below the first it is shown
	InPost  int           // people in post here today
	Posts   int           // approved posts here, all cadres
	Latest  *RosterImport // the list of the latest day
	ListAge int           // days since that list's day
}

// Institutions lists the institutions whose staff the actor may see as a tree
// in one list. A query keeps those whose name, now or formerly, or code has it in it, and what
// stands above them in the list is then left out.
func (s *Service) Institutions(ctx context.Context, actor access.Actor, query string) ([]Summarised, error) {
	var list []Summarised
	if err := actor.NeedSomewhere(access.ViewStaff); err != nil {
		return nil, err
	}
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		tree, err := InstitutionsInScopeTx(tx, actor, access.ViewStaff)
		if err != nil {
			return err
		}
		kept, err := matching(tx, tree, query)
		if err != nil {
			return err
		}
		list, err = summarise(tx, kept)
		return err
	})
	return list, err
}

// matching keeps the institutions that [calledLike] finds; an empty query keeps all.
func matching(tx *db.Tx, tree []Institution, query string) ([]Institution, error) {
	words := strings.Fields(roster.Fold(query))
	if len(words) == 0 {
		return tree, nil
	}
	var ids []string
	if err := calledLike(tx.DB.Model(&Institution{}), words).Pluck("id", &ids).Error; err != nil {
		return nil, err
	}
	return slices.DeleteFunc(tree, func(i Institution) bool { return !slices.Contains(ids, i.ID) }), nil
}

func summarise(tx *db.Tx, tree []Institution) ([]Summarised, error) {
	ids := idsOf(tree)
	today := tx.Today()
	inPost := map[string]map[string]bool{}
	latest := map[string]RosterImport{}
	err := inChunks(ids, func(part []string) error {
		var stays []Posting
		if err := believed(tx).Where("institution_id IN ? AND starts_on <= ? AND (ends_on IS NULL OR ends_on > ?)", part, today, today).Find(&stays).Error; err != nil {
			return err
		}
		for _, s := range inForce(stays, today) {
			if inPost[s.InstitutionID] == nil {
				inPost[s.InstitutionID] = map[string]bool{}
			}
			inPost[s.InstitutionID][s.PersonID] = true
		}
		var imports []RosterImport
		if err := tx.DB.Where("institution_id IN ? AND undone_at IS NULL AND as_of = (SELECT MAX(r.as_of) FROM roster_import r "+
			"WHERE r.institution_id = roster_import.institution_id AND r.undone_at IS NULL)", part).Order("confirmed_at").Find(&imports).Error; err != nil {
			return err
		}
		for _, imp := range imports {
			latest[imp.InstitutionID] = imp
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	posts, err := ApprovedPostsTx(tx, ids, today)
	if err != nil {
		return nil, err
	}
	list := make([]Summarised, len(tree))
	shallow := 1 << 30
	for _, i := range tree {
		shallow = min(shallow, i.Depth())
	}
	for n, i := range tree {
		list[n] = Summarised{Institution: i, Indent: i.Depth() - shallow, InPost: len(inPost[i.ID])}
		for _, p := range posts[i.ID] {
			list[n].Posts += p
		}
		if imp, has := latest[i.ID]; has {
			list[n].Latest, list[n].ListAge = &imp, int(today-imp.AsOf)
		}
	}
	return list, nil
}

// Approved gives how many people of each cadre the institution should have
// today, and the history of the records, the newest first.
func (s *Service) Approved(ctx context.Context, actor access.Actor, institutionID string) (Institution, map[Cadre]int, []ApprovedPosts, error) {
	var at Institution
	var now map[Cadre]int
	var records []ApprovedPosts
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if at, err = InstitutionTx(tx, institutionID); err != nil {
			return err
		}
		if err = actor.Need(access.ManageInstitutions, at.Path); err != nil {
			return err
		}
		if records, err = approvedRecords(tx, []string{institutionID}); err != nil {
			return err
		}
		now = approvedOn(records, tx.Today())
		slices.Reverse(records)
		return nil
	})
	return at, now, records, err
}

// Institution gives one institution to those who have the permission there.
func (s *Service) Institution(ctx context.Context, actor access.Actor, perm access.Permission, id string) (Institution, error) {
	var at Institution
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if at, err = InstitutionTx(tx, id); err != nil {
			return err
		}
		return actor.Need(perm, at.Path)
	})
	return at, err
}
