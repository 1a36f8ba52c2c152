package web

import (
	"cmp"
	"errors"
	"strconv"
	"strings"

	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/people"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/courses"
)

// reviewNote says where a version is on its way to being published.
func reviewNote(p *i18n.Printer, state courses.ReviewState) note {
	tone := map[courses.ReviewState]parts.Tone{
		courses.Writing: parts.Neutral, courses.Waiting: parts.Info, courses.Improving: parts.Notice, courses.ChangedSince: parts.Notice,
		courses.ReadyToGo: parts.Good, courses.PublishedOnce: parts.Good,
	}[state]
	return note{tone, p.T("review.state." + string(state))}
}

func (p *coursePage) fillReview(course courses.CoursePage) {
	p.Review, p.MayPublish = reviewNote(p.Printer, course.Review), course.Review == courses.ReadyToGo
	if !p.Draft && p.MayAuthor {
		p.Changed = p.Base + "/review?version=" + strconv.Itoa(course.Version.Version)
	}
	if course.Alone != nil {
		p.Alone = course.Alone.Text
	}
}

type publishInput struct {
	Reason string `form:"reason"`
	Alone  string `form:"alone"` // not empty: without a second person
}

// Publish publishes the draft, or says what is missing.
func (h *Handlers) Publish(c *web.Ctx) error {
	var in publishInput
	id := c.Params("course")
	err := c.Bind(&in)
	if err == nil && in.Alone != "" {
		_, err = h.Courses.PublishAlone(c.Context(), c.Actor, id, in.Reason)
	} else if err == nil {
		_, err = h.Courses.Publish(c.Context(), c.Actor, id)
	}
	if fields := fault.FieldsOf(err); len(fields) > 0 && fields[0].Name == "reason" {
		return h.showCourseWith(c, 422, "", func(p *coursePage) { p.AloneForm = c.Fill(in, err) })
	}
	if fault.Is(err, fault.Invalid) {
		return h.showCourse(c, 422, parts.Filled{}, h.whyNot(c, err))
	}
	if fault.Is(err, fault.Conflict) {
		flashFault(c, err)
		return c.See("/courses/" + id + "/review")
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "courses.published")
	return c.See("/courses/" + id)
}

// flashFault says on the next page why something was not done.
func flashFault(c *web.Ctx, err error) {
	var e *fault.Error
	if errors.As(err, &e) {
		c.Flash(parts.Notice, e.Key, e.Pairs...)
	}
}

// diffLine is a line of a text that changed.
type diffLine struct {
	Sign  string // "+", "−" or none
	Name  string // for those who do not see the sign
	Spans []courses.DiffSpan
	Skip  string // some lines that are the same, not shown
}

type textChange struct {
	Title string
	Lang  string
	Lines []diffLine
}

type lessonChange struct {
	ID       string // origin
	Title    string
	State    note
	Fields   []string
	Texts    []textChange
	Comments []reviewEntry
	Open     bool
}

// reviewEntry is something that happened, in words.
type reviewEntry struct {
	What string
	Text string
	On   string
}

type reviewPage struct {
	web.Page
	Base     string
	State    note
	Against  string
	Lang     string
	Ready    bool
	Draft    bool
	HandIn   bool // the author may hand it in
	Judge    bool // the actor may return or approve it
	Publish  bool // it was approved
	Why      string
	Digest   string
	Fields   []string
	Lessons  []lessonChange
	Same     int // lessons in which nothing changed, not shown
	Facts    []reviewEntry
	Comments []parts.Option // what a comment may be about
	Form     parts.Filled
	About    string // which form was filled in
}

// Review shows what changed in a version and what was said about it.
func (h *Handlers) Review(c *web.Ctx) error { return h.showReview(c, 200, parts.Filled{}, "") }

func (h *Handlers) showReview(c *web.Ctx, status int, form parts.Filled, about string) error {
	version, err := strconv.Atoi(c.Query("version", "0"))
	if err != nil {
		version = 0
	}
	review, err := h.Courses.Review(c.Context(), c.Actor, c.Params("course"), version)
	if err != nil {
		return err
	}
	p := newReviewPage(c.Page("review.title", "title", review.Version.Title), review)
	p.Form, p.About = form, about
	return c.Render(status, showReview(p))
}

