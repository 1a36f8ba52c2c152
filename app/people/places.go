package people

import (
	"context"
	"slices"
	"strings"

	"gorm.io/gorm/clause"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/people/roster"
)

// Ubigeo is a province or a district as INEI's own list names it. Departments
// are built in: see [Departments].
type Ubigeo struct {
	Code       string `gorm:"primaryKey"` // 4 digits for a province, 6 for a district
	Name       string
	SearchName string // roster.Fold of the name
	Source     string // name of the file it was read from
	RecordedAt db.Instant
	RecordedBy string
}

// TableName names the table for GORM.
func (Ubigeo) TableName() string { return "place" }

func byCode(a, b Ubigeo) int { return strings.Compare(a.Code, b.Code) }

// PlacesImport is what a list of places says and changes.
type PlacesImport struct {
	Provinces, Districts int // on the list
	New, Renamed         int // of those
}

// PreviewPlaces tells what [Service.ImportPlaces] would change.
func (s *Service) PreviewPlaces(ctx context.Context, actor access.Actor, file RosterFile) (PlacesImport, error) {
	var counts PlacesImport
	if err := actor.Need(access.ManageInstitutions, ""); err != nil {
		return counts, err
	}
	listed, err := ReadPlaces(file.Name, file.Data)
	if err != nil {
		return counts, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		counts, _, err = comparePlaces(tx, listed)
		return err
	})
	return counts, err
}

// ImportPlaces takes over INEI's list of provinces and districts (see
// [ReadPlaces]), all of it or nothing. A place that is known gets the name of
// the list; one that is no longer listed stays, since institutions refer to it.
func (s *Service) ImportPlaces(ctx context.Context, actor access.Actor, file RosterFile) (PlacesImport, error) {
	var counts PlacesImport
	if err := actor.Need(access.ManageInstitutions, ""); err != nil {
		return counts, err
	}
	listed, err := ReadPlaces(file.Name, file.Data)
	if err != nil {
		return counts, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		var changed []Ubigeo
		if counts, changed, err = comparePlaces(tx, listed); err != nil || len(changed) == 0 {
			return err
		}
		for i := range changed {
			changed[i].Source, changed[i].RecordedAt, changed[i].RecordedBy = file.Name, tx.Now, actor.AccountID
		}
		if err := tx.DB.Clauses(clause.OnConflict{UpdateAll: true}).CreateInBatches(changed, 200).Error; err != nil {
			return err
		}
		return access.Record(tx, actor, "people.places.import", "place", "", map[string]int{"new": counts.New, "renamed": counts.Renamed})
	})
	return counts, err
}

// comparePlaces tells which of the listed places are new or have another name.
func comparePlaces(tx *db.Tx, listed []Ubigeo) (counts PlacesImport, changed []Ubigeo, err error) {
	known, err := placesBy(tx, "code", codesOf(listed))
	if err != nil {
		return counts, nil, err
	}
	names := map[string]string{}
	for _, p := range known {
		names[p.Code] = p.Name
	}
	for _, p := range listed {
		if len(p.Code) == 4 {
			counts.Provinces++
		} else {
			counts.Districts++
		}
		name, has := names[p.Code]
		switch {
		case !has:
			counts.New++
		case name != p.Name:
			counts.Renamed++
		default:
			continue
		}
		changed = append(changed, p)
	}
	return counts, changed, nil
}

func codesOf(list []Ubigeo) []string {
	codes := make([]string, len(list))
	for i, p := range list {
		codes[i] = p.Code
	}
	return codes
}

// placesBy gives the places whose column, a constant of the caller, has one of
// the values, in the order of their codes.
func placesBy(tx *db.Tx, column string, values []string) ([]Ubigeo, error) {
	var all []Ubigeo
	err := inChunks(values, func(part []string) error {
		var list []Ubigeo
		if err := tx.DB.Where(column+" IN ?", part).Find(&list).Error; err != nil {
			return err
		}
		all = append(all, list...)
		return nil
	})
	slices.SortFunc(all, byCode)
	return all, err
}

