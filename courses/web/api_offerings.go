package web

import (
	"relevo/app/db"
	"relevo/app/web"
	"relevo/app/web/api"
	"relevo/courses"
)

type runInList struct {
	scheduledRun
	CourseID     string   `json:"course_id"`
	CourseTitle  string   `json:"course_title"`
	Institutions []string `json:"institutions" doc:"Names of those it is for."`
	Enrolled     int      `json:"enrolled"`
	Completed    *int     `json:"completed" doc:"null for whoever rates responses."`
	HandedIn     *int     `json:"handed_in" doc:"Have handed in the last test; for whoever rates responses, in place of completed."`
}

func runInListOf(o courses.OfferingSummary, rates bool) runInList {
	out := runInList{scheduledRun: scheduledRunOf(o.Offering), CourseID: o.CourseID, CourseTitle: o.CourseTitle, Institutions: append([]string{}, o.Institutions...), Enrolled: o.Enrolled}
	if rates {
		out.HandedIn = &o.HandedIn
	} else {
		out.Completed = &o.Completed
	}
	return out
}

type runsQuery struct {
	Course string `form:"course" doc:"Identifier of a course."`
	api.Paging
}

type runChoices struct {
	Versions     []choosableVersion `json:"versions" doc:"Published, the newest of each course."`
	Institutions []namedPlace       `json:"institutions" doc:"Where the owner runs offerings, as a tree."`
	Trainers     []namedTrainer     `json:"trainers"`
	Funders      []namedFunder      `json:"funders"`
}

type choosableVersion struct {
	VersionID string `json:"version_id"`
	CourseID  string `json:"course_id"`
	Version   int    `json:"version"`
	Title     string `json:"title"`
}

type namedFunder struct {
	ID   string `json:"id"`
	Code string `json:"code"`
	Name string `json:"name"`
}

func namedFunderOf(f courses.Funder) namedFunder { return namedFunder{f.ID, f.Code, f.Name} }

type payingFunder struct {
	namedFunder
	Share float64 `json:"share" doc:"Above 0, at most 1."`
}

func payingFunderOf(f courses.FunderPart) payingFunder {
	return payingFunder{namedFunderOf(f.Funder), f.Share}
}

type scheduleRun struct {
	Body struct {
		Course       string        `json:"course" doc:"Identifier of the published version that is taught."`
		Code         string        `json:"code" doc:"Short and unique."`
		Mode         courses.Mode  `json:"mode" enum:"virtual,face_to_face,mixed"`
		StartsOn     db.Date       `json:"starts_on"`
		EndsOn       db.Date       `json:"ends_on" doc:"Last day."`
		Place        string        `json:"place,omitempty" doc:"Needed unless it is virtual."`
		Institutions []string      `json:"institutions" doc:"Identifiers of those whose staff it is for."`
		Trainers     []string      `json:"trainers,omitempty" doc:"Accounts."`
		FollowUps    []int         `json:"follow_ups,omitempty" doc:"Months after each completion, of 1, 3, 6 and 12; left out: 3 and 6; [] for none."`
		Funders      []funderShare `json:"funders,omitempty" doc:"Shares that sum to 1."`
	}
}

type funderShare struct {
	FunderID string  `json:"funder_id"`
	Share    float64 `json:"share" doc:"Above 0, at most 1."`
}

// runWhole is an offering with how far its people have come.
type runWhole struct {
	scheduledRun
	CourseID      string         `json:"course_id"`
	CourseTitle   string         `json:"course_title"`
	CourseVersion int            `json:"course_version"`
	NewerVersion  *int           `json:"newer_version" doc:"To which it could be moved; null: none."`
	Hours         float64        `json:"hours" doc:"Of the course."`
	Institutions  []namedPlace   `json:"institutions"`
	Trainers      []namedTrainer `json:"trainers"`
	Funders       []payingFunder `json:"funders"`
	Sittings      []runSitting   `json:"sittings" doc:"The tests that belong to it."`
	Enrolled      int            `json:"enrolled" doc:"Everybody, in the owner's scope or not."`
	Waiting       int            `json:"waiting" doc:"For a seat."`
	Stages        map[string]int `json:"stages" doc:"People in the owner's scope by how far they have come: the completion report. Whoever rates responses is told handed_in in place of post_done and completed."`
	Gone          int            `json:"gone" doc:"Of those who take part, how many have left their post or moved."`
}

