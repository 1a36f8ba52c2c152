package courses

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"gorm.io/gorm/clause"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/measure"
	"relevo/app/people"
)

// AskTx notes that somebody who has completed an offering is asked about it.
func AskTx(tx *db.Tx, offeringID, personID string) error {
	return tx.DB.Clauses(clause.OnConflict{DoNothing: true}).Create(&SurveyAsk{OfferingID: offeringID, PersonID: personID}).Error
}

// SurveyFor is a survey as whoever is to answer sees it.
type SurveyFor struct {
	OfferingID  string
	CourseTitle string
	Language    string
	Answered    bool
	Closed      bool // the code in the room works no longer
}

// surveyOf gives the actor's own enrolment with the survey of its offering; it is
// there once the course is completed.
func surveyOf(tx *db.Tx, actor access.Actor, enrolmentID string) (SurveyFor, error) {
	enrolment, err := take[Enrolment](tx, enrolmentID, "noun.enrolment")
	if err != nil || actor.PersonID == "" || enrolment.PersonID != actor.PersonID {
		return SurveyFor{}, cmp.Or(err, error(fault.Missing("noun.enrolment")))
	}
	var completed int64
	if err := tx.DB.Model(&Completion{}).Where("enrolment_id = ?", enrolment.ID).Count(&completed).Error; err != nil {
		return SurveyFor{}, err
	}
	if completed == 0 {
		return SurveyFor{}, fault.New(fault.Conflict, "survey.not_yet")
	}
	survey, err := surveyAbout(tx, enrolment.OfferingID)
	if err != nil {
		return survey, err
	}
	var answered int64
	err = tx.DB.Model(&SurveyAsk{}).Where("offering_id = ? AND person_id = ? AND answered", enrolment.OfferingID, actor.PersonID).Count(&answered).Error
	survey.Answered = answered > 0
	return survey, err
}

func surveyAbout(tx *db.Tx, offeringID string) (SurveyFor, error) {
	offering, err := take[Offering](tx, offeringID, "noun.offering")
	if err != nil {
		return SurveyFor{}, err
	}
	version, err := take[CourseVersion](tx, offering.CourseVersionID, "noun.course")
	return SurveyFor{OfferingID: offering.ID, CourseTitle: version.Title, Language: version.Language}, err
}

// Survey gives the survey about the actor's own course.
func (s *Service) Survey(ctx context.Context, actor access.Actor, enrolmentID string) (out SurveyFor, err error) {
	if err := actor.NeedSomewhere(access.Learn); err != nil {
		return out, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		out, err = surveyOf(tx, actor, enrolmentID)
		return err
	})
	return out, err
}

// AnswerSurvey keeps what the actor says about their own course, once, so that nobody
// can tell that it was theirs. There is no audit entry: it would tell.
func (s *Service) AnswerSurvey(ctx context.Context, actor access.Actor, enrolmentID string, in SurveyAnswer) error {
	if err := actor.NeedSomewhere(access.Learn); err != nil {
		return err
	}
	in.tidy()
	if err := in.validate(); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		survey, err := surveyOf(tx, actor, enrolmentID)
		if err != nil {
			return err
		}
		if err := lock(tx, survey.OfferingID); err != nil {
			return err
		}
		if err := AskTx(tx, survey.OfferingID, actor.PersonID); err != nil {
			return err
		}
		marked := tx.DB.Model(&SurveyAsk{}).Where("offering_id = ? AND person_id = ? AND NOT answered", survey.OfferingID, actor.PersonID).Update("answered", true)
		if marked.Error != nil {
			return marked.Error
		}
		if marked.RowsAffected == 0 {
			return fault.New(fault.Conflict, "survey.answered_already")
		}
		// All are written anew, so that no trace in a row tells who was the last.
		if err := tx.DB.Exec("UPDATE survey_ask SET answered = answered WHERE offering_id = ?", survey.OfferingID).Error; err != nil {
			return err
		}
		return keepResponse(tx, survey.OfferingID, in)
	})
}

