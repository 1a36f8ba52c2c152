package courses

import (
	"context"
	"regexp"
	"slices"

	"gorm.io/gorm/clause"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/files"
	"relevo/courses/scorm"
)

// PackageVisit is how a unit was left the last time that something came of one visit.
// Visits are called by the moment at which they began, so the greatest is the latest:
// that is where the person goes on. Each keeps its own: what a telephone sends late
// overwrites nothing that was done on another device since.
type PackageVisit struct {
	EnrolmentID string `gorm:"primaryKey"`
	PackageID   string `gorm:"primaryKey"`
	Unit        string `gorm:"primaryKey"`
	ID          string `gorm:"primaryKey"`
	Seq         int    // counted up by the page; what comes late or twice changes nothing
	Data        string // see [scorm.Data]
	Finished    bool
	Status      scorm.Status // as the package reports
	Done        bool
	Score       *float64 // 0 to 100, as the package reports: never a score of relevo's
	Seconds     int
	SavedAt     db.Instant
}

// TableName names the table for GORM.
func (PackageVisit) TableName() string { return "scorm_visit" }

// UnitState is a unit with what it reports of a person.
type UnitState struct {
	scorm.Unit
	Visited bool
	Status  scorm.Status // of the latest visit
	Done    bool         // in any visit
	Score   *float64     // of the latest visit that reports one
	Seconds int
	SavedAt db.Instant
}

// statesOf says how far somebody is in each unit.
func statesOf(pack Package, visits []PackageVisit) []UnitState {
	slices.SortFunc(visits, func(a, b PackageVisit) int { return compareStrings(a.ID, b.ID) })
	list := make([]UnitState, len(pack.Units))
	for i, u := range pack.Units {
		state := UnitState{Unit: u}
		for _, v := range visits {
			if v.Unit != u.Key {
				continue
			}
			state.Visited, state.Status, state.Done, state.Seconds, state.SavedAt = true, v.Status, state.Done || v.Done, v.Seconds, v.SavedAt
			if v.Score != nil {
				state.Score = v.Score
			}
		}
		list[i] = state
	}
	return list
}

// allDone tells whether every unit that can report says that it was worked through.
func allDone(states []UnitState) bool {
	reporting := 0
	for _, s := range states {
		if s.Asset {
			continue
		}
		if reporting++; !s.Done {
			return false
		}
	}
	return reporting > 0
}

// silent tells whether no unit says anything: then the person says themselves that they
// are through.
func silent(states []UnitState) bool {
	return !slices.ContainsFunc(states, func(s UnitState) bool { return s.Status != scorm.Unsaid })
}

// Playing is a lesson that is a package, for its learner.
type Playing struct {
	Package Package
	Units   []UnitState
	Ticket  string
	MayMark bool // the package reports nothing
}

// Next is the unit to go on with: the first that is not done, or the first.
func (p Playing) Next() UnitState {
	for _, u := range p.Units {
		if !u.Done && !u.Asset {
			return u
		}
	}
	return p.Units[0]
}

// Play gives the package of a lesson of the actor's own, with a ticket to play it.
func (s *Service) Play(ctx context.Context, actor access.Actor, enrolmentID, lessonID string) (page Playing, err error) {
	if err := actor.NeedSomewhere(access.Learn); err != nil {
		return page, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if _, _, err := lessonOf(tx, actor, enrolmentID, lessonID); err != nil {
			return err
		}
		lesson, err := take[Lesson](tx, lessonID, "noun.lesson")
		if err != nil {
			return err
		}
		if page.Package, page.Units, err = unitsOf(tx, enrolmentID, lesson); err != nil {
			return err
		}
		page.MayMark = silent(page.Units)
		page.Ticket, err = s.ticketFor(page.Package.ID, enrolmentID, tx.Now)
		return err
	})
	return page, err
}

func unitsOf(tx *db.Tx, enrolmentID string, lesson Lesson) (Package, []UnitState, error) {
	pack, err := packageOf(tx, lesson)
	if err != nil {
		return pack, nil, err
	}
	var visits []PackageVisit
	err = tx.DB.Omit("data").Where("enrolment_id = ? AND package_id = ?", enrolmentID, pack.ID).Find(&visits).Error
	return pack, statesOf(pack, visits), err
}

