package web

import (
	"errors"
	"strconv"
	"strings"

	"relevo/app/fault"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/assessments"
)

type queuePage struct {
	web.Page
	Rows []queueView
	Done int // responses that the trainer has scored
}

// queueView is what there is to score of one vignette.
type queueView struct {
	ItemVersionID, Title, Excerpt string
	Facts                         []parts.Fact
	Waiting                       int
	Calibrate                     string // what is missing before any are given; empty when nothing is
	CalibrateHref                 string
}

// Scoring shows how many responses wait to be scored.
func (h *Handlers) Scoring(c *web.Ctx) error {
	rows, err := h.Assessments.Queue(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	return c.Render(200, showQueue(queuePageOf(c.Page("assessments.scoring.title"), rows)))
}

func queuePageOf(page web.Page, rows []assessments.QueueRow) queuePage {
	p := queuePage{Page: page}
	p.Lead = p.T("assessments.scoring.lead")
	for _, r := range rows {
		v := queueView{ItemVersionID: r.ItemVersionID, Title: r.Title, Excerpt: excerpt(p.Printer, r.Vignette, 160), Waiting: r.Waiting}
		if v.Title == "" {
			v.Title = excerpt(p.Printer, r.Vignette, 60)
		}
		v.Facts = []parts.Fact{
			{Label: p.T("assessments.scoring.waiting"), Text: p.Value(r.Waiting)},
			{Label: p.T("assessments.scoring.claimed"), Text: p.Value(r.Claimed)},
			{Label: p.T("assessments.scoring.done"), Text: p.Value(r.Done)},
		}
		if r.ItemID != "" {
			v.CalibrateHref = calibrationPath(r.ItemID)
		}
		if r.Calibrate > 0 {
			v.Waiting, v.Calibrate = 0, p.T("assessments.calibration.needed", "count", r.Calibrate)
		}
		p.Done += r.Done
		p.Rows = append(p.Rows, v)
	}
	return p
}

type nextInput struct {
	Item  string `form:"item"`
	After string `form:"after"` // the response that is skipped
}

// NextTask gives the trainer a response to score.
func (h *Handlers) NextTask(c *web.Ctx) error {
	var in nextInput
	if err := c.Bind(&in); err != nil {
		return err
	}
	return h.next(c, in)
}

// next leads to the next response or, when there is none, back to the queue.
func (h *Handlers) next(c *web.Ctx, in nextInput) error {
	task, err := h.Assessments.NextTask(c.Context(), c.Actor, in.Item, in.After)
	if err != nil {
		return err
	}
	if task.ID == "" {
		c.Flash(parts.Good, "assessments.scoring.all_done")
		return c.See("/scoring")
	}
	if task.ID == in.After {
		c.Flash(parts.Info, "assessments.scoring.only_one")
	}
	return c.See("/scoring/" + task.ID)
}

type taskPage struct {
	web.Page
	ItemVersionID, TaskID string
	Action                string
	Vignette              htmlText
	Response              string
	Hear                  string // where the response is heard; empty when it was written
	Criteria              []criterionView
	Form                  parts.Filled
	Waiting               string
	Again                 string // that the trainer has scored it and looks again; empty: they have not
	Settled               bool   // it is done, and nothing can be saved
}

// Task shows one response beside the rubric, and nothing that tells whose it is.
func (h *Handlers) Task(c *web.Ctx) error { return h.showTask(c, 200, nil, nil) }

func (h *Handlers) showTask(c *web.Ctx, status int, points assessments.Points, reason error) error {
	task, err := h.Assessments.Task(c.Context(), c.Actor, c.Params("task"))
	if fault.Is(err, fault.Conflict) {
		return notTheirs(c, err)
	}
	if err != nil {
		return err
	}
	var in rateInput
	if status == 200 && task.Own != nil {
		points, in.Comment = task.Own.Points, task.Own.Comment
	} else if status != 200 {
		in.Comment = typed(c, "comment")
	}
	return c.Render(status, showTask(taskPageOf(c.Page("assessments.scoring.task"), task, points, c.Fill(in, reason))))
}

// notTheirs says why a response is not the trainer's: another was quicker, it is done, or they
// came by a link and have not taken it.
func notTheirs(c *web.Ctx, err error) error {
	key := "assessments.task_done"
	var said *fault.Error
	if errors.As(err, &said) {
		key = said.Key
	}
	c.Flash(parts.Info, key)
	return c.See("/scoring")
}

func taskPageOf(page web.Page, task assessments.BlindTask, points assessments.Points, form parts.Filled) taskPage {
	p := taskPage{
		Page: page, ItemVersionID: task.ItemVersionID, TaskID: task.ID, Action: "/scoring/" + task.ID, Vignette: htmlIn(page.Printer, task.ItemVersionID, task.Vignette),
		Response: task.Response, Criteria: criteriaOf(page.Printer, task.Rubric.Criteria), Form: form,
		Waiting: page.T("assessments.scoring.left", "count", task.Waiting),
	}
	switch {
	case task.Own != nil && task.Own.Settled:
		p.Again, p.Settled = page.T("assessments.scoring.settled"), true
	case task.Own != nil:
		p.Again = page.T("assessments.scoring.again")
	}
	if task.Spoken {
		p.Hear = recordingPath(task.ID)
	}
	p.Crumbs = crumbs(p.Title, p.T("assessments.scoring.title"), "/scoring")
	choose(p.Criteria, points, form)
	return p
}

// pointsField is the beginning of the names of the fields with the points of criteria.
const pointsField = "points_"

// choose marks the levels that were given, and says what is wrong with a criterion.
func choose(criteria []criterionView, points assessments.Points, form parts.Filled) {
	for i, criterion := range criteria {
		given, ok := points[strings.TrimPrefix(criterion.Field, pointsField)]
		for j, level := range criterion.Levels {
			criteria[i].Levels[j].Chosen = ok && level.Value == strconv.Itoa(given)
		}
		criteria[i].Error = form.Error(criterion.Field)
	}
}

// pointsGiven reads the points of every criterion that was rated.
func pointsGiven(c *web.Ctx) assessments.Points {
	points := assessments.Points{}
	c.Request().PostArgs().VisitAll(func(field, value []byte) {
		code, is := strings.CutPrefix(string(field), pointsField)
		if n, err := strconv.Atoi(string(value)); is && err == nil {
			points[code] = n
		}
	})
	return points
}

type rateInput struct {
	Comment string `form:"comment"`
}

// Rate keeps the trainer's scoring of a response and goes on to the next.
func (h *Handlers) Rate(c *web.Ctx) error {
	var in rateInput
	if err := c.Bind(&in); err != nil {
		return err
	}
	id := c.Params("task")
	task, err := h.Assessments.Claim(c.Context(), c.Actor, id)
	if fault.Is(err, fault.Conflict) {
		return notTheirs(c, err)
	}
	if err != nil {
		return err
	}
	points := pointsGiven(c)
	err = h.Assessments.Rate(c.Context(), c.Actor, id, assessments.RatingInput{Points: points, Comment: in.Comment})
	switch {
	case fault.Is(err, fault.Invalid):
		return h.showTask(c, 422, points, err)
	case fault.Is(err, fault.Conflict):
		return notTheirs(c, err)
	}
	if err != nil {
		return err
	}
	return h.next(c, nextInput{Item: task.ItemVersionID, After: id})
}

// UndoRating takes the trainer's newest rating back and shows that response again.
func (h *Handlers) UndoRating(c *web.Ctx) error {
	id, err := h.Assessments.UndoRating(c.Context(), c.Actor)
	if fault.Is(err, fault.Conflict) {
		c.Flash(parts.Info, "assessments.nothing_to_undo")
		return c.See("/scoring")
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Info, "assessments.scoring.undone")
	return c.See("/scoring/" + id)
}
