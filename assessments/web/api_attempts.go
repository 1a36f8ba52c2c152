package web

import (
	"relevo/app/db"
	"relevo/app/i18n"
	"relevo/app/web"
	"relevo/app/web/api"
	"relevo/assessments"
)

type oneAttempt struct {
	ID string `path:"attempt"`
}

type ownAttempt struct {
	ID             string      `json:"id"`
	State          string      `json:"state" enum:"not_started,in_progress,submitted,scored,closed"`
	CloseReason    string      `json:"close_reason" doc:"left, withdrawn, or empty."`
	Title          api.Text    `json:"title" doc:"Of the assessment."`
	Instructions   api.Text    `json:"instructions"`
	Occasion       string      `json:"occasion" enum:"pre,post,follow_up"`
	MonthsAfter    int         `json:"months_after"`
	Promises       []string    `json:"promises" doc:"What is asked, why, and who sees it: what consent is given to."`
	Open           bool        `json:"open" doc:"It can be begun or gone on with now."`
	OnlineOnly     bool        `json:"online_only" doc:"Its questions are not given to programs."`
	Questions      int         `json:"questions"`
	Answered       int         `json:"answered"`
	Minutes        int         `json:"minutes" doc:"What it usually takes."`
	MinutesAllowed *int        `json:"minutes_allowed" doc:"For this person, from the start; null: no limit."`
	OpensAt        db.Instant  `json:"opens_at"`
	ClosesAt       *db.Instant `json:"closes_at"`
	DueOn          *db.Date    `json:"due_on"`
	StartedAt      *db.Instant `json:"started_at"`
	DeadlineAt     *db.Instant `json:"deadline_at" doc:"Until when to answer; what comes later is kept, flagged and counts only if it is admitted."`
	SubmittedAt    *db.Instant `json:"submitted_at"`
}

func ownAttemptOf(p *i18n.Printer, v assessments.AttemptView) ownAttempt {
	out := ownAttempt{ID: v.ID, State: string(v.State), CloseReason: v.CloseReason, Title: api.TextOf(v.Assessment.Title), Instructions: api.TextOf(v.Assessment.Instructions), Occasion: string(v.Administration.Occasion),
		MonthsAfter: v.Administration.MonthsAfter, Promises: promisesOf(p, v), Open: v.Open, OnlineOnly: v.Assessment.OnlineOnly, Questions: v.Questions, Answered: v.Answered, Minutes: v.Minutes,
		OpensAt: v.Administration.OpensAt, ClosesAt: v.Administration.ClosesAt, DueOn: v.DueOn, StartedAt: v.StartedAt, DeadlineAt: v.DeadlineAt, SubmittedAt: v.SubmittedAt}
	if v.Assessment.MinutesAllowed != nil {
		minutes := *v.Assessment.MinutesAllowed + v.ExtraMinutes
		out.MinutesAllowed = &minutes
	}
	return out
}

type startAttempt struct {
	ID   string `path:"attempt"`
	Body struct {
		Consent bool `json:"consent" doc:"The person agrees to take part, having read the promises."`
	}
}

type attemptQuestions struct {
	Attempt   ownAttempt        `json:"attempt"`
	Now       db.Instant        `json:"now" doc:"By the server's clock, which the deadline goes by."`
	Questions []attemptQuestion `json:"questions" doc:"Without keys; in the same order whenever it is asked for."`
}

type attemptQuestion struct {
	Number  int            `json:"number"`
	Item    string         `json:"item" doc:"What an answer is saved under."`
	Kind    string         `json:"kind" enum:"single,multiple,true_false,situational,ordering,matching,cloze,numeric,short_answer,vignette,self_rating,confidence"`
	Section *api.Text      `json:"section" doc:"The heading it stands under; null for most."`
	Stem    api.Text       `json:"stem" doc:"Clean HTML; a picture has an address like picture:ID and is found at /pictures/ITEM/ID; the blanks of a cloze are marked [[1]]."`
	Options []itemChoice   `json:"options" doc:"Those of true_false and confidence have no text."`
	Prompts []itemChoice   `json:"prompts"`
	Choices []itemChoice   `json:"choices" doc:"What prompts go with."`
	Blanks  []attemptBlank `json:"blanks"`
	Spoken  bool           `json:"spoken" doc:"May be answered by voice."`
	Answer  *answerValue   `json:"answer" doc:"What counts now; null when unanswered."`
	Seq     int64          `json:"seq" doc:"Of that answer; 0 when there is none."`
}