// mayMark refuses to take a package for read on the person's word while it reports
// something itself.
func mayMark(tx *db.Tx, enrolmentID, lessonID string) error {
	lesson, err := take[Lesson](tx, lessonID, "noun.lesson")
	if err != nil {
		return err
	}
	_, states, err := unitsOf(tx, enrolmentID, lesson)
	if err == nil && !silent(states) && !allDone(states) {
		err = fault.New(fault.Conflict, "scorm.reports_itself")
	}
	return err
}

// PackageFrame is what the page that plays a unit needs.
type PackageFrame struct {
	Package Package
	Unit    scorm.Unit
	VisitID string
	Keeps   bool       // what is done is kept; false for an author who tries it
	Data    scorm.Data // what the unit finds
}

// PackageFrame opens a visit to a unit, for whoever has a ticket. Nothing is written before
// the unit has something to keep.
func (s *Service) PackageFrame(ctx context.Context, ticket, unit string) (frame PackageFrame, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		opened, err := s.openTicket(ticket, tx.Now)
		if err != nil {
			return err
		}
		if frame.Package, err = take[Package](tx, opened.PackageID, "noun.package"); err != nil {
			return err
		}
		found, ok := frame.Package.Unit(unit)
		if !ok {
			return fault.Missing("noun.package")
		}
		frame.Unit, frame.VisitID, frame.Keeps = found, tx.NewID(), opened.EnrolmentID != ""
		learner := scorm.Learner{ID: "relevo", Name: learnerName}
		var last scorm.Last
		if frame.Keeps {
			learner.ID = opened.EnrolmentID
			if last, err = lastVisit(tx, opened, unit); err != nil {
				return err
			}
		}
		frame.Data = scorm.Resume(frame.Package.Standard, found, last, learner)
		return nil
	})
	return frame, err
}

// learnerName is what a package is told of who plays it. Packages are made by others, and
// nobody's name is theirs to know.
const learnerName = "Participante"

func lastVisit(tx *db.Tx, ticket Ticket, unit string) (last scorm.Last, err error) {
	var visits []PackageVisit
	err = tx.DB.Where("enrolment_id = ? AND package_id = ? AND unit = ?", ticket.EnrolmentID, ticket.PackageID, unit).
		Order("id DESC").Limit(1).Find(&visits).Error
	if err != nil || len(visits) == 0 {
		return last, err
	}
	last.Finished = visits[0].Finished
	last.Data, err = scorm.ParseData(visits[0].Data)
	return last, err
}

// PackageContent gives a file of a package, or a part of it, to whoever has a ticket.
// An empty file is a content without data.
func (s *Service) PackageContent(ctx context.Context, ticket, path string, span files.Span) (content files.Content, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		opened, err := s.openTicket(ticket, tx.Now)
		if err != nil {
			return err
		}
		var found []PackageFile
		if err := tx.DB.Where("package_id = ? AND path = ?", opened.PackageID, scorm.Fold(path)).Find(&found).Error; err != nil {
			return err
		}
		if len(found) == 0 {
			return fault.Missing("noun.file")
		}
		content = files.Content{File: files.File{MediaType: found[0].MediaType}}
		if found[0].FileID == nil {
			return nil
		}
		content, err = files.ReadTx(tx, *found[0].FileID, span)
		content.MediaType = found[0].MediaType // the same content may be called otherwise elsewhere
		return err
	})
	return content, err
}

// KeepInput is what the page of a unit has to keep.
type KeepInput struct {
	Unit     string     `json:"unit"`
	Visit    string     `json:"visit"`
	Seq      int        `json:"seq"`
	Finished bool       `json:"finished"`
	Data     scorm.Data `json:"data"`
}

// visitID is what [db.Tx.NewID] makes.
var visitID = regexp.MustCompile(`^[0-9a-hjkmnp-tv-z]{26}$`)

func (in KeepInput) check() error {
	if !visitID.MatchString(in.Visit) || in.Seq < 1 || in.Seq > 1<<30 {
		return fault.New(fault.Invalid, "scorm.bad_data")
	}
	return in.Data.Check()
}

// Kept is what became of something to keep.
type Kept struct {
	Done  bool `json:"done"`  // the whole lesson counts as read
	Newer bool `json:"newer"` // the unit was opened again since, perhaps elsewhere
}

