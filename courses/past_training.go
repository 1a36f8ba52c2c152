package courses

import (
	"slices"
	"strings"

	"relevo/app/db"
	"relevo/app/people"
	"relevo/app/people/roster"
	"relevo/assessments"
)

// PastTraining is a training that somebody completed before relevo, or elsewhere, as a
// file says. It has no enrolment: nobody here saw it happen. It counts as a completed
// course on its competencies, and wherever it is shown its file is named.
type PastTraining struct {
	ID                string
	PersonID          string
	CourseID          *string // of the catalogue's course that it was; nil for another
	Title             string
	CompletedOn       db.Date
	Hours             *float64 // nil when not known
	Modality          Mode     // "" when not known
	Place             string
	Organiser         string
	CertificateNumber string // of whoever gave it; relevo cannot verify it
	InstitutionID     *string
	Cadre             string
	Region            string
	ImportID          string
	ImportRow         int
	RecordedAt        db.Instant
	RecordedBy        string
	SupersededAt      *db.Instant // when the import was undone
}

// TableName names the table for GORM.
func (PastTraining) TableName() string { return "past_training" }

// PastTrainingCompetency says that a past training was on a competency.
type PastTrainingCompetency struct {
	PastTrainingID string `gorm:"primaryKey"`
	CompetencyCode string `gorm:"primaryKey"`
}

// TableName names the table for GORM.
func (PastTrainingCompetency) TableName() string { return "past_training_competency" }

// PastTrainingFact is a past training with what it was on and where it is known from.
type PastTrainingFact struct {
	PastTraining
	Competencies []string // codes, sorted
	Source       people.Source

	framework []assessments.Competency
}

// Sentences say shortly what was completed.
func (p PastTrainingFact) Sentences() []roster.Message {
	says := pastRow{Title: p.Title, On: p.CompletedOn, Certificate: p.CertificateNumber, Competencies: p.Competencies}
	if p.Hours != nil {
		says.Hours = *p.Hours
	}
	return says.sentences(p.framework)
}

// PastTrainingsTx gives the believed past trainings of people, the oldest first.
func PastTrainingsTx(tx *db.Tx, personIDs []string) ([]PastTrainingFact, error) {
	list, codes, err := pastTrainings(tx, personIDs)
	if err != nil {
		return nil, err
	}
	var imports []string
	for _, p := range list {
		imports = append(imports, p.ImportID)
	}
	framework, err := assessments.CompetenciesTx(tx)
	if err != nil {
		return nil, err
	}
	sources, err := people.SourcesTx(tx, imports)
	facts := make([]PastTrainingFact, len(list))
	for i, p := range list {
		facts[i] = PastTrainingFact{p, codes[p.ID], sources[p.ImportID], framework}
	}
	return facts, err
}

// PastDaysByCompetencyTx gives the days on which people completed past trainings, by
// competency and person; who completed none is absent.
func PastDaysByCompetencyTx(tx *db.Tx, personIDs []string) (map[string]map[string][]db.Date, error) {
	list, codes, err := pastTrainings(tx, personIDs)
	days := map[string]map[string][]db.Date{}
	for _, p := range list {
		for _, code := range codes[p.ID] {
			if days[code] == nil {
				days[code] = map[string][]db.Date{}
			}
			days[code][p.PersonID] = append(days[code][p.PersonID], p.CompletedOn)
		}
	}
	return days, err
}

// pastTrainings gives the believed past trainings of people, the oldest first, and the
// competencies of each.
func pastTrainings(tx *db.Tx, personIDs []string) ([]PastTraining, map[string][]string, error) {
	var list []PastTraining
	err := inChunks(personIDs, func(part []string) error {
		var some []PastTraining
		err := tx.Believed(tx.DB.Where("person_id IN ?", part), "past_training").Find(&some).Error
		list = append(list, some...)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	slices.SortFunc(list, func(a, b PastTraining) int {
		if a.CompletedOn != b.CompletedOn {
			return int(a.CompletedOn - b.CompletedOn)
		}
		return strings.Compare(a.ID, b.ID)
	})
	ids := make([]string, len(list))
	for i, p := range list {
		ids[i] = p.ID
	}
	rows, err := whereIn[PastTrainingCompetency](tx, "past_training_id", ids)
	codes := map[string][]string{}
	for _, r := range rows {
		codes[r.PastTrainingID] = append(codes[r.PastTrainingID], r.CompetencyCode)
	}
	for _, own := range codes {
		slices.Sort(own)
	}
	return list, codes, err
}
