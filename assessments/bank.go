package assessments

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/people/roster"
	"relevo/assessments/formats"
)

// CreateCompetencies adds competencies to the framework, after those that are
// there; a code that is there already is an error.
func (s *Service) CreateCompetencies(ctx context.Context, actor access.Actor, list []Competency) error {
	if err := actor.NeedSomewhere(access.AuthorItems); err != nil {
		return err
	}
	var check fault.Check
	for _, c := range list {
		c.validate(&check)
	}
	if err := check.Err(); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		there, err := CompetenciesTx(tx)
		if err != nil {
			return err
		}
		for i, c := range list {
			c.Position = len(there) + i + 1
			if err := createCompetencyTx(tx, actor, c); err != nil {
				return err
			}
		}
		return nil
	})
}

// taken says that a code is in use when that is what err says.
func taken(err error, field string) error {
	if db.IsDuplicate(err) {
		return fault.OnField(field, "assessments.code_taken")
	}
	return err
}

// Competencies lists the framework, for anybody who is logged in.
func (s *Service) Competencies(ctx context.Context, actor access.Actor) (list []Competency, err error) {
	if !actor.LoggedIn() {
		return nil, fault.New(fault.Unauthenticated, "fault.unauthenticated")
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		list, err = CompetenciesTx(tx)
		return err
	})
	return list, err
}

// CreateRubric makes a rubric, or a new version of the one with the same code.
func (s *Service) CreateRubric(ctx context.Context, actor access.Actor, in RubricInput) (rubric Rubric, err error) {
	if err := actor.NeedSomewhere(access.AuthorItems); err != nil {
		return rubric, err
	}
	if err := in.Validate(); err != nil {
		return rubric, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		var versions int64
		if err := tx.DB.Model(&Rubric{}).Where("code = ?", in.Code).Count(&versions).Error; err != nil {
			return err
		}
		rubric = Rubric{ID: tx.NewID(), Code: in.Code, Version: int(versions) + 1, Title: in.Title, Criteria: in.Criteria,
			RecordedAt: tx.Now, RecordedBy: actor.AccountID}
		if err := tx.DB.Create(&rubric).Error; err != nil {
			return err
		}
		return record(tx, actor, "rubric.create", "rubric", rubric.ID, map[string]any{"code": rubric.Code, "version": rubric.Version})
	})
	return rubric, err
}

// Rubrics lists the newest version of each rubric by code.
func (s *Service) Rubrics(ctx context.Context, actor access.Actor) (list []Rubric, err error) {
	if err := actor.NeedSomewhere(access.AuthorItems); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		list = nil
		var all []Rubric
		if err := tx.DB.Order("code, version DESC").Find(&all).Error; err != nil {
			return err
		}
		list = slices.CompactFunc(all, func(a, b Rubric) bool { return a.Code == b.Code })
		return nil
	})
	return list, err
}

// Rubric gives one version of a rubric.
func (s *Service) Rubric(ctx context.Context, actor access.Actor, id string) (rubric Rubric, err error) {
	if err := actor.NeedSomewhere(access.AuthorItems); err != nil {
		return rubric, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		rubric, err = take[Rubric](tx, "noun.rubric", id)
		return err
	})
	return rubric, err
}

// Items lists the items of the bank that the filter lets through, by code. Their
// versions come without bodies, which may hold pictures.
func (s *Service) Items(ctx context.Context, actor access.Actor, filter ItemFilter) (list []ItemSummary, err error) {
	if err := actor.NeedSomewhere(access.AuthorItems); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		list, err = itemsTx(tx, filter)
		return err
	})
	return list, err
}

func itemsTx(tx *db.Tx, filter ItemFilter) ([]ItemSummary, error) {
	query := tx.DB.Order("code")
	if filter.Archived {
		query = query.Where("archived_at IS NOT NULL")
	} else {
		query = query.Where("archived_at IS NULL")
	}
	var items []Item
	if err := query.Find(&items).Error; err != nil {
		return nil, err
	}
	newest, err := newestVersions(tx, nil)
	if err != nil {
		return nil, err
	}
	uses, err := usesOf(tx, nil)
	if err != nil {
		return nil, err
	}
	var list []ItemSummary
	for _, item := range items {
		if v := newest[item.ID]; filter.lets(item, v) {
			list = append(list, ItemSummary{Item: item, Version: v, Uses: uses[item.ID]})
		}
	}
	return list, nil
}

// lets tells whether the filter lets the item through. Words are looked for here
// and not in the database: a bank has hundreds of items, and folding must see their text.
func (f ItemFilter) lets(item Item, v ItemVersion) bool {
	if (f.Competency != "" && v.CompetencyCode != f.Competency) || (f.Kind != "" && v.Kind != f.Kind) {
		return false
	}
	words := strings.Fields(roster.Fold(f.Search))
	if len(words) == 0 {
		return true
	}
	text := item.Code + " " + v.Title
	for _, stem := range v.Stem {
		plain, _ := formats.PlainOf(stem)
		text += " " + plain
	}
	text = roster.Fold(text)
	return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, w) })
}

// useRow is a form use with the item it belongs to.
type useRow struct {
	ItemID          string
	ItemVersionID   string
	AssessmentID    string
	AssessmentTitle i18n.Text
	Label           string
	FrozenAt        *db.Instant
}