// KeepPackage keeps how a unit stands, for whoever has a ticket. Sent twice, late or out
// of order it changes nothing that came after. When every unit reports that it was worked
// through, the lesson counts as read. The fact itself says what happened and when, so no audit
// entry repeats it.
func (s *Service) KeepPackage(ctx context.Context, ticket string, in KeepInput) (kept Kept, err error) {
	if err := in.check(); err != nil {
		return kept, err
	}
	text, err := in.Data.Text()
	if err != nil {
		return kept, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		opened, err := s.openTicket(ticket, tx.Now)
		if err != nil {
			return err
		}
		if opened.EnrolmentID == "" {
			return fault.Refused()
		}
		if err := lockEnrolment(tx, opened.EnrolmentID); err != nil {
			return err
		}
		lesson, err := lessonWith(tx, opened)
		if err != nil {
			return err
		}
		pack, err := packageOf(tx, lesson)
		if err != nil {
			return err
		}
		if _, ok := pack.Unit(in.Unit); !ok {
			return fault.Missing("noun.package")
		}
		if err := writeVisit(tx, opened, pack, in, text); err != nil {
			return err
		}
		var visits []PackageVisit
		if err := tx.DB.Omit("data").Where("enrolment_id = ? AND package_id = ?", opened.EnrolmentID, pack.ID).Find(&visits).Error; err != nil {
			return err
		}
		kept = Kept{
			Done:  allDone(statesOf(pack, visits)),
			Newer: slices.ContainsFunc(visits, func(v PackageVisit) bool { return v.Unit == in.Unit && v.ID > in.Visit }),
		}
		if !kept.Done {
			return nil
		}
		return s.readByPackage(tx, opened.EnrolmentID, lesson.ID)
	})
	return kept, err
}

func writeVisit(tx *db.Tx, ticket Ticket, pack Package, in KeepInput, text string) error {
	report := in.Data.Report(pack.Standard)
	visit := PackageVisit{
		EnrolmentID: ticket.EnrolmentID, PackageID: pack.ID, Unit: in.Unit, ID: in.Visit, Seq: in.Seq, Data: text, Finished: in.Finished,
		Status: report.Status, Done: report.Done, Score: report.Score, Seconds: report.Seconds, SavedAt: tx.Now,
	}
	newer := clause.Expr{SQL: "scorm_visit.seq < excluded.seq"}
	return tx.DB.Clauses(clause.OnConflict{
		Columns:   []clause.Column{{Name: "enrolment_id"}, {Name: "package_id"}, {Name: "unit"}, {Name: "id"}},
		DoUpdates: clause.AssignmentColumns([]string{"seq", "data", "finished", "status", "done", "score", "seconds", "saved_at"}),
		Where:     clause.Where{Exprs: []clause.Expression{newer}},
	}).Create(&visit).Error
}

const lessonWithSQL = `
SELECT l.* FROM enrolment e
JOIN offering o ON o.id = e.offering_id
JOIN module m ON m.course_version_id = o.course_version_id
JOIN lesson l ON l.module_id = m.id
WHERE e.id = ? AND e.withdrawn_at IS NULL AND l.package_id = ?`

// lessonWith gives the lesson that a ticket's package is in its enrolment's course. Who was
// withdrawn has none any more.
func lessonWith(tx *db.Tx, ticket Ticket) (Lesson, error) {
	var found []Lesson
	err := tx.DB.Raw(lessonWithSQL, ticket.EnrolmentID, ticket.PackageID).Scan(&found).Error
	if err == nil && len(found) == 0 {
		err = fault.Missing("noun.lesson")
	}
	if err != nil {
		return Lesson{}, err
	}
	return found[0], nil
}

// readByPackage notes that the lesson was read because its package says so. The enrolment
// is locked.
func (s *Service) readByPackage(tx *db.Tx, enrolmentID, lessonID string) error {
	enrolment, err := take[Enrolment](tx, enrolmentID, "noun.course")
	if err != nil {
		return err
	}
	runs, err := runsOf(tx, []Enrolment{enrolment}, ofPerson(enrolment.PersonID))
	if err != nil {
		return err
	}
	if open := readable(runs[0], tx.Today()) == nil; !open {
		return nil // kept all the same; it counts when the package says so again
	}
	return s.markRead(tx, access.System(), &runs[0], lessonID, nil)
}