type runSitting struct {
	AdministrationID string `json:"administration_id"`
	Occasion         string `json:"occasion" doc:"pre, post or follow_up."`
	MonthsAfter      int    `json:"months_after"`
}

func runWholeOf(o courses.OfferingPage) runWhole {
	out := runWhole{
		scheduledRun: scheduledRunOf(o.Offering), CourseID: o.CourseID, CourseTitle: o.CourseTitle, CourseVersion: o.Version, Hours: o.Hours,
		Institutions: api.Each(o.Institutions, namedPlaceOf), Trainers: api.Each(o.Trainers, namedTrainerOf), Funders: api.Each(o.Funders, payingFunderOf),
		Enrolled: o.Seated, Waiting: o.Waiting, Stages: map[string]int{}, Gone: o.Gone,
		Sittings: api.Each(o.Sittings, func(s courses.Sitting) runSitting {
			return runSitting{s.ID, string(s.Occasion), s.MonthsAfter}
		}),
	}
	if o.Newer != nil {
		out.NewerVersion = &o.Newer.Version
	}
	for _, stage := range o.Stages {
		out.Stages[string(stage)] = o.Counts[stage]
	}
	return out
}

type runMovePlan struct {
	From      versionNamed  `json:"from"`
	To        versionNamed  `json:"to" doc:"The newest published."`
	Lessons   []movedReader `json:"lessons" doc:"As they are in the newer version, those that are gone last."`
	Open      int           `json:"open" doc:"People under way: they go over."`
	Kept      int           `json:"kept" doc:"People who completed and keep their version."`
	OtherTest bool          `json:"other_test" doc:"The newer version has another test: it cannot be done."`
	MayMove   bool          `json:"may_move" doc:"The owner runs offerings at every institution of this one."`
}

type movedReader struct {
	Origin    string `json:"origin"`
	Title     string `json:"title"`
	Kind      string `json:"kind" enum:"same,new,changed,gone"`
	Readers   int    `json:"readers" doc:"People under way who have read it."`
	Suggested bool   `json:"suggested" doc:"To be read again: it changed more than slightly."`
}

type moveRun struct {
	oneOffering
	Body struct {
		VersionID string   `json:"version_id" doc:"Of the plan that was looked at: 409 when there is a newer one still."`
		ReadAgain []string `json:"read_again,omitempty" doc:"Origins of lessons that those under way read again."`
	}
}

type runMoved struct {
	Moved int `json:"moved" doc:"How many people were under way."`
}

