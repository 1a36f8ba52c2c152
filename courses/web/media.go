package web

import (
	"strconv"
	"strings"

	"relevo/app/fault"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/courses"
	"relevo/courses/media"
)

// filesPage lists the files of a course and asks for another.
type filesPage struct {
	web.Page
	Base  string
	Draft bool
	Form  parts.Filled
	Files []fileCard
}

// fileCard is a file as its authors see it.
type fileCard struct {
	Name, Kind, About, Alt string
	Write                  string
	Href                   string
	Picture                bool // Href shows it
	Width, Height          string
	Uses                   []parts.Link
	Remove                 string // address; empty: it is in use, or the course has no draft
}

type fileInput struct {
	Name string `form:"name"`
	Alt  string `form:"alt"`
}

// CourseFiles lists the files of a course.
func (h *Handlers) CourseFiles(c *web.Ctx) error { return h.showFiles(c, 200, parts.Filled{}) }

func (h *Handlers) showFiles(c *web.Ctx, status int, form parts.Filled) error {
	shelf, err := h.Courses.CourseFiles(c.Context(), c.Actor, c.Params("course"))
	if err != nil {
		return err
	}
	page := newFilesPage(c.Page("media.files"), shelf)
	page.Form = form
	return c.Render(status, showFiles(page))
}

func newFilesPage(page web.Page, shelf courses.ShelfPage) filesPage {
	p := filesPage{Page: page, Base: "/courses/" + shelf.CourseID, Draft: shelf.Version.State == courses.Draft}
	p.Lead = p.T("media.files.lead")
	p.Crumbs = crumbs(p.Title, p.T("courses.title"), "/courses", shelf.Version.Title, p.Base)
	for _, f := range shelf.Files {
		card := fileCard{Name: f.Name, Kind: p.T(f.Kind.Key()), About: f.About(), Alt: f.Alt, Write: writeFile(f), Href: f.Address(),
			Picture: f.Kind == media.Image, Width: strconv.Itoa(f.Width), Height: strconv.Itoa(f.Height)}
		for _, u := range shelf.Uses[f.ID] {
			card.Uses = append(card.Uses, parts.Link{Label: p.T("media.use", "lesson", u.LessonTitle, "version", u.Version), Href: p.Base + "/lessons/" + u.LessonID})
		}
		if len(card.Uses) == 0 && p.Draft {
			card.Remove = p.Base + "/files/" + f.ID + "/remove"
		}
		p.Files = append(p.Files, card)
	}
	return p
}

// AddFile keeps a file that was sent for the lessons of a course.
func (h *Handlers) AddFile(c *web.Ctx) error {
	var in fileInput
	id := c.Params("course")
	err := c.Bind(&in)
	var up, poster web.Upload
	if err == nil {
		up, err = c.File("file", media.Most)
	}
	if header, missing := c.FormFile("poster"); err == nil && missing == nil && header.Size > 0 {
		poster, err = c.File("poster", media.MostImage)
	}
	var file courses.CourseFile
	if err == nil {
		file, err = h.Courses.AddFile(c.Context(), c.Actor, id, courses.NewFile{Name: in.Name, Alt: in.Alt, Data: up.Data, FileName: up.Name, Poster: poster.Data})
	}
	if fault.Is(err, fault.Invalid) {
		return h.showFiles(c, 422, c.Fill(in, err))
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "media.added", "name", file.Name)
	return c.See("/courses/" + id + "/files")
}

// RemoveFile takes a file away that no lesson shows.
func (h *Handlers) RemoveFile(c *web.Ctx) error {
	id := c.Params("course")
	if err := h.Courses.RemoveFile(c.Context(), c.Actor, id, c.Params("file")); err != nil {
		return err
	}
	c.Flash(parts.Good, "media.removed")
	return c.See("/courses/" + id + "/files")
}