func newReviewPage(page web.Page, r courses.ReviewPage) reviewPage {
	p := reviewPage{Page: page, Base: "/courses/" + r.ID, State: reviewNote(page.Printer, r.State), Lang: r.Version.Language, Digest: r.Digest,
		Ready: r.Ready, Draft: r.Version.State == courses.Draft, Publish: r.State == courses.ReadyToGo}
	p.Crumbs = crumbs(p.T("review.short"), p.T("courses.title"), "/courses", r.Version.Title, p.Base)
	p.Against = p.T("review.first")
	if r.Against != nil {
		p.Against = p.T("review.against", "n", r.Against.Version)
	}
	switch {
	case r.State == courses.Waiting && r.Mine:
		p.Why = p.T("review.by_another")
	case r.State == courses.Waiting:
		p.Judge = true
	case p.Draft && r.State != courses.ReadyToGo:
		p.HandIn = r.Ready
		if !r.Ready {
			p.Why = p.T("courses.publish.not_yet")
		}
	}
	for _, f := range r.Changes.Fields {
		p.Fields = append(p.Fields, fieldChange(p.Printer, p.T("review.course."+f.Name), f))
	}
	p.Comments = []parts.Option{{Value: "", Label: p.T("review.whole")}}
	for _, l := range r.Changes.Lessons {
		if l.Kind != courses.LessonGone {
			p.Comments = append(p.Comments, parts.Option{Value: l.Origin, Label: l.Title})
		}
		view := lessonChangeOf(p.Printer, l, r)
		if l.Kind == courses.LessonSame && len(view.Comments) == 0 {
			p.Same++
			continue
		}
		p.Lessons = append(p.Lessons, view)
	}
	for _, f := range r.Facts {
		p.Facts = append(p.Facts, entryOf(p.Printer, f, r))
	}
	return p
}

func entryOf(p *i18n.Printer, f courses.Review, r courses.ReviewPage) reviewEntry {
	who := cmp.Or(r.Names[f.RecordedBy], p.T("review.somebody"))
	what := p.T("review.fact."+string(f.Kind), "who", who)
	if f.LessonOrigin != "" {
		what = p.T("review.fact.about", "who", who, "lesson", r.Headings[f.LessonOrigin])
	}
	return reviewEntry{What: what, Text: f.Text, On: p.Instant(f.RecordedAt)}
}

func fieldChange(p *i18n.Printer, what string, f courses.FieldChange) string {
	line := p.T("review.was_is", "what", what, "was", orNothing(p, f.Was), "is", orNothing(p, f.Is))
	if f.Place != "" {
		line = wordingWord(p, f.Place) + ": " + line
	}
	return line
}

func orNothing(p *i18n.Printer, text string) string { return cmp.Or(text, p.T("review.nothing")) }

// wordingWord names a wording by the language and place in which it was compared.
func wordingWord(p *i18n.Printer, place string) string {
	language, at, _ := strings.Cut(place, " ")
	if at == "" {
		return languageName(language)
	}
	return p.T("wording.named", "language", languageName(language), "place", cmp.Or(people.RegionName(at), at))
}

func lessonChangeOf(p *i18n.Printer, l courses.LessonChange, r courses.ReviewPage) lessonChange {
	tone := map[courses.ChangeKind]parts.Tone{courses.LessonNew: parts.Good, courses.LessonGone: parts.Bad, courses.LessonChanged: parts.Info}[l.Kind]
	view := lessonChange{ID: l.Origin, Title: l.Title, State: note{cmp.Or(tone, parts.Neutral), p.T("review.lesson." + string(l.Kind))}, Open: l.Kind == courses.LessonChanged}
	if l.Kind == courses.LessonChanged && l.Share > 0 {
		view.State.Title = p.T("review.lesson.changed_share", "share", p.Percent(max(l.Share, 0.01), 0))
	}
	for _, f := range l.Fields {
		view.Fields = append(view.Fields, fieldChange(p, p.T("review.field."+f.Name), f))
	}
	for _, t := range l.Texts {
		text := textChange{Title: p.T("review.own_text"), Lang: r.Version.Language, Lines: diffLines(p, t.Lines)}
		if t.Place != "" {
			text.Title = p.T("review.text."+string(t.Kind), "text", wordingWord(p, t.Place))
			text.Lang, _, _ = strings.Cut(t.Place, " ")
		}
		view.Texts = append(view.Texts, text)
	}
	for _, f := range r.Facts {
		if f.LessonOrigin == l.Origin {
			entry := entryOf(p, f, r)
			entry.What = p.T("review.fact.comment", "who", cmp.Or(r.Names[f.RecordedBy], p.T("review.somebody")))
			view.Comments = append(view.Comments, entry)
		}
	}
	return view
}

