package assessments

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/i18n"
)

// CompetencyVersion is a competency as it was worded from a day on. Results keep
// the day they were assessed on, and with it the wording that was in force: see
// [CompetencyOnTx]. Versions are facts; table competency has the newest wording.
type CompetencyVersion struct {
	Code        string `gorm:"primaryKey"`
	Version     int    `gorm:"primaryKey"` // from 1
	Name        i18n.Text
	Description i18n.Text
	Levels      Texts
	ValidFrom   db.Date
	RecordedAt  db.Instant
	RecordedBy  string
}

// TableName names the table for GORM.
func (CompetencyVersion) TableName() string { return "competency_version" }

// wording is what a version says, to compare two.
func wording(name, description i18n.Text, levels Texts) string {
	body, err := json.Marshal([]any{filled(name), filled(description), levelsFilled(levels)})
	if err != nil {
		panic(err) // texts always marshal
	}
	return string(body)
}

// filled leaves out the locales in which nothing is written.
func filled(t i18n.Text) i18n.Text {
	out := i18n.Text{}
	for locale, text := range t {
		if text != "" {
			out[locale] = text
		}
	}
	return out
}

func levelsFilled(levels Texts) Texts {
	out := Texts{}
	for _, l := range levels {
		out = append(out, filled(l))
	}
	return out
}

func (c Competency) wording() string { return wording(c.Name, c.Description, c.Levels) }

// createCompetencyTx adds a competency with its first version. Results from before it
// was written down are read by it too.
func createCompetencyTx(tx *db.Tx, actor access.Actor, c Competency) error {
	c.RecordedAt, c.RecordedBy = tx.Now, actor.AccountID
	if err := tx.DB.Create(&c).Error; err != nil {
		return taken(err, "code")
	}
	if err := appendVersionTx(tx, c, 1); err != nil {
		return err
	}
	return record(tx, actor, "competency.create", "competency", c.Code, nil)
}

func appendVersionTx(tx *db.Tx, c Competency, version int) error {
	err := tx.DB.Create(&CompetencyVersion{Code: c.Code, Version: version, Name: c.Name, Description: c.Description, Levels: c.Levels,
		ValidFrom: tx.Today(), RecordedAt: tx.Now, RecordedBy: c.RecordedBy}).Error
	if db.IsDuplicate(err) {
		return fault.New(fault.Conflict, "assessments.competency.raced")
	}
	return err
}

// ReviseCompetency words a competency anew from today on. The code and the kind
// stay; what was worded before stays readable. It tells the version in force, and
// makes none when nothing is different.
func (s *Service) ReviseCompetency(ctx context.Context, actor access.Actor, in Competency) (version int, err error) {
	if err := actor.NeedSomewhere(access.AuthorItems); err != nil {
		return 0, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		var before Competency
		err := locked(tx).Where("code = ?", in.Code).Take(&before).Error
		if db.IsNone(err) {
			return fault.Missing("noun.competency")
		}
		if err != nil {
			return err
		}
		version, err = reviseTx(tx, actor, before, in)
		return err
	})
	return version, err
}

// reviseTx keeps the new wording of a competency. Revised twice on a day, the
// later version is the one in force on it.
func reviseTx(tx *db.Tx, actor access.Actor, before, in Competency) (int, error) {
	after := before
	after.Name, after.Description, after.Levels = in.Name, in.Description, in.Levels
	var check fault.Check
	after.validate(&check)
	if err := check.Err(); err != nil {
		return 0, err
	}
	versions, err := versionsOfTx(tx, before.Code)
	if err != nil {
		return 0, err
	}
	if len(versions) == 0 { // it came before versions were kept
		if err := appendVersionTx(tx, before, 1); err != nil {
			return 0, err
		}
		versions = []CompetencyVersion{{Version: 1}}
	}
	if after.wording() == before.wording() {
		return versions[0].Version, nil
	}
	after.RecordedAt, after.RecordedBy = tx.Now, actor.AccountID
	if err := appendVersionTx(tx, after, versions[0].Version+1); err != nil {
		return 0, err
	}
	err = tx.DB.Model(&Competency{}).Where("code = ?", before.Code).
		Select("Name", "Description", "Levels", "RecordedAt", "RecordedBy").Updates(&after).Error
	if err != nil {
		return 0, err
	}
	version := versions[0].Version + 1
	return version, record(tx, actor, "competency.revise", "competency", before.Code, map[string]int{"version": version})
}