// keepResponse adds a response to those of an offering, and writes all of them anew
// in random order and with fresh identifiers; see the head of survey.go. The
// offering is locked.
func keepResponse(tx *db.Tx, offeringID string, in SurveyAnswer) error {
	all, err := responsesOf(tx, offeringID)
	if err != nil {
		return err
	}
	all = append(all, SurveyResponse{OfferingID: offeringID, Week: weekOf(tx.Today()), Usefulness: in.Usefulness, Why: in.Why, Practice: in.Practice, Example: in.Example})
	if err := tx.DB.Where("offering_id = ?", offeringID).Delete(&SurveyResponse{}).Error; err != nil {
		return err
	}
	for i := range all {
		all[i].ID = tx.NewSecret()
	}
	slices.SortFunc(all, func(a, b SurveyResponse) int { return strings.Compare(a.ID, b.ID) }) // random, as the identifiers are
	return tx.DB.CreateInBatches(all, chunk).Error
}

func responsesOf(tx *db.Tx, offeringID string) ([]SurveyResponse, error) {
	var all []SurveyResponse
	err := tx.DB.Where("offering_id = ?", offeringID).Order("id").Find(&all).Error
	return all, err
}

// surveyScope gives an offering whose results the actor may see: whoever runs it,
// and whoever sees the figures of one of its institutions.
func surveyScope(tx *db.Tx, actor access.Actor, offeringID string) (Offering, error) {
	offering, err := take[Offering](tx, offeringID, "noun.offering")
	if err != nil {
		return offering, err
	}
	institutions, err := institutionsOfOffering(tx, offeringID)
	if err != nil {
		return offering, err
	}
	if slices.ContainsFunc(institutions, func(i people.Institution) bool { return concernsSurvey(actor, i.Path) }) {
		return offering, nil
	}
	return offering, fault.Missing("noun.offering")
}

func concernsSurvey(actor access.Actor, path string) bool {
	return slices.ContainsFunc([]access.Permission{access.RunOfferings, access.ViewFigures}, func(p access.Permission) bool {
		return actor.May(p, path) || within(actor.Scopes(p), path)
	})
}

func needSurvey(actor access.Actor) error {
	if actor.Somewhere(access.RunOfferings) {
		return nil
	}
	return actor.NeedSomewhere(access.ViewFigures)
}

// Asked is how many were asked about an offering, which is how many have completed it.
type Asked struct {
	N      int  // 0 when hidden
	Hidden bool // too few for whoever does not run the offering
}

// askedFor is how many were asked, as far as the actor may know: whoever reads figures alone
// is told no number of people that the figures hide from them.
func askedFor(runs bool, n int) Asked {
	if !runs && n > 0 && n < measure.ShownInside {
		return Asked{Hidden: true}
	}
	return Asked{N: n}
}

// SurveyPage is the survey of an offering as those see it who gave it.
type SurveyPage struct {
	Offering
	CourseTitle string
	Asked       Asked
	Results     SurveyResults
	Room        *SurveyRoom // nil: nobody has opened it
	RoomOpen    bool
	MayRun      bool
	Whole       bool // the actor runs the offering as a whole
	Today       db.Date
}

// SurveyResults gives what was said about an offering; published asks for what may be
// published of it.
func (s *Service) SurveyResults(ctx context.Context, actor access.Actor, offeringID string, published bool) (page SurveyPage, err error) {
	if err := needSurvey(actor); err != nil {
		return page, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		page = SurveyPage{Today: tx.Today()}
		if page.Offering, err = surveyScope(tx, actor, offeringID); err != nil {
			return err
		}
		about, err := surveyAbout(tx, offeringID)
		if err != nil {
			return err
		}
		page.CourseTitle = about.CourseTitle
		var asked int64
		if err := tx.DB.Model(&SurveyAsk{}).Where("offering_id = ?", offeringID).Count(&asked).Error; err != nil {
			return err
		}
		_, institutions, err := scopeOf(tx, actor, offeringID)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		page.MayRun = err == nil
		page.Whole = page.MayRun && runsAll(actor, institutions)
		page.Asked = askedFor(page.MayRun, int(asked))
		all, err := responsesOf(tx, offeringID)
		if err != nil {
			return err
		}
		page.Results = resultsOf(all, published, shuffle)
		var rooms []SurveyRoom
		if err := tx.DB.Where("offering_id = ?", offeringID).Find(&rooms).Error; err != nil {
			return err
		}
		if len(rooms) > 0 {
			page.Room, page.RoomOpen = &rooms[0], rooms[0].Open(page.Today)
		}
		return nil
	})
	return page, err
}

