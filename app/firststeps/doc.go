// Package firststeps leads whoever has just installed relevo from nothing to the first score.
//
// There are five [Step]s, in the order in which one needs them: an institution, people in it, a course, an offering of it
// with people in it, a score. Whether one is done is read from the facts each time ([Service.Guide], one statement); nothing keeps
// how far anybody is, so that a step which comes undone is told as undone. Each leads to the page on which the reader
// does it, or, where it is not theirs to do, to the account of whoever does.
//
// An administrator may fold the guide away ([Service.Fold]); the choice is theirs alone. Once all is done there is no guide.
// It is for administrators of the whole programme: whoever sees a part is told nothing of the rest.
package firststeps
