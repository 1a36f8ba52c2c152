package certificates

import (
	"context"
	"slices"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/people"
)

// currentTemplates gives the templates in use, newest first.
func currentTemplates(tx *db.Tx) ([]TemplateVersion, error) {
	var list []TemplateVersion
	err := tx.DB.Where("superseded_at IS NULL").Order("created_at DESC, id DESC").Find(&list).Error
	return list, err
}

// templateVersions gives the versions of a template, newest first.
func templateVersions(tx *db.Tx, code string) ([]TemplateVersion, error) {
	var list []TemplateVersion
	err := tx.DB.Where("code = ?", code).Order("version DESC").Find(&list).Error
	return list, err
}

func takeTemplate(tx *db.Tx, id string) (TemplateVersion, error) {
	var version TemplateVersion
	err := tx.DB.Where("id = ?", id).Take(&version).Error
	if db.IsNone(err) {
		return version, fault.Missing("noun.template")
	}
	return version, err
}

// templateOf gives the template in use of an institution, or of the whole
// programme; nil where there is none. Of two, which two institutions that were merged
// may have, it is the newer.
func templateOf(tx *db.Tx, institutionID *string) (*TemplateVersion, error) {
	current, err := currentTemplates(tx)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(current, func(v TemplateVersion) bool { return idOf(v.InstitutionID) == idOf(institutionID) })
	if at < 0 {
		return nil, nil //nolint:nilnil // none is a usual answer, not an error
	}
	return &current[at], nil
}

// inUse are the templates in use, to find what applies where.
type inUse struct {
	versions []TemplateVersion // newest first
	places   map[string]people.Institution
}

func templatesInUse(tx *db.Tx) (inUse, error) {
	current, err := currentTemplates(tx)
	if err != nil || len(current) == 0 {
		return inUse{}, err
	}
	var ids []string
	for _, version := range current {
		if version.InstitutionID != nil {
			ids = append(ids, *version.InstitutionID)
		}
	}
	places, err := people.InstitutionsTx(tx, ids)
	return inUse{current, places}, err
}

// at gives the id of the template that applies at an institution's path: its
// own, else the nearest above, else the whole programme's, else nil, which is
// relevo's own look.
func (u inUse) at(path string) *string {
	var nearest *string
	longest := -1
	for _, version := range u.versions {
		place, known := u.places[idOf(version.InstitutionID)]
		applies := version.InstitutionID == nil || (known && strings.HasPrefix(path, place.Path))
		if applies && len(place.Path) > longest {
			id := version.ID
			nearest, longest = &id, len(place.Path)
		}
	}
	return nearest
}

// look gives the look of a version of a template; relevo's own for nil.
func (s *Service) look(ctx context.Context, id *string) (look Look, err error) {
	if id == nil {
		return look, nil
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		look, err = lookTx(tx, id)
		return err
	})
	return look, err
}

// lookTx gives the look of a version of a template; relevo's own for nil.
func lookTx(tx *db.Tx, id *string) (Look, error) {
	if id == nil {
		return Look{}, nil
	}
	version, err := takeTemplate(tx, *id)
	if err != nil {
		return Look{}, err
	}
	pictures, err := picturesOf(tx, version.Design)
	return Look{Design: version.Design, Pictures: pictures}, err
}

// picturesOf gives the images that a design shows, by id.
func picturesOf(tx *db.Tx, design Design) (map[string]PaperImage, error) {
	found := map[string]PaperImage{}
	ids := design.Images()
	if len(ids) == 0 {
		return found, nil
	}
	var list []PaperImage
	if err := tx.DB.Where("id IN ?", ids).Find(&list).Error; err != nil {
		return nil, err
	}
	for _, one := range list {
		found[one.ID] = one
	}
	return found, nil
}

// storeImage stores an image unless it is there already, and gives its id.
func storeImage(tx *db.Tx, actor access.Actor, picture PaperImage) (string, error) {
	var there PaperImage
	err := tx.DB.Select("id").Where("sha256 = ?", picture.SHA256).Take(&there).Error
	if !db.IsNone(err) {
		return there.ID, err
	}
	picture.ID, picture.CreatedAt, picture.CreatedBy = tx.NewID(), tx.Now, actor.AccountID
	return picture.ID, tx.DB.Create(&picture).Error
}

// supersedeTemplate ends the use of a version that is in use.
func supersedeTemplate(tx *db.Tx, id string) error {
	done := tx.DB.Model(&TemplateVersion{}).Where("id = ? AND superseded_at IS NULL", id).Update("superseded_at", tx.Now)
	if done.Error == nil && done.RowsAffected == 0 {
		return fault.New(fault.Conflict, "templates.changed_meanwhile")
	}
	return done.Error
}
