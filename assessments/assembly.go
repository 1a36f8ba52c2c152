package assessments

import (
	"context"
	"fmt"
	"slices"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
)

// CreateAssessment makes an assessment with two empty forms.
func (s *Service) CreateAssessment(ctx context.Context, actor access.Actor, in AssessmentInput) (a Assessment, err error) {
	if err := actor.NeedSomewhere(access.AuthorItems); err != nil {
		return a, err
	}
	if err := in.Validate(); err != nil {
		return a, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		a = Assessment{ID: tx.NewID(), CreatedAt: tx.Now, CreatedBy: actor.AccountID}
		a.take(in)
		if err := tx.DB.Create(&a).Error; err != nil {
			return taken(err, "code")
		}
		for _, label := range Labels() {
			if err := tx.DB.Create(&Form{ID: tx.NewID(), AssessmentID: a.ID, Label: label}).Error; err != nil {
				return err
			}
		}
		return record(tx, actor, "assessment.create", "assessment", a.ID, map[string]string{"code": a.Code})
	})
	return a, err
}

// UpdateAssessment changes what an assessment is called, what it tells people first
// and its cut score. Results that are there keep the cut score of their day.
func (s *Service) UpdateAssessment(ctx context.Context, actor access.Actor, id string, in AssessmentInput) (a Assessment, err error) {
	if err := actor.NeedSomewhere(access.AuthorItems); err != nil {
		return a, err
	}
	if err := in.Validate(); err != nil {
		return a, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if a, err = take[Assessment](tx, "noun.assessment", id); err != nil {
			return err
		}
		before := a.CutScore
		a.take(in)
		if err := tx.DB.Save(&a).Error; err != nil {
			return taken(err, "code")
		}
		return record(tx, actor, "assessment.update", "assessment", id, map[string]float64{"cut_before": before, "cut": a.CutScore})
	})
	return a, err
}

// take puts what was entered into the assessment.
func (a *Assessment) take(in AssessmentInput) {
	a.Code, a.Title, a.Instructions, a.CutScore = in.Code, in.Title, in.Instructions, in.CutScore
	a.Shuffled, a.OnlineOnly = in.Shuffled, in.OnlineOnly
	a.MinutesAllowed = nil
	if in.MinutesAllowed > 0 {
		a.MinutesAllowed = &in.MinutesAllowed
	}
}

// AddForm adds the third form, empty. It can be given like the others once something
// stands in it; until then nobody can be assigned the assessment, so that it is added
// before the first or together with what stands in it.
func (s *Service) AddForm(ctx context.Context, actor access.Actor, assessmentID string) error {
	if err := actor.NeedSomewhere(access.AuthorItems); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := take[Assessment](tx, "noun.assessment", assessmentID); err != nil {
			return err
		}
		err := tx.DB.Create(&Form{ID: tx.NewID(), AssessmentID: assessmentID, Label: ThirdLabel}).Error
		if db.IsDuplicate(err) {
			return fault.New(fault.Conflict, "assessments.form_there", "label", ThirdLabel)
		}
		if err != nil {
			return err
		}
		return record(tx, actor, "form.add", "assessment", assessmentID, map[string]string{"form": ThirdLabel})
	})
}

// DropForm takes the third form away again, as long as nobody was given it.
func (s *Service) DropForm(ctx context.Context, actor access.Actor, assessmentID string) error {
	if err := actor.NeedSomewhere(access.AuthorItems); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		var form Form
		err := locked(tx).Where("assessment_id = ? AND label = ?", assessmentID, ThirdLabel).Take(&form).Error
		if db.IsNone(err) {
			return fault.Missing("noun.form")
		}
		if err != nil {
			return err
		}
		if form.FrozenAt != nil {
			return fault.New(fault.Conflict, "assessments.form_frozen", "label", ThirdLabel)
		}
		if err := tx.DB.Where("form_id = ?", form.ID).Delete(&FormItem{}).Error; err != nil {
			return err
		}
		if err := tx.DB.Where("id = ?", form.ID).Delete(&Form{}).Error; err != nil {
			return err
		}
		return record(tx, actor, "form.drop", "assessment", assessmentID, map[string]string{"form": ThirdLabel})
	})
}

