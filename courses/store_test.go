package courses_test

import (
	"testing"

	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/courses"
)

func TestModelsFitTheirTables(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		dbtest.CheckModels(t, d, &courses.PastTraining{}, &courses.PastTrainingCompetency{}, &courses.RefresherSet{}, &courses.RefresherAnswer{}, &courses.RefresherChoice{}, &courses.Package{}, &courses.PackageFile{}, &courses.PackageVisit{}, &courses.Funder{}, &courses.Course{}, &courses.CourseVersion{}, &courses.CourseCompetency{},
			&courses.Module{}, &courses.Lesson{}, &courses.Offering{}, &courses.OfferingInstitution{}, &courses.OfferingFunder{},
			&courses.OfferingTrainer{}, &courses.OfferingAdministration{}, &courses.Enrolment{}, &courses.LessonRead{},
			&courses.Attendance{}, &courses.Completion{}, &courses.Wording{}, &courses.WordingReview{}, &courses.Review{}, &courses.OfferingMove{}, &courses.Prerequisite{}, &courses.EnrolmentException{}, &courses.CourseImport{})
	})
}
