// Package fault says what can go wrong, in kinds that every door of the
// building understands.
//
// A service returns an error made here; the web turns its kind into a status
// and a page, the command line into a sentence and an exit code, a job into
// "try again" or "give up". The decision is made once, in [Kind.Status].
//
// An error carries a catalogue key and named values, never a finished
// sentence: the person's language is known only where the error is shown.
// What went wrong inside (a driver's message, say) travels along through
// [errors.Unwrap] for the log and is never shown.
//
// Bad input is one error that lists every field at once:
//
//	var check fault.Check
//	check.That(in.Name != "", "name", "fault.required")
//	check.That(in.Posts >= 0, "posts", "fault.at_least", "min", 0)
//	if err := check.Err(); err != nil {
//		return err
//	}
package fault
