package people

import (
	"cmp"
	"slices"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/people/roster"
)

// Sought is what a row of a file says of the person it is about.
type Sought struct {
	Document roster.Document
	Names    roster.Names
	Centre   string // where they work, as written
}

// key is equal for rows that are about one person as far as the file tells.
func (s Sought) key() string { return cmp.Or(s.Document.Number, s.Names.Search()) }

// The choices that a row about somebody not recognised offers.
const (
	ChoosePerson = "p:"     // and the identifier: it is that person
	ChooseCreate = "create" // it is somebody new
)

// Recognized is whom a row is about. Nobody is made up: without a person, the row
// waits for a choice.
type Recognized struct {
	Person  *Person
	Level   int
	Why     roster.Message // zero when it is certain
	Choices []FileChoice
}

// RecognizeTx recognises people by document, and by name and place together with a
// stated doubt; a name alone never matches by itself. Who never was where the actor
// may know the staff is nobody here, whatever the file says. create tells whether the
// actor may put people on record who are in no post.
func RecognizeTx(tx *db.Tx, actor access.Actor, list []Sought) ([]Recognized, error) {
	rows := make([]roster.Row, len(list))
	for i, s := range list {
		rows[i] = roster.Row{Kind: roster.PersonRow, Document: s.Document, Names: s.Names}
	}
	known, err := candidates(tx, rows, nil)
	if err != nil {
		return nil, err
	}
	aliases, err := resolveMerged(tx, known)
	if err != nil {
		return nil, err
	}
	stays, err := StaysOfTx(tx, idsOfPeople(known))
	if err != nil {
		return nil, err
	}
	places, err := placesOf(tx, stays)
	if err != nil {
		return nil, err
	}
	strangers, err := strangersTx(tx, actor, idsOfPeople(known), places)
	if err != nil {
		return nil, err
	}
	k := acquaintances{people: map[string]Person{}, byDocument: map[string]string{}, byName: map[string][]string{}, at: map[string][]string{},
		mayCreate: actor.May(access.ImportRoster, "")}
	for id, person := range known {
		if !strangers[id] {
			k.add(person)
		}
	}
	for _, a := range aliases {
		if _, ok := k.people[a.PersonID]; ok && a.Document.Known() {
			k.byDocument[a.Document.Number] = a.PersonID
		}
	}
	for _, p := range places {
		k.at[p.PersonID] = append(k.at[p.PersonID], p.Institution.SearchName)
	}
	found := make([]Recognized, len(list))
	for i, s := range list {
		found[i] = k.recognize(s)
	}
	return found, nil
}

func idsOfPeople(known map[string]Person) []string {
	ids := make([]string, 0, len(known))
	for id := range known {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// acquaintances are the people that rows may be about and the actor may know.
type acquaintances struct {
	people     map[string]Person
	byDocument map[string]string   // number → person
	byName     map[string][]string // folded name → people
	at         map[string][]string // person → folded names of places
	mayCreate  bool
}

func (k *acquaintances) add(p Person) {
	k.people[p.ID] = p
	if p.DocumentNumber != nil {
		k.byDocument[*p.DocumentNumber] = p.ID
	}
	k.byName[p.SearchName] = append(k.byName[p.SearchName], p.ID)
	slices.Sort(k.byName[p.SearchName])
}

func (k *acquaintances) recognize(s Sought) Recognized {
	if id, has := k.byDocument[s.Document.Number]; has && s.Document.Known() {
		person := k.people[id]
		known := roster.Names{FirstSurname: person.FirstSurname, SecondSurname: person.SecondSurname, GivenNames: person.GivenNames}
		switch {
		case s.Names.Search() == "" || s.Names.Alike(known) == roster.SameName:
			return Recognized{Person: &person}
		case s.Names.Alike(known) == roster.NearName:
			return Recognized{Person: &person, Level: 1, Why: message("files.why_name_varies", "listed", s.Names.String(), "known", person.FullName())}
		}
		return Recognized{Level: 3, Why: message("files.why_other_name", "document", s.Document.Number, "known", person.FullName()), Choices: []FileChoice{choicePerson(person)}}
	}
	return k.byNameOrNobody(s)
}

func (k *acquaintances) byNameOrNobody(s Sought) Recognized {
	var choices []FileChoice
	var here []string
	for _, id := range k.byName[s.Names.Search()] {
		if s.Names.Search() == "" || s.Document.Known() && k.people[id].DocumentNumber != nil {
			continue // another document: a namesake
		}
		choices = append(choices, choicePerson(k.people[id]))
		if s.Centre != "" && slices.Contains(k.at[id], roster.Fold(s.Centre)) {
			here = append(here, id)
		}
	}
	if len(here) == 1 && len(choices) == 1 {
		person := k.people[here[0]]
		return Recognized{Person: &person, Level: 2, Why: message("files.why_name_and_place", "known", person.FullName(), "place", s.Centre)}
	}
	why := message("files.why_name_only", "count", len(choices))
	if len(choices) == 0 {
		why = message("files.why_not_found")
	}
	if k.mayCreate && s.Names.FirstSurname != "" && s.Names.GivenNames != "" {
		choices = append(choices, FileChoice{ChooseCreate, message("files.choose_create", "name", s.Names.String())})
	}
	return Recognized{Level: 3, Why: why, Choices: choices}
}

func choicePerson(p Person) FileChoice {
	return FileChoice{ChoosePerson + p.ID, message("files.choose_person", "name", p.FullName(), "document", cmp.Or(p.Document(), "—"))}
}

func message(key string, pairs ...any) roster.Message { return roster.Message{Key: key, Pairs: pairs} }

// Settle puts whom a row is about, or the doubt about it, onto the row.
func (r Recognized) Settle(row *FileRow) {
	row.Person, row.Level, row.Choices = r.Person, r.Level, r.Choices
	if r.Level > 0 {
		row.Why = r.Why
	}
	row.State = FileNew
	if r.Person == nil {
		row.State = FileDoubtful
	}
}

// Newcomers creates the people of a file whom somebody chose to create, each once.
type Newcomers map[string]string

// ChosenTx gives the person that an applied row is about, creating one where that was
// chosen: without a post, since the file says none.
func (n Newcomers) ChosenTx(tx *db.Tx, actor access.Actor, row FileRow, s Sought) (string, error) {
	if id, is := strings.CutPrefix(row.Choice, ChoosePerson); is {
		return id, nil
	}
	if row.Choice != ChooseCreate {
		return row.Person.ID, nil
	}
	if err := actor.Need(access.ImportRoster, ""); err != nil {
		return "", err
	}
	if id, done := n[s.key()]; done {
		return id, nil
	}
	p := Person{ID: tx.NewID(), FirstSurname: properName(s.Names.FirstSurname), SecondSurname: properName(s.Names.SecondSurname),
		GivenNames: properName(s.Names.GivenNames), CreatedAt: tx.Now}
	p.setDocument(s.Document)
	p.SearchName = p.searchName()
	if err := tx.DB.Create(&p).Error; err != nil {
		if db.IsDuplicate(err) {
			return "", fault.New(fault.Conflict, "files.stale")
		}
		return "", err
	}
	n[s.key()] = p.ID
	return p.ID, access.Record(tx, actor, "people.person.create", "person", p.ID, map[string]string{"source": "file"})
}