// SurveySummary is an offering in the list of surveys.
type SurveySummary struct {
	Offering
	CourseTitle string
	Asked       Asked
	Results     SurveyResults // without texts
}

// Surveys lists the offerings that concern the actor and about which anybody was
// asked or answered, the newest first.
func (s *Service) Surveys(ctx context.Context, actor access.Actor) (list []SurveySummary, err error) {
	if err := needSurvey(actor); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		list, err = SurveysTx(tx, actor)
		return err
	})
	return list, err
}

// SurveysTx is Surveys within a transaction, after permission was asked for.
func SurveysTx(tx *db.Tx, actor access.Actor) ([]SurveySummary, error) {
	asked := map[string]int{}
	var counts []struct {
		OfferingID string
		N          int
	}
	if err := tx.DB.Model(&SurveyAsk{}).Select("offering_id, count(*) AS n").Group("offering_id").Scan(&counts).Error; err != nil {
		return nil, err
	}
	var ids []string
	for _, c := range counts {
		asked[c.OfferingID] = c.N
		ids = append(ids, c.OfferingID)
	}
	var responses []SurveyResponse
	if err := tx.DB.Omit("why", "example").Order("id").Find(&responses).Error; err != nil {
		return nil, err
	}
	said := map[string][]SurveyResponse{}
	for _, r := range responses {
		said[r.OfferingID] = append(said[r.OfferingID], r)
		ids = append(ids, r.OfferingID)
	}
	offerings, err := whereIn[Offering](tx, "id", ids)
	if err != nil {
		return nil, err
	}
	links, err := whereIn[OfferingInstitution](tx, "offering_id", ids)
	if err != nil {
		return nil, err
	}
	var placeIDs, versionIDs []string
	for _, l := range links {
		placeIDs = append(placeIDs, l.InstitutionID)
	}
	places, err := people.InstitutionsTx(tx, placeIDs)
	if err != nil {
		return nil, err
	}
	concerns, runs := map[string]bool{}, map[string]bool{}
	for _, l := range links {
		path := places[l.InstitutionID].Path
		runs[l.OfferingID] = runs[l.OfferingID] || actor.May(access.RunOfferings, path) || within(actor.Scopes(access.RunOfferings), path)
		concerns[l.OfferingID] = concerns[l.OfferingID] || concernsSurvey(actor, path)
	}
	for _, o := range offerings {
		versionIDs = append(versionIDs, o.CourseVersionID)
	}
	versions, err := whereIn[CourseVersion](tx, "id", versionIDs)
	if err != nil {
		return nil, err
	}
	titles := map[string]string{}
	for _, v := range versions {
		titles[v.ID] = v.Title
	}
	var list []SurveySummary
	for _, o := range offerings {
		if concerns[o.ID] {
			list = append(list, SurveySummary{Offering: o, CourseTitle: titles[o.CourseVersionID], Asked: askedFor(runs[o.ID], asked[o.ID]), Results: resultsOf(said[o.ID], false, func(int, func(i, j int)) {})})
		}
	}
	slices.SortFunc(list, func(a, b SurveySummary) int {
		return cmp.Or(-cmp.Compare(a.StartsOn, b.StartsOn), strings.Compare(a.Code, b.Code))
	})
	return list, nil
}

const waitingSQL = `
SELECT e.id FROM enrolment e
JOIN completion c ON c.enrolment_id = e.id
JOIN survey_ask a ON a.offering_id = e.offering_id AND a.person_id = e.person_id
WHERE e.person_id = ? AND NOT a.answered
ORDER BY c.completed_on DESC, e.id`

// SurveysWaiting gives the actor's own enrolments about which they were asked and have
// not answered, the last course first.
func (s *Service) SurveysWaiting(ctx context.Context, actor access.Actor) (enrolmentIDs []string, err error) {
	if err := actor.NeedSomewhere(access.Learn); err != nil || actor.PersonID == "" {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		enrolmentIDs = nil
		return tx.DB.Raw(waitingSQL, actor.PersonID).Scan(&enrolmentIDs).Error
	})
	return enrolmentIDs, err
}