// offeringsAPI is for offerings as a whole.
func (h *Handlers) offeringsAPI() []web.Route {
	return []web.Route{
		api.Op[runsQuery, api.Page[runInList]]{
			Method: "GET", Path: "/offerings", Name: "offerings", Summary: "Offerings that concern the owner", Needs: apiRunners, Stands: []string{"courses.offering_list"},
			Do: func(c *web.Ctx, in runsQuery) (api.Page[runInList], error) {
				list, err := h.Courses.Offerings(c.Context(), c.Actor)
				if err != nil {
					return api.Page[runInList]{}, err
				}
				list = only(list, func(o courses.OfferingSummary) bool { return in.Course == "" || o.CourseID == in.Course })
				rates := courses.Blind(c.Actor)
				return api.Cut(list, in.Paging, func(o courses.OfferingSummary) string { return o.ID }, func(o courses.OfferingSummary) runInList { return runInListOf(o, rates) })
			},
		}.Route(),
		api.Op[api.None, runChoices]{
			Method: "GET", Path: "/offerings/choices", Name: "offerings.choices", Summary: "What an offering may be scheduled with", Needs: apiRunners, Stands: []string{"courses.new_offering"},
			Do: func(c *web.Ctx, _ api.None) (runChoices, error) {
				all, err := h.Courses.OfferingChoices(c.Context(), c.Actor)
				return runChoices{
					api.Each(all.Versions, func(v courses.CourseVersion) choosableVersion {
						return choosableVersion{v.ID, v.CourseID, v.Version, v.Title}
					}),
					api.Each(all.Institutions, namedPlaceOf), api.Each(all.Trainers, namedTrainerOf), api.Each(all.Funders, namedFunderOf),
				}, err
			},
		}.Route(),
		api.Op[scheduleRun, runWhole]{
			Method: "POST", Path: "/offerings", Name: "offerings.create", Summary: "Schedule an offering, with its tests before and after", Needs: apiRunners, Status: 201, Stands: []string{"courses.create_offering"},
			Do: func(c *web.Ctx, in scheduleRun) (runWhole, error) {
				b := in.Body
				out := courses.NewOffering{CourseVersionID: b.Course, Code: b.Code, Mode: b.Mode, StartsOn: b.StartsOn, EndsOn: b.EndsOn, Place: b.Place,
					FollowUps: b.FollowUps, InstitutionIDs: b.Institutions, TrainerIDs: b.Trainers}
				for _, f := range b.Funders {
					out.Funders = append(out.Funders, courses.FunderShare{FunderID: f.FunderID, Share: f.Share})
				}
				made, err := h.Courses.CreateOffering(c.Context(), c.Actor, out)
				if err != nil {
					return runWhole{}, err
				}
				return h.apiOffering(c, oneOffering{made.ID})
			},
		}.Route(),
		api.Op[oneOffering, runWhole]{
			Method: "GET", Path: "/offerings/:offering", Name: "offering", Summary: "An offering and how far its people have come", Needs: apiRunners, Stands: []string{"courses.offering"}, Do: h.apiOffering,
		}.Route(),
		api.Op[oneOffering, runMovePlan]{
			Method: "GET", Path: "/offerings/:offering/version", Name: "offering.version", Summary: "What moving an offering to the newest version of its course would do", Needs: apiRunners,
			Stands: []string{"courses.move_plan"},
			Do: func(c *web.Ctx, in oneOffering) (runMovePlan, error) {
				plan, err := h.Courses.MovePlan(c.Context(), c.Actor, in.ID)
				return runMovePlan{versionNamedOf(plan.From), versionNamedOf(plan.To), api.Each(plan.Lessons, func(l courses.MovedLesson) movedReader {
					return movedReader{l.Origin, l.Title, string(l.Kind), l.Readers, l.Suggested}
				}), plan.Open, plan.Kept, plan.OtherTest, plan.MayMove}, err
			},
		}.Route(),
		api.Op[moveRun, runMoved]{
			Method: "POST", Path: "/offerings/:offering/version", Name: "offering.move", Summary: "Move an offering to the newest version of its course", Needs: apiRunners, Stands: []string{"courses.move_offering"},
			Do: func(c *web.Ctx, in moveRun) (runMoved, error) {
				move, err := h.Courses.Move(c.Context(), c.Actor, in.ID, in.Body.VersionID, in.Body.ReadAgain)
				return runMoved{move.Moved}, err
			},
		}.Route(),
	}
}

func (h *Handlers) apiOffering(c *web.Ctx, in oneOffering) (runWhole, error) {
	page, err := h.Courses.Offering(c.Context(), c.Actor, in.ID)
	return runWholeOf(page), err
}

// only keeps what of a list is meant.
func only[T any](list []T, means func(T) bool) []T {
	var kept []T
	for _, one := range list {
		if means(one) {
			kept = append(kept, one)
		}
	}
	return kept
}
