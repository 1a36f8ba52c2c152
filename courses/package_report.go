package courses

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/people"
	"relevo/courses/scorm"
)

// PackageReport is what a package reports of one person. It is the package's word: relevo
// neither checks it nor counts it as a score.
type PackageReport struct {
	EnrolmentID string
	Name        string
	Lesson      string // its title
	Unit        string // its title; empty where the package has one
	Visits      int
	Status      scorm.Status // of the latest visit
	Done        bool         // in any visit
	Score       *float64     // 0 to 100, of the latest visit that reports one
	Seconds     int
	SavedAt     db.Instant
}

// PackageReports is what the packages of an offering report.
type PackageReports struct {
	Offering
	CourseTitle string
	Packages    int             // lessons that are packages
	Rows        []PackageReport // of people in the actor's scope, by name
}

// PackageReports gives what the packages of an offering report of its people.
func (s *Service) PackageReports(ctx context.Context, actor access.Actor, offeringID string) (page PackageReports, err error) {
	if err := actor.NeedSomewhere(access.RunOfferings); err != nil {
		return page, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		page = PackageReports{}
		if page.Offering, _, err = scopeOf(tx, actor, offeringID); err != nil {
			return err
		}
		version, err := take[CourseVersion](tx, page.Offering.CourseVersionID, "noun.course")
		if err != nil {
			return err
		}
		page.CourseTitle = version.Title
		lessons, packages, err := packagesIn(tx, version.ID)
		if err != nil {
			return err
		}
		page.Packages = len(lessons)
		list, err := enrolmentsInScope(tx, actor, offeringID)
		if err != nil {
			return err
		}
		page.Rows, err = reportsOf(tx, list, lessons, packages)
		return err
	})
	return page, err
}

// packagesIn gives the lessons of a version that are packages, in order, and the packages by
// their identifiers.
func packagesIn(tx *db.Tx, versionID string) (lessons []Lesson, packages map[string]Package, err error) {
	err = tx.DB.Model(&Lesson{}).Select("lesson.*").Joins("JOIN module ON module.id = lesson.module_id").
		Where("module.course_version_id = ? AND lesson.package_id IS NOT NULL", versionID).
		Order("module.position, lesson.position, lesson.id").Find(&lessons).Error
	if err != nil {
		return nil, nil, err
	}
	var ids []string
	for _, l := range lessons {
		ids = append(ids, *l.PackageID)
	}
	list, err := whereIn[Package](tx, "id", ids)
	packages = map[string]Package{}
	for _, p := range list {
		packages[p.ID] = p
	}
	return lessons, packages, err
}

func reportsOf(tx *db.Tx, enrolments []Enrolment, lessons []Lesson, packages map[string]Package) ([]PackageReport, error) {
	var ids, personIDs []string
	for _, e := range enrolments {
		ids, personIDs = append(ids, e.ID), append(personIDs, e.PersonID)
	}
	visits := map[string][]PackageVisit{} // by enrolment and package
	err := inChunks(ids, func(part []string) error {
		var list []PackageVisit
		if err := tx.DB.Omit("data").Where("enrolment_id IN ?", part).Find(&list).Error; err != nil {
			return err
		}
		for _, v := range list {
			visits[v.EnrolmentID+" "+v.PackageID] = append(visits[v.EnrolmentID+" "+v.PackageID], v)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	persons, err := people.PeopleTx(tx, personIDs)
	var rows []PackageReport
	for _, e := range enrolments {
		for _, l := range lessons {
			pack, own := packages[*l.PackageID], visits[e.ID+" "+*l.PackageID]
			for _, state := range statesOf(pack, own) {
				if !state.Visited {
					continue
				}
				row := PackageReport{EnrolmentID: e.ID, Name: persons[e.PersonID].FullName(), Lesson: l.Title, Status: state.Status, Done: state.Done,
					Score: state.Score, Seconds: state.Seconds, SavedAt: state.SavedAt}
				if len(pack.Units) > 1 {
					row.Unit = state.Title
				}
				for _, v := range own {
					if v.Unit == state.Key {
						row.Visits++
					}
				}
				rows = append(rows, row)
			}
		}
	}
	slices.SortStableFunc(rows, func(a, b PackageReport) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.EnrolmentID, b.EnrolmentID))
	})
	return rows, err
}