// versionsOfTx gives the versions of a competency, the newest first.
func versionsOfTx(tx *db.Tx, code string) ([]CompetencyVersion, error) {
	var list []CompetencyVersion
	err := tx.DB.Where("code = ?", code).Order("version DESC").Find(&list).Error
	return list, err
}

// CompetencyOnTx gives a competency as it was worded on a day: a result is read by
// the version of the day it was assessed on. What is older than the first version is
// read by the first.
func CompetencyOnTx(tx *db.Tx, code string, on db.Date) (Competency, int, error) {
	var c Competency
	err := tx.DB.Where("code = ?", code).Take(&c).Error
	if db.IsNone(err) {
		return c, 0, fault.Missing("noun.competency")
	}
	if err != nil {
		return c, 0, err
	}
	versions, err := versionsOfTx(tx, code)
	if err != nil || len(versions) == 0 {
		return c, 1, err
	}
	at := inForceOn(versions, on)
	v := versions[at]
	c.Name, c.Description, c.Levels, c.RecordedAt, c.RecordedBy = v.Name, v.Description, v.Levels, v.RecordedAt, v.RecordedBy
	return c, v.Version, nil
}

// inForceOn is the place of the version in force on a day, in a list with the newest first.
func inForceOn(versions []CompetencyVersion, on db.Date) int {
	at := slices.IndexFunc(versions, func(v CompetencyVersion) bool { return v.ValidFrom <= on })
	if at < 0 {
		return len(versions) - 1
	}
	return at
}

// CompetencyDetail is a competency with every wording it has had.
type CompetencyDetail struct {
	Competency
	Versions []VersionDetail // the newest first
	Shown    int             // which of them is asked for: its place in Versions
}

// VersionDetail is a version with who wrote it and until when it held.
type VersionDetail struct {
	CompetencyVersion
	Author string   // empty for what no person wrote
	Until  *db.Date // the first day it no longer is in force; nil for the newest
}

// Competency gives a competency with its versions; on chooses the one that was in
// force on a day, and 0 the newest.
func (s *Service) Competency(ctx context.Context, actor access.Actor, code string, on db.Date) (out CompetencyDetail, err error) {
	if !actor.LoggedIn() {
		return out, fault.New(fault.Unauthenticated, "fault.unauthenticated")
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		out = CompetencyDetail{}
		if out.Competency, _, err = CompetencyOnTx(tx, code, tx.Today()); err != nil {
			return err
		}
		versions, err := versionsOfTx(tx, code)
		if err != nil {
			return err
		}
		if len(versions) == 0 {
			versions = []CompetencyVersion{{Code: code, Version: 1, Name: out.Name, Description: out.Description, Levels: out.Levels,
				ValidFrom: out.RecordedAt.Date(), RecordedAt: out.RecordedAt, RecordedBy: out.RecordedBy}}
		}
		if on > 0 {
			out.Shown = inForceOn(versions, on)
		}
		out.Versions, err = versionDetails(tx, versions)
		return err
	})
	return out, err
}

func versionDetails(tx *db.Tx, versions []CompetencyVersion) ([]VersionDetail, error) {
	var authors []string
	for _, v := range versions {
		authors = append(authors, v.RecordedBy)
	}
	names, err := accountNames(tx, authors)
	if err != nil {
		return nil, err
	}
	out := make([]VersionDetail, len(versions))
	for i, v := range versions {
		out[i] = VersionDetail{CompetencyVersion: v, Author: names[v.RecordedBy]}
		if i > 0 {
			out[i].Until = &versions[i-1].ValidFrom
		}
	}
	return out, nil
}

// accountNames gives the names of accounts by identifier; what no person did has none.
func accountNames(tx *db.Tx, ids []string) (map[string]string, error) {
	rows, err := whereIn[access.Account](tx, "id", ids, "id")
	names := map[string]string{}
	for _, a := range rows {
		names[a.ID] = cmp.Or(a.Name, a.Username)
	}
	return names, err
}
