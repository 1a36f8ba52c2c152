package web

import (
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"strings"

	"golang.org/x/text/unicode/norm"

	"relevo/app/fault"
	"relevo/app/people"
	"relevo/app/web"
	"relevo/app/web/parts"
)

type rosterPage struct {
	web.Page
	Form    parts.Filled
	Action  string
	Closed  string   // that an institution takes no more lists, and since when
	Refused []string // files that could not be read, each with its reason
	Drafts  parts.Grid
	Imports parts.Grid
	Nothing parts.Nothing
}

// Roster shows the form for uploading staff lists, and the lists there are.
func (h *Handlers) Roster(c *web.Ctx) error { return h.showRoster(c, 200, parts.Filled{}, nil) }

// Upload keeps the files as drafts and leads to the earliest.
func (h *Handlers) Upload(c *web.Ctx) error {
	files, err := rosterFiles(c)
	var up people.Uploaded
	if err == nil {
		up, err = h.People.UploadRosters(c.Context(), c.Actor, c.Params("institution"), files)
	}
	if fault.Is(err, fault.Invalid) {
		return h.showRoster(c, 422, c.Fill(struct{}{}, err), up.Refused)
	}
	if err != nil {
		return err
	}
	if len(up.Refused) > 0 {
		return h.showRoster(c, 422, parts.Filled{}, up.Refused)
	}
	if len(up.Drafts) > 1 {
		c.Flash(parts.Info, "people.roster.uploaded", "count", len(up.Drafts))
	}
	return c.See(draftPath(up.Drafts[0].ID))
}

// fileLimit is the most bytes one list may have.
const fileLimit = 10 << 20

// rosterFiles reads the files that were sent.
func rosterFiles(c *web.Ctx) ([]people.RosterFile, error) {
	form, err := c.MultipartForm()
	if err != nil || len(form.File["files"]) == 0 {
		return nil, errors.Join(fault.OnField("files", "fault.file_missing"), err)
	}
	var files []people.RosterFile
	for _, header := range form.File["files"] {
		if header.Size > fileLimit {
			return nil, fault.OnField("files", "fault.file_large", "limit", fileLimit>>20)
		}
		data, err := contentOf(header)
		if err != nil {
			return nil, fmt.Errorf("reading an uploaded list: %w", err)
		}
		if header.Filename == "" && len(data) == 0 {
			continue // what a browser sends for an empty field
		}
		name := []rune(norm.NFC.String(strings.ToValidUTF8(header.Filename, "")))
		files = append(files, people.RosterFile{Name: string(name[:min(len(name), 200)]), Data: data})
	}
	if len(files) == 0 {
		return nil, fault.OnField("files", "fault.file_missing")
	}
	return files, nil
}

func contentOf(header *multipart.FileHeader) (data []byte, err error) {
	file, err := header.Open()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	return io.ReadAll(file)
}

func (h *Handlers) showRoster(c *web.Ctx, status int, form parts.Filled, refused []people.Refusal) error {
	lists, err := h.People.Lists(c.Context(), c.Actor, c.Params("institution"))
	if err != nil {
		return err
	}
	page := rosterPageOf(c.Page("people.roster.title", "name", lists.Institution.Name), lists)
	page.Form = form
	for _, r := range refused {
		reasons := []string{}
		for _, m := range c.Fault(r.Err).Fields {
			reasons = append(reasons, m.Text)
		}
		page.Refused = append(page.Refused, r.File+": "+strings.Join(reasons, " "))
	}
	return c.Render(status, showRoster(page))
}

func rosterPageOf(p web.Page, l people.Lists) rosterPage {
	page := rosterPage{Page: p, Action: institutionPath(l.Institution.ID) + "/roster"}
	page.Lead = p.T("people.roster.lead")
	if l.Institution.ClosedOn != nil {
		page.Closed = p.T("people.institution.closed_list", "date", *l.Institution.ClosedOn)
	}
	page.Crumbs = []parts.Link{{Label: p.T("people.institutions.title"), Href: "/institutions"}, {Label: l.Institution.Name, Href: institutionPath(l.Institution.ID)}}
	page.Drafts = parts.Grid{Caption: p.T("people.drafts"), Columns: []parts.Column{{Label: p.T("people.list.file")}, {Label: p.T("people.institution")},
		{Label: p.T("people.list.of")}, {Label: p.T("people.list.uploaded")}}}
	for _, d := range l.Drafts {
		page.Drafts.Rows = append(page.Drafts.Rows, []parts.Cell{{Text: d.FileName, Href: draftPath(d.ID)}, {Text: l.Names[d.InstitutionID]}, {Text: p.Date(d.AsOf)}, {Text: p.Instant(d.CreatedAt)}})
	}
	page.Imports = importsGrid(p, l.Imports)
	page.Nothing = parts.Nothing{Icon: "list", Title: p.T("people.lists.none"), Text: p.T("people.lists.none.text")}
	return page
}
