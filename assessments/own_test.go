package assessments

import (
	"reflect"
	"strings"
	"testing"

	"gorm.io/gorm/schema"
)

// A column that were left out of the one statement would be empty for whoever sits a test, and nobody would be told.
func TestAnAttemptIsReadWithAllColumnsOfItsSittingAndAssessment(t *testing.T) {
	for _, part := range []struct {
		model         any
		table, prefix string
	}{{Administration{}, "n", "sitting_"}, {Assessment{}, "s", "asked_"}} {
		for _, field := range reflect.VisibleFields(reflect.TypeOf(part.model)) {
			column := schema.NamingStrategy{}.ColumnName("", field.Name)
			if want := part.table + "." + column + " AS " + part.prefix + column; !strings.Contains(wholeSQL, want) {
				t.Errorf("ownWhole does not read %s", want)
			}
		}
	}
}
