package people

import (
	"context"
	"database/sql/driver"
	"slices"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/people/roster"
)

// PersonInput is what is said of a person.
type PersonInput struct {
	DocumentType   string // one of DocumentTypes
	DocumentNumber string // as written; a DNI may have its check character after a dash
	FirstSurname   string
	SecondSurname  string
	GivenNames     string
	Sex            string // "F", "M", "X" or ""
	BirthYear      *int
	Languages      Languages
	Email          string
	Phone          string
}

// DocumentTypes lists the kinds of document in the order people are shown
// them. Their names are in the catalogue under "people.document.<code>".
func DocumentTypes() []string {
	return []string{roster.DNI, roster.CE, roster.Passport, roster.PTP, roster.OtherDoc, "none"}
}

// tidy takes needless space off.
func (in PersonInput) tidy() PersonInput {
	for _, text := range []*string{&in.DocumentNumber, &in.FirstSurname, &in.SecondSurname, &in.GivenNames, &in.Email, &in.Phone} {
		*text = strings.Join(strings.Fields(*text), " ")
	}
	in.Languages = in.Languages.known()
	return in
}

// Validate tells everything that is wrong with the input, by field.
func (in PersonInput) Validate(today db.Date) error {
	var check fault.Check
	check.That(in.FirstSurname != "", "first_surname", "fault.required")
	check.That(in.GivenNames != "", "given_names", "fault.required")
	for field, text := range map[string]string{"first_surname": in.FirstSurname, "second_surname": in.SecondSurname, "given_names": in.GivenNames, "email": in.Email, "phone": in.Phone} {
		check.That(len([]rune(text)) <= 120, field, "people.posting.text_long", "max", 120)
	}
	check.That(slices.Contains([]string{"", "F", "M", "X"}, in.Sex), "sex", "fault.required")
	check.That(in.BirthYear == nil || (*in.BirthYear >= 1920 && *in.BirthYear <= today.Time().Year()-15), "birth_year", "people.person.birth_year", "last", today.Time().Year()-15)
	check.That(in.Email == "" || strings.Contains(in.Email, "@"), "email", "people.person.email_form")
	check.That(slices.Contains(DocumentTypes(), in.DocumentType), "document_type", "fault.required")
	check.That((in.DocumentType == "none") == (in.DocumentNumber == ""), "document_number", "people.person.document_or_none")
	if in.DocumentType != "none" && in.DocumentNumber != "" {
		if _, problem := in.document(); problem != nil {
			check.That(false, "document_number", problem.Key, problem.Pairs...)
		}
	}
	return check.Err()
}

// document reads the number as lists are read, and tells what is doubtful.
func (in PersonInput) document() (roster.Document, *roster.Message) {
	kind := in.DocumentType
	if kind == roster.OtherDoc {
		return roster.Document{Type: kind, Number: strings.ToUpper(strings.ReplaceAll(in.DocumentNumber, " ", ""))}, nil
	}
	document, notes, problems := roster.ReadDocument(kind, in.DocumentNumber)
	for _, note := range notes { // a spreadsheet loses zeros; a person leaves a digit out
		if note.Key == roster.NotePadded {
			return document, &roster.Message{Key: "people.person.dni_digits"}
		}
	}
	if len(problems) > 0 {
		return document, &problems[0].Message
	}
	return document, nil
}

// fill writes the input onto the person.
func (in PersonInput) fill(p *Person) {
	document, _ := in.document()
	if in.DocumentType == "none" {
		document = roster.Document{}
	}
	p.setDocument(document)
	p.FirstSurname, p.SecondSurname, p.GivenNames = properName(in.FirstSurname), properName(in.SecondSurname), properName(in.GivenNames)
	p.SearchName = p.searchName()
	p.Sex, p.BirthYear, p.Languages, p.Email, p.Phone = in.Sex, in.BirthYear, in.Languages, in.Email, in.Phone
}

// InputOf is what is said of a person now.
func InputOf(p Person) PersonInput {
	return PersonInput{DocumentType: p.DocumentType, DocumentNumber: p.Document(), FirstSurname: p.FirstSurname, SecondSurname: p.SecondSurname,
		GivenNames: p.GivenNames, Sex: p.Sex, BirthYear: p.BirthYear, Languages: p.Languages, Email: p.Email, Phone: p.Phone}
}

// Correction is what was said of a person before somebody corrected it.
type Correction struct {
	ID         string
	PersonID   string
	Was        Details
	RecordedAt db.Instant
	RecordedBy string
}

// TableName names the table for GORM.
func (Correction) TableName() string { return "person_correction" }

// Details are what a correction may change, as they were.
type Details PersonInput

// Value stores the details.
func (d Details) Value() (driver.Value, error) { return toJSON(PersonInput(d)) }

