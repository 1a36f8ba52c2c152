package measure

import "testing"

func TestStayThatCannotBeIsRefused(t *testing.T) {
	for name, s := range map[string]Stay{
		"ends on its first day":       {Start: 5, EndLower: 5, EndUpper: 5},
		"interval runs backwards":     {Start: 5, EndLower: 20, EndUpper: 10},
		"last seen before it started": {Start: 5, EndLower: 4, EndUpper: 10},
	} {
		if s.Validate() == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	if err := (Stay{Start: 5, EndLower: 5, EndUpper: 36}).Validate(); err != nil {
		t.Errorf("seen on the first day alone, then missing: %v", err)
	}
}

func TestEndOfAVanishedStayIsTheMiddleOfItsInterval(t *testing.T) {
	s := Stay{Start: 0, EndLower: 100, EndUpper: 131}
	if s.End() != 115.5 || s.EndDay() != 116 || !s.Covers(115) || s.Covers(116) {
		t.Errorf("end %v, first day out %v", s.End(), s.EndDay())
	}
}
