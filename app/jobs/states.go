package jobs

import "github.com/riverqueue/river/rivertype"

// waitingStates are those of a job that nobody has taken yet.
var waitingStates = []rivertype.JobState{
	rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRetryable, rivertype.JobStateScheduled,
}