type attemptBlank struct {
	ID      string       `json:"id"`
	Kind    string       `json:"kind" enum:"single,numeric,short_answer"`
	Options []itemChoice `json:"options"`
}

func attemptQuestionOf(i assessments.PaperItem) attemptQuestion {
	q := attemptQuestion{Number: i.Number, Item: i.ItemVersionID, Kind: string(i.Kind), Section: sectionOf(i.Section), Stem: api.TextOf(i.Stem), Options: api.Each(i.Options, choiceOf), Prompts: api.Each(i.Prompts, choiceOf),
		Choices: api.Each(i.Choices, choiceOf), Spoken: i.Spoken, Seq: i.Seq, Blanks: api.Each(i.Blanks, func(s assessments.Space) attemptBlank {
			return attemptBlank{s.ID, string(s.Kind), api.Each(s.Options, choiceOf)}
		})}
	if !i.Answer.IsZero() {
		q.Answer = &answerValue{i.Answer.Options, i.Answer.Matches, i.Answer.Text, i.Answer.Audio}
	}
	return q
}

// answerValue is what is answered; with nothing in it an answer is taken back.
type answerValue struct {
	Options []string          `json:"options,omitempty" doc:"Identifiers of what is chosen."`
	Matches map[string]string `json:"matches,omitempty" doc:"Of a matching the choice by prompt; of an ordering the place (1 is the first) by option; of a situational the option under best and worst; of a cloze the option or the words by blank."`
	Text    string            `json:"text,omitempty" doc:"A number, a few words, or a whole response."`
	Audio   string            `json:"audio,omitempty" doc:"The name of a recording that was kept."`
}

type saveAnswers struct {
	ID   string `path:"attempt"`
	Body struct {
		Answers []sentAnswer `json:"answers" doc:"1 to 500, all or none."`
	}
}

type sentAnswer struct {
	Item   string      `json:"item"`
	Value  answerValue `json:"value"`
	Seq    int64       `json:"seq,omitempty" doc:"Counted up by the device for each item: the highest counts, the same again is the same. Left out: the next."`
	Device string      `json:"device,omitempty" doc:"What the device calls itself; needed with seq."`
}

type answersKept struct {
	At        db.Instant       `json:"at"`
	Late      bool             `json:"late" doc:"They came after the deadline, or when the sitting or the day was over: they are kept and flagged."`
	Seqs      map[string]int64 `json:"seqs" doc:"By item: the number that counts now."`
	Aside     int              `json:"aside" doc:"So many came when the attempt was over and wait for whoever runs the sitting to decide."`
	Elsewhere *db.Instant      `json:"elsewhere" doc:"When another device last saved answers of the attempt, within half an hour."`
}

type submissionReceipt struct {
	AttemptID   string     `json:"attempt_id"`
	Code        string     `json:"code" doc:"What the person notes down."`
	SubmittedAt db.Instant `json:"submitted_at"`
	Answered    int        `json:"answered"`
	Questions   int        `json:"questions"`
}

func submissionReceiptOf(r assessments.Receipt) submissionReceipt {
	return submissionReceipt{r.AttemptID, r.Code, r.SubmittedAt, r.Answered, r.Questions}
}