// SetForm says what stands in a form, in the order of the list. A form that
// somebody was assigned is frozen: the change is refused.
func (s *Service) SetForm(ctx context.Context, actor access.Actor, assessmentID, label string, items []FormItemInput) error {
	if err := actor.NeedSomewhere(access.AuthorItems); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		var form Form
		err := locked(tx).Where("assessment_id = ? AND label = ?", assessmentID, label).Take(&form).Error
		if db.IsNone(err) {
			return fault.Missing("noun.form")
		}
		if err != nil {
			return err
		}
		if form.FrozenAt != nil {
			return fault.New(fault.Conflict, "assessments.form_frozen", "label", label)
		}
		places, err := placesFor(tx, form, items)
		if err != nil {
			return err
		}
		if err := tx.DB.Where("form_id = ?", form.ID).Delete(&FormItem{}).Error; err != nil {
			return err
		}
		if len(places) > 0 {
			if err := tx.DB.CreateInBatches(places, 200).Error; err != nil {
				return err
			}
		}
		return record(tx, actor, "form.set", "assessment", assessmentID, map[string]any{"form": label, "items": len(places)})
	})
}

// placesFor checks what is to stand in a form; fields are "item_0", "item_0_points".
func placesFor(tx *db.Tx, form Form, items []FormItemInput) ([]FormItem, error) {
	var ids []string
	for _, in := range items {
		ids = append(ids, in.ItemVersionID)
	}
	known, err := versionsByID(tx, ids)
	if err != nil {
		return nil, err
	}
	var check fault.Check
	var places []FormItem
	stands := map[string]bool{}
	for i, in := range items {
		field := fmt.Sprintf("item_%d", i)
		v, found := known[in.ItemVersionID]
		check.That(found, field, "assessments.item_unknown")
		check.That(!found || !stands[v.ItemID], field, "assessments.item_twice")
		check.That(in.Points > 0 && in.Points <= 1000, field+"_points", "assessments.points_positive")
		stands[v.ItemID] = true
		places = append(places, FormItem{FormID: form.ID, Position: i + 1, ItemVersionID: in.ItemVersionID, Points: in.Points, Anchor: in.Anchor, Section: in.Section})
	}
	return places, check.Err()
}

// Assessments lists the assessments by code, for those who write or give them.
func (s *Service) Assessments(ctx context.Context, actor access.Actor) (list []AssessmentSummary, err error) {
	if err := needAuthorOrRunner(actor); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		list = nil
		var all []Assessment
		if err := tx.DB.Where("elsewhere = ?", false).Order("code").Find(&all).Error; err != nil {
			return err
		}
		var forms []struct {
			AssessmentID string
			Label        string
			FrozenAt     *db.Instant
			Items        int
		}
		if err := tx.DB.Table("form").Select("form.assessment_id, form.label, form.frozen_at, count(form_item.position) AS items").
			Joins("LEFT JOIN form_item ON form_item.form_id = form.id").Group("form.id, form.assessment_id, form.label, form.frozen_at").
			Scan(&forms).Error; err != nil {
			return err
		}
		var sittings []struct {
			AssessmentID string
			Count        int
		}
		if err := tx.DB.Model(&Administration{}).Select("assessment_id, count(*) AS count").Group("assessment_id").Scan(&sittings).Error; err != nil {
			return err
		}
		place := map[string]int{}
		for i, a := range all {
			place[a.ID] = i
			list = append(list, AssessmentSummary{Assessment: a, Items: map[string]int{}})
		}
		for _, f := range forms {
			row := &list[place[f.AssessmentID]]
			row.Items[f.Label] = f.Items
			row.Frozen = row.Frozen || f.FrozenAt != nil
		}
		for _, n := range sittings {
			list[place[n.AssessmentID]].Administrations = n.Count
		}
		return nil
	})
	return list, err
}

