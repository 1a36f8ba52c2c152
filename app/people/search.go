package people

import (
	"context"
	"slices"
	"strings"

	"gorm.io/gorm"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/people/roster"
)

// searchLimit is how many people a search shows at once.
const searchLimit = 50

// Found is one person of a search with where they work now.
type Found struct {
	Person
	Now []Place // the stays in force today within the actor's scope, newest first
}

// Place is a stay with the institution it is in.
type Place struct {
	Posting
	Institution Institution
}

// SearchResult is what a search found. More tells whether there were others
// than those listed.
type SearchResult struct {
	People []Found
	More   bool
}

// SearchPeople finds people by parts of their names or by the beginning of
// their document's number, among those who work or worked in the actor's
// scope, at most 50, by name. An empty query lists the first of those in post there today.
func (s *Service) SearchPeople(ctx context.Context, actor access.Actor, query string) (SearchResult, error) {
	var result SearchResult
	if err := actor.NeedSomewhere(access.ViewStaff); err != nil {
		return result, err
	}
	scopes := actor.Scopes(access.ViewStaff)
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		people, err := findPeople(tx, scopes, query)
		if err != nil {
			return err
		}
		if result.More = len(people) > searchLimit; result.More {
			people = people[:searchLimit]
		}
		result.People, err = placeNow(tx, actor, people)
		return err
	})
	return result, err
}

// findPeople gives one person more than the limit, if there are as many.
func findPeople(tx *db.Tx, scopes []string, query string) ([]Person, error) {
	var people []Person
	order := "search_name, id"
	if tx.Dialect() == db.Postgres && len(strings.Fields(query)) > 1 {
		order = "search_name || '', id" // not the order of an index: it would go through the names until it has found enough, and of two words few have both
	}
	return people, peopleMatching(tx, scopes, query).Order(order).Limit(searchLimit + 1).Find(&people).Error
}

// peopleMatching asks for those of a search.
func peopleMatching(tx *db.Tx, scopes []string, query string) *gorm.DB {
	q := tx.DB.Where("merged_into IS NULL")
	words := strings.Fields(roster.Fold(query))
	condition, args := "p.superseded_at IS NULL AND p.withdrawn = ?", []any{false}
	if len(words) == 0 {
		condition, args = condition+" AND p.starts_on <= ? AND (p.ends_on IS NULL OR p.ends_on > ?)", append(args, tx.Today(), tx.Today())
	}
	if everywhere := slices.Contains(scopes, ""); !everywhere {
		inside, paths := within("i.path", scopes)
		q = q.Where("EXISTS (SELECT 1 FROM posting p JOIN institution i ON i.id = p.institution_id WHERE p.person_id = person.id AND "+condition+" AND "+inside+")",
			append(args, paths...)...)
	} else if len(words) == 0 {
		q = q.Where("EXISTS (SELECT 1 FROM posting p WHERE p.person_id = person.id AND "+condition+")", args...)
	}
	for _, word := range words[:min(len(words), 6)] {
		// Folded words hold letters and digits only: nothing of LIKE's own signs.
		if isNumber(word) {
			q = q.Where("document_number LIKE ?", word+"%")
		} else {
			q = q.Where("search_name || '' LIKE ?", "%"+word+"%") // as PostgreSQL's index of parts has it
		}
	}
	return q
}

func isNumber(s string) bool {
	return len(s) > 2 && strings.Trim(s, "0123456789") == ""
}

func placeNow(tx *db.Tx, actor access.Actor, people []Person) ([]Found, error) {
	ids := make([]string, len(people))
	for i, p := range people {
		ids[i] = p.ID
	}
	stays, err := StaysOfTx(tx, ids)
	if err != nil {
		return nil, err
	}
	places, err := placesOf(tx, inForce(stays, tx.Today()))
	if err != nil {
		return nil, err
	}
	now := map[string][]Place{}
	for _, place := range slices.Backward(places) {
		if actor.May(access.ViewStaff, place.Institution.Path) {
			now[place.PersonID] = append(now[place.PersonID], place)
		}
	}
	found := make([]Found, len(people))
	for i, p := range people {
		found[i] = Found{Person: p, Now: now[p.ID]}
	}
	return found, nil
}

// placesOf joins stays with their institutions.
func placesOf(tx *db.Tx, stays []Posting) ([]Place, error) {
	ids := make([]string, len(stays))
	for i, s := range stays {
		ids[i] = s.InstitutionID
	}
	institutions, err := InstitutionsTx(tx, ids)
	if err != nil {
		return nil, err
	}
	places := make([]Place, len(stays))
	for i, s := range stays {
		places[i] = Place{s, institutions[s.InstitutionID]}
	}
	return places, nil
}

// Answers tells whether the words of a search all occur in the person's name, or the
// search is the beginning of their document. An empty search finds everybody.
func (p Person) Answers(search string) bool {
	folded := roster.Fold(search)
	if number := strings.ReplaceAll(folded, " ", ""); number != "" && strings.HasPrefix(strings.ToLower(p.Document()), number) {
		return true
	}
	for word := range strings.FieldsSeq(folded) {
		if !strings.Contains(" "+p.SearchName, " "+word) {
			return false
		}
	}
	return true
}
