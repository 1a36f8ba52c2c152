package privacy

import "relevo/app/db"

// Held is one table's share of what is held on a person.
type Held struct {
	// Table is what it is called in the copy and, as "privacy.held.<Table>", in the catalogue.
	Table string
	// Query gives the person's rows, oldest first. It knows @person and @account.
	// Columns called what, place, at and detail are what the paper shows; the file has all.
	Query string
	// Own rows are for the person's own eyes: they are in the copy that somebody takes
	// themselves, not in the one that is taken to answer a request.
	Own bool
}

// Rule says how long a category of data is kept.
type Rule struct {
	// Category is its name and, as "privacy.rule.<Category>", in the catalogue.
	Category string
	// Months after which it goes, unless something else is set; at least 1.
	Months int64
	// Statements delete, or take out what is personal of, that which is older than
	// @before. They leave alone what they have done before, so that what
	// they count is what was deleted.
	Statements []string
}

// Part is what one package holds on people.
type Part struct {
	Held []Held
	// Forget are statements that take out of the record who a person is. They know
	// @person, @account, @email and @account_email (their addresses until now, of the record and of the account), @blank (a text that is
	// nobody's and in no other row), @now.
	Forget []string
	// Withdrawn are statements that delete, by purpose, what is held only because of a
	// consent, when it is withdrawn. They know @person.
	Withdrawn map[string][]string
	Rules     []Rule
}

// Result is one result of an assessment, with what may be known of whose it is.
type Result struct {
	PersonID   string
	Sex        string
	BirthYear  *int
	Cadre      string
	Region     string
	Competency string
	Occasion   string
	AssessedOn db.Date
	Months     *int // after the completion, of a follow-up
	Score      float64
	CutScore   float64
}
