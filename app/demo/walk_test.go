package demo_test

import (
	"relevo/app/access"
	"relevo/app/db"
	"relevo/assessments"
	"relevo/courses"
)

// walk leads the official through her course: the test, the lessons, the test
// afterwards, which the trainer scores.
func (p programme) walk(official, trainer access.Actor, course *courses.MyCourse) {
	t, ctx := p.t, p.t.Context()
	t.Helper()
	p.sit(official, course.Step.AttemptID)
	for _, lesson := range course.Progress.Lessons {
		if _, err := p.Courses.MarkRead(ctx, official, course.EnrolmentID, lesson.ID); err != nil {
			t.Fatalf("%s: %v", lesson.Title, err)
		}
	}
	home, err := p.Courses.Learn(ctx, official)
	if err != nil || home.Continue == nil || home.Continue.Step.Kind != courses.StepPost {
		t.Fatalf("after the lessons comes %+v, %v", home.Continue, err)
	}
	p.sit(official, home.Continue.Step.AttemptID)
	p.scoreAll(trainer)
	rows, err := p.Certificates.Mine(ctx, official)
	if err != nil || len(rows) == 0 {
		t.Fatalf("the official has %d certificates at the end, %v", len(rows), err)
	}
	if home, err := p.Courses.Learn(ctx, official); err != nil || len(home.Done) != 1 {
		t.Errorf("%d courses done, %v", len(home.Done), err)
	}
}

// sit answers a test with whatever comes first.
func (p programme) sit(actor access.Actor, attemptID string) {
	t, ctx := p.t, p.t.Context()
	t.Helper()
	if _, err := p.Assessments.Start(ctx, actor, attemptID, true); err != nil {
		t.Fatal(err)
	}
	paper, err := p.Assessments.Paper(ctx, actor, attemptID)
	if err != nil {
		t.Fatal(err)
	}
	var answers []assessments.AnswerInput
	for _, item := range paper.Items {
		var value assessments.Value
		switch {
		case len(item.Options) > 0:
			value.Options = []string{item.Options[0].ID}
		case item.Kind == assessments.Numeric:
			value.Text = "3"
		case item.Kind == assessments.Vignette:
			value.Text = "Le digo que está a salvo y le pregunto qué necesita."
		}
		answers = append(answers, assessments.AnswerInput{ItemVersionID: item.ItemVersionID, Value: value})
	}
	if _, err := p.Assessments.SaveAnswers(ctx, actor, attemptID, answers); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Assessments.Submit(ctx, actor, attemptID); err != nil {
		t.Fatal(err)
	}
	if err := p.Jobs.Drain(ctx); err != nil {
		t.Fatal(err)
	}
}

// scoreAll lets the trainer score every response that waits.
func (p programme) scoreAll(trainer access.Actor) {
	t, ctx := p.t, p.t.Context()
	t.Helper()
	scored := 0
	for {
		task, err := p.Assessments.NextTask(ctx, trainer, "", "")
		if err != nil {
			t.Fatal(err)
		}
		if task.ID == "" {
			break
		}
		points := assessments.Points{}
		for _, c := range task.Rubric.Criteria {
			points[c.Code] = c.Max()
		}
		if err := p.Assessments.Rate(ctx, trainer, task.ID, assessments.RatingInput{Points: points}); err != nil {
			t.Fatal(err)
		}
		scored++
	}
	if scored < 20 {
		t.Errorf("the trainer had %d responses to score, want at least 20", scored)
	}
	if err := p.Jobs.Drain(ctx); err != nil {
		t.Fatal(err)
	}
}

// somebodyIsHalfWay looks for a participant with part of the lessons read.
func (p programme) somebodyIsHalfWay(code string) {
	offering, reads := p.offering(code), map[string]int{}
	for _, r := range all[courses.LessonRead](p) {
		reads[r.EnrolmentID]++
	}
	for _, e := range all[courses.Enrolment](p) {
		if n := reads[e.ID]; e.OfferingID == offering.ID && n >= 4 && n <= 7 {
			return
		}
	}
	p.t.Errorf("nobody in %s is half way", code)
}

func (p programme) offering(code string) (o courses.Offering) {
	p.t.Helper()
	p.read(func(tx *db.Tx) error { return tx.DB.Where("code = ?", code).Take(&o).Error })
	return o
}