// Scan reads the details from either database.
func (d *Details) Scan(src any) error { return fromJSON(src, (*PersonInput)(d)) }

// PersonInScope gives a person to those who bring in the lists of a place where
// the person works or worked.
func (s *Service) PersonInScope(ctx context.Context, actor access.Actor, id string) (Person, error) {
	var person Person
	if err := actor.NeedSomewhere(access.ImportRoster); err != nil {
		return person, err
	}
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		person, err = needPerson(tx, actor, id)
		return err
	})
	return person, err
}

// PersonToCorrect gives a person to those who may correct what is said of them:
// who answers for every place where the person works or worked.
func (s *Service) PersonToCorrect(ctx context.Context, actor access.Actor, id string) (Person, error) {
	var person Person
	if err := actor.NeedSomewhere(access.ImportRoster); err != nil {
		return person, err
	}
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		person, err = needCorrectable(tx, actor, id)
		return err
	})
	if err == nil {
		err = s.noteView(ctx, actor, id)
	}
	return person, err
}

// needCorrectable gives a person of their own whose places are all the actor's.
func needCorrectable(tx *db.Tx, actor access.Actor, id string) (Person, error) {
	person, err := needPerson(tx, actor, id)
	if err != nil {
		return person, err
	}
	if person.MergedInto != nil {
		return person, fault.New(fault.Conflict, "people.merge.already")
	}
	stays, err := StaysOfTx(tx, []string{id})
	if err != nil {
		return person, err
	}
	return person, needAll(tx, actor, stays, "people.person.elsewhere")
}

// CorrectPerson says something else of a person; what was said before stays on
// record. A document that somebody else has is refused: it may be the same
// person, on record twice.
func (s *Service) CorrectPerson(ctx context.Context, actor access.Actor, id, seen string, in PersonInput) (Person, error) {
	in = in.tidy()
	var person Person
	if err := actor.NeedSomewhere(access.ImportRoster); err != nil {
		return person, err
	}
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if person, err = needCorrectable(tx, actor, id); err != nil {
			return err
		}
		if err := changedSince(person, seen); err != nil {
			return err
		}
		if err := in.Validate(tx.Today()); err != nil {
			return err
		}
		was := Correction{ID: tx.NewID(), PersonID: id, Was: Details(InputOf(person)), RecordedAt: tx.Now, RecordedBy: actor.AccountID}
		if err := tx.DB.Create(&was).Error; err != nil {
			return err
		}
		in.fill(&person)
		if err := documentFree(tx, person); err != nil {
			return err
		}
		if err := tx.DB.Save(&person).Error; err != nil {
			return documentTaken(err)
		}
		return access.Record(tx, actor, "people.person.correct", "person", id, map[string]string{"correction": was.ID})
	})
	return person, err
}

// AddPerson brings in somebody who is on no list, with their first stay.
func (s *Service) AddPerson(ctx context.Context, actor access.Actor, in PersonInput, stay PostingInput) (Person, error) {
	in = in.tidy()
	var person Person
	if err := actor.NeedSomewhere(access.ImportRoster); err != nil {
		return person, err
	}
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if err := both(in.Validate(tx.Today()), stay.Validate()); err != nil {
			return err
		}
		person = Person{ID: tx.NewID(), CreatedAt: tx.Now}
		in.fill(&person)
		if err := documentFree(tx, person); err != nil {
			return err
		}
		if err := tx.DB.Create(&person).Error; err != nil {
			return documentTaken(err)
		}
		if err := access.Record(tx, actor, "people.person.add", "person", person.ID, nil); err != nil {
			return err
		}
		_, err := s.addPosting(tx, actor, person.ID, stay)
		return err
	})
	return person, err
}

// both joins what is wrong with two parts of one form.
func both(a, b error) error {
	if a == nil || b == nil {
		if a == nil {
			return b
		}
		return a
	}
	var check fault.Check
	for _, f := range slices.Concat(fault.FieldsOf(a), fault.FieldsOf(b)) {
		check.That(false, f.Name, f.Key, f.Pairs...)
	}
	return check.Err()
}

// documentFree refuses a document that another record has. Looking first is
// what lets PostgreSQL go on in the same transaction; the unique index decides.
func documentFree(tx *db.Tx, p Person) error {
	if p.DocumentNumber == nil {
		return nil
	}
	var n int64
	err := tx.DB.Model(&Person{}).Where("document_type = ? AND document_number = ? AND id <> ?", p.DocumentType, *p.DocumentNumber, p.ID).Count(&n).Error
	if err == nil && n > 0 {
		return fault.OnField("document_number", "people.person.document_taken")
	}
	return err
}

func documentTaken(err error) error {
	if db.IsDuplicate(err) {
		return fault.OnField("document_number", "people.person.document_taken")
	}
	return err
}