// usesOf gives the forms in which versions of the items stand, by item; nil means all items.
func usesOf(tx *db.Tx, itemID *string) (map[string][]FormUse, error) {
	query := tx.DB.Table("form_item").
		Select("item_version.item_id, item_version.id AS item_version_id, assessment.id AS assessment_id, assessment.title AS assessment_title, form.label, form.frozen_at").
		Joins("JOIN item_version ON item_version.id = form_item.item_version_id").
		Joins("JOIN form ON form.id = form_item.form_id").
		Joins("JOIN assessment ON assessment.id = form.assessment_id").
		Order("assessment.code, form.label")
	if itemID != nil {
		query = query.Where("item_version.item_id = ?", *itemID)
	}
	var rows []useRow
	if err := query.Scan(&rows).Error; err != nil {
		return nil, err
	}
	uses := map[string][]FormUse{}
	for _, r := range rows {
		uses[r.ItemID] = append(uses[r.ItemID], FormUse{ItemVersionID: r.ItemVersionID, AssessmentID: r.AssessmentID,
			AssessmentTitle: r.AssessmentTitle, Label: r.Label, Frozen: r.FrozenAt != nil})
	}
	return uses, nil
}

// Item gives all about an item.
func (s *Service) Item(ctx context.Context, actor access.Actor, id string) (detail ItemDetail, err error) {
	if err := actor.NeedSomewhere(access.AuthorItems); err != nil {
		return detail, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		detail = ItemDetail{}
		if detail.Item, err = take[Item](tx, "noun.item", id); err != nil {
			return err
		}
		if err := tx.DB.Where("item_id = ?", id).Order("version DESC").Find(&detail.Versions).Error; err != nil {
			return err
		}
		uses, err := usesOf(tx, &id)
		if err != nil {
			return err
		}
		detail.Uses = uses[id]
		var ids []string
		for _, v := range detail.Versions {
			ids = append(ids, v.ID)
		}
		var answered int64
		if err := tx.DB.Model(&Answer{}).Where("item_version_id IN ?", ids).Distinct("attempt_id").Count(&answered).Error; err != nil {
			return err
		}
		detail.Answered = int(answered)
		if rubricID := detail.Versions[0].RubricID; rubricID != nil {
			rubric, err := take[Rubric](tx, "noun.rubric", *rubricID)
			if err != nil {
				return err
			}
			detail.Rubric = &rubric
		}
		return nil
	})
	return detail, err
}

// CreateItem adds an item to the bank.
func (s *Service) CreateItem(ctx context.Context, actor access.Actor, in ItemInput) (version ItemVersion, err error) {
	if err := actor.NeedSomewhere(access.AuthorItems); err != nil {
		return version, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if version, err = buildTx(tx, in, nil); err != nil {
			return err
		}
		if err := version.checkReferences(tx); err != nil {
			return err
		}
		item := Item{ID: tx.NewID(), Code: cmp.Or(strings.TrimSpace(in.Code), "item-"+tx.NewSecret()[:8]), CreatedAt: tx.Now, CreatedBy: actor.AccountID}
		if !codeForm.MatchString(item.Code) {
			return fault.OnField("code", "assessments.code_form")
		}
		if err := tx.DB.Create(&item).Error; err != nil {
			return taken(err, "code")
		}
		version.ID, version.ItemID, version.RecordedBy = tx.NewID(), item.ID, actor.AccountID
		if err := tx.DB.Create(&version).Error; err != nil {
			return err
		}
		return record(tx, actor, "item.create", "item", item.ID, map[string]string{"code": item.Code})
	})
	return version, err
}

// ReviseItem makes a new version of an item; forms keep the version that stands in
// them. When nothing is different, the newest version is given as it is.
func (s *Service) ReviseItem(ctx context.Context, actor access.Actor, itemID string, in ItemInput) (version ItemVersion, err error) {
	if err := actor.NeedSomewhere(access.AuthorItems); err != nil {
		return version, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := take[Item](tx, "noun.item", itemID); err != nil {
			return err
		}
		newest, err := newestVersions(tx, []string{itemID})
		if err != nil {
			return err
		}
		last := newest[itemID]
		if version, err = buildTx(tx, in, &last); err != nil {
			return err
		}
		if err := version.checkReferences(tx); err != nil {
			return err
		}
		if version.says(last) {
			version = last
			return nil
		}
		version.ID, version.RecordedBy = tx.NewID(), actor.AccountID
		if err := tx.DB.Create(&version).Error; err != nil {
			return err
		}
		return record(tx, actor, "item.revise", "item", itemID, map[string]int{"version": version.Version})
	})
	return version, err
}

// ArchiveItem takes an item out of what is offered for new forms, or puts it
// back. Where it stands it stays.
func (s *Service) ArchiveItem(ctx context.Context, actor access.Actor, itemID string, archived bool) error {
	if err := actor.NeedSomewhere(access.AuthorItems); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		item, err := take[Item](tx, "noun.item", itemID)
		if err != nil || (item.ArchivedAt != nil) == archived {
			return err
		}
		var at *db.Instant
		if archived {
			at = &tx.Now
		}
		if err := tx.DB.Model(&Item{}).Where("id = ?", itemID).Update("archived_at", at).Error; err != nil {
			return err
		}
		return record(tx, actor, "item.archive", "item", itemID, map[string]bool{"archived": archived})
	})
}