// diffLines shows what changed with one line around it, and how many lines are left out.
func diffLines(p *i18n.Printer, lines []courses.DiffLine) []diffLine {
	near := func(i int) bool {
		for j := max(0, i-1); j <= min(len(lines)-1, i+1); j++ {
			if lines[j].Kind != courses.Unchanged {
				return true
			}
		}
		return false
	}
	var out []diffLine
	skipped := 0
	flush := func() {
		if skipped > 0 {
			out = append(out, diffLine{Skip: p.T("review.lines_same", "count", skipped)})
		}
		skipped = 0
	}
	for i, l := range lines {
		if !near(i) {
			skipped++
			continue
		}
		flush()
		view := diffLine{Spans: l.Spans}
		switch l.Kind {
		case courses.Added:
			view.Sign, view.Name = "+", p.T("review.line.added")
		case courses.Removed:
			view.Sign, view.Name = "−", p.T("review.line.removed")
		case courses.Reworded:
			view.Sign, view.Name = "±", p.T("review.line.reworded")
		case courses.Unchanged:
		}
		out = append(out, view)
	}
	flush()
	return out
}

type reviewInput struct {
	Text   string `form:"text"`
	Lesson string `form:"lesson"`
	Digest string `form:"digest"`
}

// sayOf does something with a draft and comes back to its review.
func (h *Handlers) sayOf(c *web.Ctx, about, done string, do func(in reviewInput) error) error {
	var in reviewInput
	err := c.Bind(&in)
	if err == nil {
		err = do(in)
	}
	switch {
	case fault.Is(err, fault.Invalid) && fault.FieldsOf(err)[0].Name != "text": // the checklist
		return h.showCourse(c, 422, parts.Filled{}, h.whyNot(c, err))
	case fault.Is(err, fault.Invalid):
		return h.showReview(c, 422, c.Fill(in, err), about)
	case fault.Is(err, fault.Conflict):
		flashFault(c, err)
	case err != nil:
		return err
	default:
		c.Flash(parts.Good, done)
	}
	return c.See("/courses/" + c.Params("course") + "/review")
}

// HandIn asks for a review of the draft.
func (h *Handlers) HandIn(c *web.Ctx) error {
	return h.sayOf(c, "hand-in", "review.handed_in", func(in reviewInput) error {
		return h.Courses.HandIn(c.Context(), c.Actor, c.Params("course"), in.Text)
	})
}

// CommentDraft says something about the draft or a lesson of it.
func (h *Handlers) CommentDraft(c *web.Ctx) error {
	return h.sayOf(c, "comment", "review.commented", func(in reviewInput) error {
		return h.Courses.Comment(c.Context(), c.Actor, c.Params("course"), in.Lesson, in.Text)
	})
}

// ReturnDraft gives the draft back to its author.
func (h *Handlers) ReturnDraft(c *web.Ctx) error {
	return h.sayOf(c, "return", "review.returned", func(in reviewInput) error {
		return h.Courses.Return(c.Context(), c.Actor, c.Params("course"), in.Text)
	})
}

// ApproveDraft wants the draft published as it is.
func (h *Handlers) ApproveDraft(c *web.Ctx) error {
	return h.sayOf(c, "approve", "review.approved", func(in reviewInput) error {
		return h.Courses.Approve(c.Context(), c.Actor, c.Params("course"), in.Digest, in.Text)
	})
}

// filled gives what was typed into one of the page's forms.
func (p reviewPage) filled(about string) parts.Filled {
	if p.About == about {
		return p.Form
	}
	return parts.Filled{ID: about}
}