func needAuthorOrRunner(actor access.Actor) error {
	if actor.Somewhere(access.AuthorItems) {
		return nil
	}
	return actor.NeedSomewhere(access.RunOfferings)
}

// Assessment gives all about an assessment, for those who write or give them.
func (s *Service) Assessment(ctx context.Context, actor access.Actor, id string) (detail AssessmentDetail, err error) {
	if err := needAuthorOrRunner(actor); err != nil {
		return detail, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if detail, err = assessmentDetail(tx, id); err != nil {
			return err
		}
		detail.Administrations, err = givenWithin(tx, actor, id, detail.Administrations)
		return err
	})
	return detail, err
}

// givenWithin leaves of an assessment's administrations those that somebody in the actor's scope takes part in.
func givenWithin(tx *db.Tx, actor access.Actor, assessmentID string, all []Administration) ([]Administration, error) {
	if actor.May(access.RunOfferings, "") || len(all) == 0 {
		return all, nil
	}
	attempts, err := AttemptsInTx(tx, idsOf(all))
	if err != nil {
		return nil, err
	}
	occasions, within := map[string]Occasion{}, map[string]bool{}
	for _, a := range all {
		occasions[a.ID] = a.Occasion
	}
	attempts = slices.DeleteFunc(attempts, func(a Attempt) bool {
		return actor.Holds(access.ScoreResponses) && tellsScoring(tx, occasions[a.AdministrationID], a)
	})
	rows, err := sittings(tx, actor, Administration{AssessmentID: assessmentID}, attempts)
	for _, row := range rows {
		within[row.AdministrationID] = true
	}
	return slices.DeleteFunc(all, func(a Administration) bool { return !within[a.ID] }), err
}

func idsOf(all []Administration) []string {
	ids := make([]string, len(all))
	for i, a := range all {
		ids[i] = a.ID
	}
	return ids
}

func assessmentDetail(tx *db.Tx, id string) (AssessmentDetail, error) {
	var d AssessmentDetail
	var err error
	if d.Assessment, err = take[Assessment](tx, "noun.assessment", id); err != nil {
		return d, err
	}
	if err := tx.DB.Where("assessment_id = ?", id).Order("opens_at DESC, id DESC").Find(&d.Administrations).Error; err != nil {
		return d, err
	}
	forms, err := formsOf(tx, id)
	if err != nil {
		return d, err
	}
	var formIDs, versionIDs, itemIDs []string
	for _, f := range forms {
		formIDs = append(formIDs, f.ID)
	}
	places, err := placesOf(tx, formIDs...)
	if err != nil {
		return d, err
	}
	for _, p := range places {
		versionIDs = append(versionIDs, p.ItemVersionID)
	}
	versions, err := versionsByID(tx, versionIDs)
	if err != nil {
		return d, err
	}
	for _, v := range versions {
		itemIDs = append(itemIDs, v.ItemID)
	}
	items, err := byID(tx, itemIDs, func(i Item) string { return i.ID })
	if err != nil {
		return d, err
	}
	for _, form := range forms {
		f := FormDetail{Form: form, Points: map[string]float64{}}
		for _, p := range places {
			if p.FormID != form.ID {
				continue
			}
			v := versions[p.ItemVersionID]
			f.Items = append(f.Items, PlacedItem{FormItem: p, Code: items[v.ItemID].Code, Version: v})
			if v.Kind.Scored() {
				f.Points[v.CompetencyCode] += p.Points
				f.Total += p.Points
			}
		}
		d.Forms = append(d.Forms, f)
	}
	competencies, err := CompetenciesTx(tx)
	if err != nil {
		return d, err
	}
	d.Checks = checkForms(d.Forms, competencies)
	return d, nil
}

// unfinished is the catalogue key of why the version cannot be given; empty when it can.
func (v ItemVersion) unfinished() string {
	switch {
	case v.Kind.Rated() && v.RubricID == nil:
		return "assessments.check.no_rubric"
	case v.CompetencyCode == Unsorted:
		return "assessments.check.unsorted"
	default:
		return ""
	}
}