// Media sends a file of a course: pictures and recordings to be shown in their place,
// documents to be saved.
func (h *Handlers) Media(c *web.Ctx) error {
	file, content, err := h.Courses.FileContent(c.Context(), c.Actor, c.Params("file"), false, c.Span())
	if err != nil {
		return err
	}
	if file.Kind == media.Document {
		return c.Download(content, strings.ReplaceAll(file.Alt, "/", " ")+media.Ending(file.MediaType))
	}
	content.MediaType = file.MediaType
	return c.SendContent(content)
}

// Poster sends the picture before a video.
func (h *Handlers) Poster(c *web.Ctx) error {
	_, content, err := h.Courses.FileContent(c.Context(), c.Actor, c.Params("file"), true, c.Span())
	if err != nil {
		return err
	}
	return c.SendContent(content)
}

// glossaryPage is the glossary of a course for its authors.
type glossaryPage struct {
	web.Page
	Base  string
	Lang  string
	Draft bool
	Form  parts.Filled
	Terms []termCard
	Edit  string // the address of the term that is being changed; empty: a new one
}

type termCard struct {
	Term, Explanation string
	Edit, Remove      string
}

type termInput struct {
	Term        string `form:"term"`
	Explanation string `form:"explanation"`
}

// Glossary shows the glossary of a course.
func (h *Handlers) Glossary(c *web.Ctx) error { return h.showGlossary(c, 200, nil) }

// showGlossary shows it with a filled form, or that of the term in the address.
func (h *Handlers) showGlossary(c *web.Ctx, status int, form *parts.Filled) error {
	glossary, err := h.Courses.Glossary(c.Context(), c.Actor, c.Params("course"))
	if err != nil {
		return err
	}
	page := newGlossaryPage(c.Page("media.glossary.title"), glossary)
	if id := c.Params("term"); id != "" && page.Draft {
		found := false
		for _, t := range glossary.Terms {
			if t.ID == id {
				found = true
				page.Form, page.Edit = c.Fill(termInput{t.Term, t.Explanation}, nil), page.Base+"/glossary/"+id
			}
		}
		if !found {
			return fault.Missing("noun.term")
		}
	}
	if form != nil {
		page.Form = *form
	}
	return c.Render(status, showGlossary(page))
}

func newGlossaryPage(page web.Page, g courses.Glossary) glossaryPage {
	p := glossaryPage{Page: page, Base: "/courses/" + g.CourseID, Lang: g.Version.Language, Draft: g.Version.State == courses.Draft}
	p.Lead = p.T("media.glossary.lead")
	p.Crumbs = crumbs(p.Title, p.T("courses.title"), "/courses", g.Version.Title, p.Base)
	for _, t := range g.Terms {
		card := termCard{Term: t.Term, Explanation: t.Explanation}
		if p.Draft {
			at := p.Base + "/glossary/" + t.ID
			card.Edit, card.Remove = at, at+"/remove"
		}
		p.Terms = append(p.Terms, card)
	}
	return p
}

// SaveTerm adds a word to the glossary, or changes the one in the address.
func (h *Handlers) SaveTerm(c *web.Ctx) error {
	var in termInput
	id := c.Params("course")
	err := c.Bind(&in)
	if err == nil {
		err = h.Courses.SaveTerm(c.Context(), c.Actor, id, c.Params("term"), courses.TermInput{Term: in.Term, Explanation: in.Explanation})
	}
	if fault.Is(err, fault.Invalid) {
		form := c.Fill(in, err)
		return h.showGlossary(c, 422, &form)
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "courses.saved")
	return c.See("/courses/" + id + "/glossary")
}

// RemoveTerm takes a word out of the glossary.
func (h *Handlers) RemoveTerm(c *web.Ctx) error {
	id := c.Params("course")
	if err := h.Courses.RemoveTerm(c.Context(), c.Actor, id, c.Params("term")); err != nil {
		return err
	}
	c.Flash(parts.Good, "courses.saved")
	return c.See("/courses/" + id + "/glossary")
}

// termAction is where the form of a word goes.
func termAction(p glossaryPage) string {
	if p.Edit != "" {
		return p.Edit
	}
	return p.Base + "/glossary"
}

func termTitle(p glossaryPage) string {
	if p.Edit != "" {
		return p.T("media.term.change")
	}
	return p.T("media.term.add")
}
