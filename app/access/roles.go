package access

import (
	"slices"
	"strings"

	"relevo/app/fault"
)

// Role is what somebody is in relevo.
type Role string

// The roles.
const (
	Official      Role = "official"      // takes courses and assessments
	Trainer       Role = "trainer"       // authors, runs and scores
	Manager       Role = "manager"       // answers for the staff of an institution and those below it
	Evaluator     Role = "evaluator"     // reads figures, never names
	Administrator Role = "administrator" // sets up institutions, accounts and roles
)

// AllRoles lists the roles in the order people are shown them.
var AllRoles = []Role{Official, Trainer, Manager, Evaluator, Administrator}

// Permission is one thing that somebody may do, within a scope.
type Permission string

// The permissions. Services ask for these, never for a role.
const (
	Learn              Permission = "learn"               // take courses and assessments oneself
	ViewStaff          Permission = "view_staff"          // see who works where, by name
	ImportRoster       Permission = "import_roster"       // bring in staff lists and undo them
	ViewFigures        Permission = "view_figures"        // see aggregate figures
	ViewNames          Permission = "view_names"          // open a figure down to its people
	AuthorItems        Permission = "author_items"        // item bank, rubrics, assessments
	AuthorCourses      Permission = "author_courses"      // courses, modules, lessons
	RunOfferings       Permission = "run_offerings"       // schedule, enrol, take attendance
	ScoreResponses     Permission = "score_responses"     // rate responses, blind
	IssueCertificates  Permission = "issue_certificates"  // issue and revoke
	AssessCapacity     Permission = "assess_capacity"     // rate what an institution can do, and keep its monthly counts
	SetTargets         Permission = "set_targets"         // what the programme aims at: targets of indicators, and where these stand in the results chain
	ManageInstitutions Permission = "manage_institutions" // create and change institutions
	ManageAccounts     Permission = "manage_accounts"     // accounts and roles
	ReadAudit          Permission = "read_audit"          // who did what
)

// grants is the whole of who may do what; a permission absent here is had by
// nobody.
var grants = map[Role][]Permission{
	Official:      {Learn},
	Trainer:       {AuthorItems, AuthorCourses, RunOfferings, ScoreResponses, ViewFigures, AssessCapacity},
	Manager:       {ViewStaff, ImportRoster, ViewFigures, ViewNames, RunOfferings, IssueCertificates, AssessCapacity, SetTargets},
	Evaluator:     {ViewFigures, SetTargets},
	Administrator: {ViewStaff, ImportRoster, ViewFigures, ManageInstitutions, ManageAccounts, IssueCertificates, ReadAudit},
}

// Allows tells whether the role brings the permission.
func (r Role) Allows(p Permission) bool { return slices.Contains(grants[r], p) }

// Held is a role as somebody holds it. Path is that of the institution it is
// held in, empty for the whole programme; an institution lies within when its
// own path begins with Path.
type Held struct {
	Role          Role
	InstitutionID string
	Path          string
}

// Actor is who acts. The zero Actor is nobody and may do nothing.
type Actor struct {
	AccountID string
	PersonID  string // empty for an account without a staff record
	Name      string
	Locale    string
	Roles     []Held
	Unread    int // notifications, as far as [MostUnread]; known only of one who has just come in by a login
	// Awaits says what somebody half way through the door still has to show. Until
	// then they are nobody: no other exported field is set but Locale.
	Awaits  Awaited
	halfway string // the account of one who is half way
	token   string
	limited bool         // a program acts in their name, with no more than limits
	limits  []Permission // of a program
	reads   bool         // of a program: it changes nothing
}

// who is the account of one who is logged in, or half way.
func (a Actor) who() string {
	if a.AccountID != "" {
		return a.AccountID
	}
	return a.halfway
}

// SystemID is the author of what no person did: jobs, the command line, the
// demonstration.
const SystemID = "system"

// System is the actor behind jobs and the command line of the machine itself.
// It may do everything everywhere; it never comes in through the web.
func System() Actor {
	held := make([]Held, len(AllRoles))
	for i, r := range AllRoles {
		held[i] = Held{Role: r}
	}
	return Actor{AccountID: SystemID, Name: SystemID, Roles: held}
}

// LoggedIn tells whether this is somebody.
func (a Actor) LoggedIn() bool { return a.AccountID != "" }

// Rights tells apart those who may do other things, or elsewhere: two of whom it is the same may do the same. What was computed for one of
// them may be shown to the other.
func (a Actor) Rights() string {
	var list []string
	for _, h := range a.Roles {
		list = append(list, string(h.Role)+" "+h.Path)
	}
	slices.Sort(list)
	rights := strings.Join(slices.Compact(list), "\n")
	if a.limited {
		rights += "\nlimited"
		for _, p := range a.limits {
			rights += "\n" + string(p)
		}
	}
	return rights
}

// Is tells whether the actor holds the role anywhere. A program holds none: it
// has permissions alone.
func (a Actor) Is(r Role) bool {
	return !a.limited && slices.ContainsFunc(a.Roles, func(h Held) bool { return h.Role == r })
}

// ReadsOnly tells whether this is a program that was given for reading alone.
func (a Actor) ReadsOnly() bool { return a.reads }

// Program tells whether a program acts in its owner's name.
func (a Actor) Program() bool { return a.limited }

// Somewhere tells whether the actor has the permission anywhere.
func (a Actor) Somewhere(p Permission) bool { return len(a.Scopes(p)) > 0 }

// Holds tells whether the roles of the actor, or of a program's owner, bring the permission anywhere, whatever the program was
// given of it. It opens nothing: it is for what is kept from somebody because of what else they may do. Who rates responses
// must not learn whose they are from a program to which they gave everything but the rating.
func (a Actor) Holds(p Permission) bool {
	return slices.ContainsFunc(a.Roles, func(h Held) bool { return h.Role.Allows(p) })
}

// Scopes lists the paths below which the actor has the permission; the empty
// path means everywhere. None: the actor has it nowhere.
func (a Actor) Scopes(p Permission) []string {
	var paths []string
	if a.limited && !slices.Contains(a.limits, p) {
		return nil
	}
	for _, h := range a.Roles {
		if h.Role.Allows(p) && !slices.Contains(paths, h.Path) {
			paths = append(paths, h.Path)
		}
	}
	return paths
}

// May tells whether the actor has the permission at the institution with this path.
func (a Actor) May(p Permission, path string) bool {
	return slices.ContainsFunc(a.Scopes(p), func(scope string) bool { return strings.HasPrefix(path, scope) })
}

// Need is nil when the actor has the permission at the institution with this
// path. Otherwise it is Denied if the actor has the permission nowhere, and
// NotFound if elsewhere: what lies outside one's scope does not exist.
func (a Actor) Need(p Permission, path string) error {
	switch {
	case a.May(p, path):
		return nil
	case !a.LoggedIn():
		return fault.New(fault.Unauthenticated, "fault.unauthenticated")
	case a.Somewhere(p):
		return fault.Missing("noun.page")
	default:
		return fault.Refused()
	}
}

// NeedSomewhere is nil when the actor has the permission anywhere: for what
// belongs to no institution, such as the item bank.
func (a Actor) NeedSomewhere(p Permission) error {
	switch {
	case a.Somewhere(p):
		return nil
	case !a.LoggedIn():
		return fault.New(fault.Unauthenticated, "fault.unauthenticated")
	default:
		return fault.Refused()
	}
}