// attemptsAPI is for one's own attempts; anybody else's do not exist.
func (h *Handlers) attemptsAPI() []web.Route {
	return []web.Route{
		api.Op[struct{}, api.Page[ownAttempt]]{
			Method: "GET", Path: "/me/attempts", Name: "attempts", Summary: "The owner's own attempts, the newest first", Needs: apiLearners,
			Do: func(c *web.Ctx, _ struct{}) (api.Page[ownAttempt], error) {
				list, err := h.Assessments.Mine(c.Context(), c.Actor)
				return api.Page[ownAttempt]{Items: api.Each(list, func(v assessments.AttemptView) ownAttempt { return ownAttemptOf(c.Printer, v) })}, err
			},
		}.Route(),
		api.Op[oneAttempt, ownAttempt]{
			Method: "GET", Path: "/attempts/:attempt", Name: "attempt", Summary: "An own attempt: what, how long, what is promised", Needs: apiLearners, Stands: []string{"attempt"}, Do: h.apiAttempt,
		}.Route(),
		api.Op[startAttempt, ownAttempt]{
			Method: "POST", Path: "/attempts/:attempt/start", Name: "attempt.start", Summary: "Begin an own attempt; where time is limited it runs from now", Needs: apiLearners, Stands: []string{"attempt.start"},
			Do: func(c *web.Ctx, in startAttempt) (ownAttempt, error) {
				if _, err := h.Assessments.Start(c.Context(), c.Actor, in.ID, in.Body.Consent); err != nil {
					return ownAttempt{}, err
				}
				return h.apiAttempt(c, oneAttempt{in.ID})
			},
		}.Route(),
		api.Op[oneAttempt, attemptQuestions]{
			Method: "GET", Path: "/attempts/:attempt/questions", Name: "attempt.questions", Summary: "The questions of an own attempt under way, without keys, with what was answered", Needs: apiLearners,
			Stands: []string{"attempt.question", "attempt.pages", "attempt.review"},
			Do: func(c *web.Ctx, in oneAttempt) (attemptQuestions, error) {
				paper, err := h.Assessments.PaperToKeep(c.Context(), c.Actor, in.ID)
				if err != nil {
					return attemptQuestions{}, err
				}
				return attemptQuestions{ownAttemptOf(c.Printer, paper.AttemptView), paper.Now, api.Each(paper.Items, attemptQuestionOf)}, nil
			},
		}.Route(),
		api.Op[saveAnswers, answersKept]{
			Method: "POST", Path: "/attempts/:attempt/answers", Name: "attempt.answers", Summary: "Save answers, as often and in whatever order; none is dropped", Needs: apiLearners, Stands: []string{"attempt.answers", "attempt.question.save"},
			Do: func(c *web.Ctx, in saveAnswers) (answersKept, error) {
				kept, err := h.Assessments.SaveAnswers(c.Context(), c.Actor, in.ID, api.Each(in.Body.Answers, func(a sentAnswer) assessments.AnswerInput {
					return assessments.AnswerInput{ItemVersionID: a.Item, Seq: a.Seq, Device: a.Device, Value: assessments.Value{Options: a.Value.Options, Matches: a.Value.Matches, Text: a.Value.Text, Audio: a.Value.Audio}}
				}))
				return answersKept{kept.At, kept.Late, kept.Seqs, kept.Aside, kept.Elsewhere}, err
			},
		}.Route(),
		api.Op[oneAttempt, submissionReceipt]{
			Method: "POST", Path: "/attempts/:attempt/submit", Name: "attempt.submit", Summary: "Hand an own attempt in; once more, the receipt is the same", Needs: apiLearners, Stands: []string{"attempt.submit"},
			Do: func(c *web.Ctx, in oneAttempt) (submissionReceipt, error) {
				receipt, err := h.Assessments.Submit(c.Context(), c.Actor, in.ID)
				return submissionReceiptOf(receipt), err
			},
		}.Route(),
		api.Op[oneAttempt, submissionReceipt]{
			Method: "GET", Path: "/attempts/:attempt/receipt", Name: "attempt.receipt", Summary: "The receipt of an own attempt that was handed in", Needs: apiLearners, Stands: []string{"attempt.receipt"},
			Do: func(c *web.Ctx, in oneAttempt) (submissionReceipt, error) {
				receipt, _, err := h.Assessments.Receipt(c.Context(), c.Actor, in.ID)
				return submissionReceiptOf(receipt), err
			},
		}.Route(),
	}
}

func (h *Handlers) apiAttempt(c *web.Ctx, in oneAttempt) (ownAttempt, error) {
	view, err := h.Assessments.Attempt(c.Context(), c.Actor, in.ID)
	if err != nil {
		return ownAttempt{}, err
	}
	return ownAttemptOf(c.Printer, view), nil
}
