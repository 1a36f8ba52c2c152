package api

import (
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/people"
	"relevo/app/web"
)

// What programs are told of a file that was uploaded, and bring in after they have looked at what it would do. It is what
// web.FilePage shows people.

// largestTable is how many bytes a table may have, as at the pages.
const largestTable = 10 << 20

// Table is a table that a program sends.
type Table struct {
	Name    string `json:"name"    doc:"As the file is called."`
	Content []byte `json:"content" doc:"The Excel or CSV file in base64, at most 10 MB."`
}

// File gives the table as services take it, unless it is too large.
func (t Table) File() (people.RosterFile, error) {
	if len(t.Content) > largestTable {
		return people.RosterFile{}, fault.OnField("content", "fault.file_large", "limit", largestTable>>20)
	}
	return people.RosterFile{Name: t.Name, Data: t.Content}, nil
}

// Upload is a file that was uploaded.
type Upload struct {
	ID          string         `json:"id"`
	FileName    string         `json:"file_name"`
	Counts      map[string]int `json:"counts"       doc:"Rows by what becomes of them, once it is confirmed."`
	UploadedAt  db.Instant     `json:"uploaded_at"`
	ConfirmedAt *db.Instant    `json:"confirmed_at" doc:"null: nothing of it is believed yet."`
	UndoneAt    *db.Instant    `json:"undone_at"`
}

// UploadOf gives a file as programs see it.
func UploadOf(f people.FileImport) Upload {
	return Upload{f.ID, f.FileName, countsOf(f.Summary), f.CreatedAt, f.ConfirmedAt, f.UndoneAt}
}

// Uploads cuts a part out of a list of files.
func Uploads(list []people.FileImport, part Paging) (Page[Upload], error) {
	return Cut(list, part, func(f people.FileImport) string { return f.ID }, UploadOf)
}

func countsOf(c people.FileCounts) map[string]int {
	counts := map[string]int{}
	for state, n := range c {
		counts[string(state)] = n
	}
	return counts
}

// Preview is what a file would bring in, or brought.
type Preview struct {
	File        Upload         `json:"file"`
	Rows        []PreviewRow   `json:"rows"        doc:"In the order of the file."`
	Counts      map[string]int `json:"counts"      doc:"Rows by what becomes of them."`
	Changes     int            `json:"changes"     doc:"Rows that would be brought in."`
	Waiting     int            `json:"waiting"     doc:"Rows that nobody has chosen for: they change nothing."`
	SameFile    *string        `json:"same_file"   doc:"The very same file, brought in before and not undone."`
	Fingerprint string         `json:"fingerprint" doc:"Of everything that would be brought in: what confirm asks for."`
}

// PreviewRow is what becomes of a row.
type PreviewRow struct {
	Key      string          `json:"key"       doc:"What a choice is made under."`
	Line     int             `json:"line"`
	PersonID *string         `json:"person_id" doc:"null where nobody was recognised."`
	Name     string          `json:"name"`
	State    string          `json:"state"     enum:"doubtful,refused,new,same"`
	Says     []string        `json:"says"      doc:"What the row says, in words."`
	Notes    []string        `json:"notes"     doc:"Why it is doubtful, refused or on record already, and what was repaired."`
	Choices  []PreviewChoice `json:"choices"   doc:"Ways to settle it, besides refuse."`
	Choice   string          `json:"choice"`
}

// PreviewChoice is a way to settle a row.
type PreviewChoice struct {
	Value string `json:"value"`
	Says  string `json:"says"`
}

// PreviewOf gives what a file would bring in as programs see it.
func PreviewOf(c *web.Ctx, p people.FilePreview) Preview {
	out := Preview{File: UploadOf(p.File), Rows: Each(p.Rows, func(r people.FileRow) PreviewRow { return previewRowOf(c, r) }),
		Counts: countsOf(p.Counts), Changes: p.Changes, Waiting: p.Waiting, Fingerprint: p.Fingerprint}
	if p.Same != nil {
		out.SameFile = &p.Same.ID
	}
	return out
}

func previewRowOf(c *web.Ctx, r people.FileRow) PreviewRow {
	out := PreviewRow{Key: r.Key(), Line: r.Line, Name: r.Listed, State: string(r.State), Says: []string{}, Notes: []string{}, Choice: r.Choice,
		Choices: Each(r.Choices, func(o people.FileChoice) PreviewChoice {
			return PreviewChoice{o.Value, web.Sentence(c.Printer, o.Explain)}
		})}
	if r.Person != nil {
		out.PersonID, out.Name = &r.Person.ID, r.Person.FullName()
	}
	for _, m := range r.Says {
		out.Says = append(out.Says, web.Sentence(c.Printer, m))
	}
	if r.Why.Key != "" {
		out.Notes = append(out.Notes, web.Sentence(c.Printer, r.Why))
	}
	for _, m := range r.Notes {
		out.Notes = append(out.Notes, web.Sentence(c.Printer, m))
	}
	return out
}

// Confirmation is how a program says that a file is brought in as it was shown.
type Confirmation struct {
	Fingerprint string            `json:"fingerprint"       doc:"Of the preview that was looked at: 409 when the outcome would now be another."`
	Choices     map[string]string `json:"choices,omitempty" doc:"By the row's key: refuse, or the value of one of its choices."`
}
