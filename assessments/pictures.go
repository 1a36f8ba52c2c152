package assessments

import (
	"context"
	"slices"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/assessments/formats"
)

// keepShownPictures leaves out the pictures that no text shows, and tells whether a text
// shows one that is not there.
func (v *ItemVersion) keepShownPictures() (unknown bool) {
	var shown []string
	v.texts(func(html string) string {
		shown = append(shown, formats.PicturesIn(html)...)
		return html
	})
	for _, b := range v.Body.Blanks {
		for _, t := range b.feedback() {
			for _, html := range t {
				shown = append(shown, formats.PicturesIn(html)...)
			}
		}
	}
	there := map[string]bool{}
	var kept []formats.Picture
	for _, p := range v.Body.Pictures {
		if slices.Contains(shown, p.ID) && !there[p.ID] {
			kept = append(kept, p)
		}
		there[p.ID] = true
	}
	v.Body.Pictures = kept
	return slices.ContainsFunc(shown, func(id string) bool { return !there[id] })
}

// feedback is what is said about the answers to a blank.
func (b Blank) feedback() []i18n.Text {
	var all []i18n.Text
	for _, o := range b.Options {
		all = append(all, o.Feedback)
	}
	for _, n := range b.Numbers {
		all = append(all, n.Feedback)
	}
	for _, p := range b.Patterns {
		all = append(all, p.Feedback)
	}
	return all
}

// Picture gives a picture of a version of an item, for those who write or score items or
// print tests, and for whoever is asked that version.
func (s *Service) Picture(ctx context.Context, actor access.Actor, versionID, pictureID string) (picture formats.Picture, err error) {
	if !actor.LoggedIn() {
		return picture, fault.New(fault.Unauthenticated, "fault.unauthenticated")
	}
	staff := actor.NeedSomewhere(access.AuthorItems) == nil || actor.NeedSomewhere(access.ScoreResponses) == nil || actor.NeedSomewhere(access.RunOfferings) == nil
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if !staff {
			asked, err := isAsked(tx, actor.PersonID, versionID)
			if err != nil {
				return err
			}
			if !asked {
				return fault.Missing("noun.picture")
			}
		}
		version, err := take[ItemVersion](tx, "noun.picture", versionID)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(version.Body.Pictures, func(p formats.Picture) bool { return p.ID == pictureID })
		if at < 0 {
			return fault.Missing("noun.picture")
		}
		picture = version.Body.Pictures[at]
		return nil
	})
	return picture, err
}

// isAsked tells whether the version stands in a form that the person was assigned.
func isAsked(tx *db.Tx, personID, versionID string) (bool, error) {
	if personID == "" {
		return false, nil
	}
	var n int64
	err := tx.DB.Model(&Attempt{}).Joins("JOIN form_item ON form_item.form_id = attempt.form_id").
		Where("attempt.person_id = ? AND form_item.item_version_id = ?", personID, versionID).Count(&n).Error
	return n > 0, err
}