// findPlace gives the code of a place that somebody wrote as a code or by its
// name, with names of what it lies in where the name alone does not tell:
// "Iquitos, Maynas". A name that several places bear is refused with their
// codes. Once the places of a department are known, so is every code in it.
func findPlace(tx *db.Tx, text string) (string, error) {
	if onlyDigits(text) {
		return text, needListed(tx, text)
	}
	names := placeNames(text)
	found, err := placesBy(tx, "search_name", names)
	if err != nil {
		return "", err
	}
	for _, d := range departments {
		if slices.Contains(names, roster.Fold(d.Name)) {
			found = append(found, Ubigeo{Code: d.Code, Name: d.Name})
		}
	}
	slices.SortFunc(found, byCode)
	where, err := placesWhere(tx, codesOf(found))
	if err != nil {
		return "", err
	}
	found = slices.DeleteFunc(found, func(p Ubigeo) bool { return !allAmong(names, where[p.Code]) })
	switch len(found) {
	case 0:
		return "", fault.OnField("ubigeo", "people.institution.ubigeo_not_called", "name", text)
	case 1:
		return found[0].Code, nil
	}
	return "", fault.OnField("ubigeo", "people.institution.ubigeo_several", "name", text, "places", candidatePlaces(found, where))
}

// needListed refuses the code of a province or district that INEI's list does
// not have, where that list is known.
func needListed(tx *db.Tx, code string) error {
	if len(code) <= 2 {
		return nil
	}
	var near []string
	err := tx.DB.Model(&Ubigeo{}).Where("code >= ? AND code < ?", code[:2], code[:2]+"~").Order("code").Pluck("code", &near).Error
	if err != nil || len(near) == 0 || slices.Contains(near, code) {
		return err
	}
	return fault.OnField("ubigeo", "people.institution.ubigeo_unlisted", "code", code)
}

// placeNames takes "Iquitos, Maynas" or "Loreto › Maynas" apart.
func placeNames(text string) []string {
	var names []string
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(",›>/", r) }) {
		if name := roster.Fold(part); name != "" {
			names = append(names, name)
		}
	}
	return names
}

// allAmong tells whether each of the folded names is one of the place's own or of
// those it lies in.
func allAmong(names, where []string) bool {
	for _, name := range names {
		if !slices.ContainsFunc(where, func(w string) bool { return roster.Fold(w) == name }) {
			return false
		}
	}
	return true
}

// placesShown is how many places of one name are told of.
const placesShown = 12

// candidatePlaces lists places with their codes.
func candidatePlaces(found []Ubigeo, where map[string][]string) string {
	var texts []string
	for _, p := range found[:min(len(found), placesShown)] {
		texts = append(texts, p.Code+" "+strings.Join(where[p.Code], " › "))
	}
	if len(found) > placesShown {
		texts = append(texts, "…")
	}
	return strings.Join(texts, "; ")
}

// placesWhere says where the codes are, from the department down: Loreto,
// Maynas, Iquitos. Places that no list has named are left out.
func placesWhere(tx *db.Tx, codes []string) (map[string][]string, error) {
	var asked []string
	for _, code := range codes {
		for end := 4; end <= len(code); end += 2 {
			asked = append(asked, code[:end])
		}
	}
	known, err := placesBy(tx, "code", asked)
	if err != nil {
		return nil, err
	}
	names := map[string]string{}
	for _, p := range known {
		names[p.Code] = p.Name
	}
	where := make(map[string][]string, len(codes))
	for _, code := range codes {
		if department := RegionName(RegionOf(code)); department != "" {
			where[code] = append(where[code], department)
		}
		for end := 4; end <= len(code); end += 2 {
			if name, has := names[code[:end]]; has {
				where[code] = append(where[code], name)
			}
		}
	}
	return where, nil
}
